package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Cost;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The smallest set of tokens with others in their places for which the model decides otherwise.
///
/// @param alternatives what may stand in a token's place
/// @param smallest     how it is searched for
public record Replacements(Alternatives alternatives, Smallest smallest) implements CounterSearch<BlackBox> {

    private static final String GAP = "what the best replacement of a token takes alone; edits work together";

    /// All single ones and all pairs.
    public Replacements(Alternatives alternatives) {
        this(alternatives, Smallest.PAIRS);
    }

    /// With these settings.
    public static Replacements of(Alternatives alternatives, Settings settings) {
        return new Replacements(alternatives, Smallest.of(settings));
    }

    /// @throws BadInput if the input is a picture
    @Override public Counterfactual search(BlackBox model, Input input, Target target) {
        if (!(input instanceof Input.Text)) {
            throw new BadInput("input", "is a picture, which has no tokens to put in", "--by removal or reduction");
        }
        Board board = new Board(model, input, target, Players.TOKENS);
        List<Smallest.Change> all = new ArrayList<>();
        for (int player : board.replaceable()) {
            Token own = input.tokens().get(board.game().players().get(player)[0]);
            Arrays.stream(alternatives.at(input, own)).distinct()
                    .forEach(id -> all.add(new Smallest.Change(player, id)));
        }
        long runs = (long) alternatives.runs() * board.replaceable().length;
        Smallest.Found found = smallest.among(board, all, " among these alternatives");
        Map<String, Object> settings = new HashMap<>(smallest.settings());
        settings.put("alternatives", alternatives.id());
        return board.result(found.best(), found.certificate(), board.drops(found.singles()),
                new Explanation.Method("replacement", settings, GAP), alternatives::piece,
                new Cost(runs, 0, runs * input.tokens().size(), 0, 0));
    }
}
