package clearhead.explain.counter;

import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import java.util.Arrays;
import java.util.List;

/// The smallest set of tokens without which the model decides otherwise (the "ablation flip" of Tenney et al. 2020, arXiv 2008.05122, with
/// a certificate).
///
/// @param players  tokens, or words or sentences in their place, and what stands for "removed"
/// @param smallest how it is searched for
public record Removals(Players players, Smallest smallest) implements CounterSearch<BlackBox> {

    private static final String GAP = "what one edit takes alone; edits work together";

    /// Tokens; all single ones and all pairs.
    public Removals() {
        this(Players.TOKENS, Smallest.PAIRS);
    }

    /// With these settings.
    public static Removals of(Settings settings) {
        return new Removals(Players.of(settings), Smallest.of(settings));
    }

    @Override public Counterfactual search(BlackBox model, Input input, Target target) {
        Board board = new Board(model, input, target, players);
        List<Smallest.Change> all = Arrays.stream(board.removable()).mapToObj(player -> new Smallest.Change(player, Variant.AWAY)).toList();
        Smallest.Found found = smallest.among(board, all, "");
        return board.result(found.best(), found.certificate(), board.drops(found.singles()),
                new Explanation.Method("removal", players.settings(board.game(), smallest.settings()), GAP));
    }
}
