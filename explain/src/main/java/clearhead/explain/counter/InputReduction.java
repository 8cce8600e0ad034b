package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Input reduction (Feng et al. 2018, arXiv 1804.07781): the token without which the explained number stays highest goes, again and again,
/// as long as the decision stays. What is left is all that the model needs, and often not what a person would.
///
/// @param players tokens, or words or sentences in their place, and what stands for "removed"
/// @param beam    how many reductions are followed at a time
public record InputReduction(Players players, int beam) implements CounterSearch<BlackBox> {

    private static final int BEAM = 5;
    private static final String GAP = "what a token takes when it goes first";
    private static final Comparator<Board.Tried> HIGHEST = Comparator.comparingDouble(tried -> -tried.value());

    /// Checks the number.
    ///
    /// @throws BadInput if nothing would be followed
    public InputReduction {
        if (beam < 1) {
            throw new BadInput("reduction", "beam=%d".formatted(beam), "at least 1");
        }
    }

    /// Tokens, and a beam of 5 as in the paper.
    public InputReduction() {
        this(Players.TOKENS, BEAM);
    }

    /// With these settings.
    public static InputReduction of(Settings settings) {
        return new InputReduction(Players.of(settings), settings.whole("beam", BEAM, 1));
    }

    @Override public Counterfactual search(BlackBox model, Input input, Target target) {
        Board board = new Board(model, input, target, players);
        int[] removable = board.removable();
        List<Board.Tried> first = List.of();
        List<Board.Tried> states = List.of(board.start());
        Board.Tried least = board.start();
        for (int gone = 1; !states.isEmpty() && !board.isStopped(); gone++) {
            Set<Variant> next = new LinkedHashSet<>();
            for (Board.Tried state : states) {
                Arrays.stream(removable).filter(player -> state.variant().at(player) == Variant.KEPT)
                        .mapToObj(player -> state.variant().with(player, Variant.AWAY)).forEach(next::add);
            }
            List<Board.Tried> tried = board.tried(List.copyOf(next));
            first = gone == 1 ? tried : first;
            states = tried.stream().filter(one -> !board.flips(one)).sorted(HIGHEST).limit(beam).toList();
            least = states.isEmpty() ? least : states.getFirst();
        }
        return board.result(least, certificate(board, least, removable), board.drops(first),
                new Explanation.Method("reduction", players.settings(board.game(), Map.of("beam", beam)), GAP));
    }

    private static Certificate certificate(Board board, Board.Tried least, int[] removable) {
        int[] left = Arrays.stream(removable).filter(player -> least.variant().at(player) == Variant.KEPT).toArray();
        boolean asked = Arrays.stream(left).allMatch(player -> board.leavesSomething(least.variant().with(player, Variant.AWAY)));
        return new Certificate(0, false, asked && !board.isStopped(), board.isStopped() ? "stopped: more could perhaps go"
                : left.length == 0 ? "nothing is needed: the decision stays with all of it removed"
                : !asked ? "one is left, and a model must read something"
                : "each of the %,d that are left is needed: without any one of them the decision changes".formatted(left.length));
    }
}
