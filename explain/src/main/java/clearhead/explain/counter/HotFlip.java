package clearhead.explain.counter;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// HotFlip (Ebrahimi et al. 2018, arXiv 1712.06751): gradients foretell what every token of the vocabulary would do in every place,
/// `(e_new − e_old)ᵀ ∇F`; the best of them are tried; where none flips the decision, the best of those are changed further.
///
/// What was tried also tells how good the foretelling is: Spearman's rank correlation with what really happened, over the flips of one
/// token that were tried, which are those foretold to do most.
///
/// @param vocabulary what may be put in
/// @param verify     how many of the foretold flips of an input are tried
/// @param beam       how many changed inputs are followed
/// @param most       how many tokens may change
/// @param limits     how much may be asked, gradients not counted
public record HotFlip(Vocabulary vocabulary, int verify, int beam, int most, Limits limits) implements CounterSearch<WhiteBox> {

    private static final int VERIFY = 64;
    private static final int BEAM = 4;
    private static final int MOST = 8;
    private static final String GAP = "what the best flip of a token takes alone, of those that were tried";

    /// Checks the numbers.
    ///
    /// @throws BadInput if one is too small
    public HotFlip {
        if (verify < 1 || beam < 1 || most < 1) {
            throw new BadInput("hotflip", "verify=%d, beam=%d, most=%d".formatted(verify, beam, most), "at least 1 each");
        }
    }

    /// 64 flips tried of each of 4 inputs, up to 8 tokens changed.
    public HotFlip(Vocabulary vocabulary) {
        this(vocabulary, VERIFY, BEAM, MOST, Limits.NONE);
    }

    /// With these settings.
    public static HotFlip of(Vocabulary vocabulary, Limits limits, Settings settings) {
        return new HotFlip(vocabulary, settings.whole("verify", VERIFY, 1), settings.whole("beam", BEAM, 1),
                settings.whole("most", MOST, 1), limits);
    }

    @Override public Counterfactual search(WhiteBox model, Input input, Target target) {
        return search(model, new Board(model.within(limits), input, target, Players.TOKENS), input);
    }

    private Counterfactual search(WhiteBox model, Board board, Input input) {
        Flips flips = new Flips(model, input, board.game().target(), vocabulary.ids());
        int[] players = new int[board.size()];
        Arrays.fill(players, -1);
        Arrays.stream(board.replaceable()).forEach(player -> players[player] = board.game().players().get(player)[0]);
        List<Board.Tried> singles = List.of();
        Map<String, Object> fit = Map.of();
        List<Board.Tried> states = List.of(board.start());
        Board.Tried closest = board.start();
        Optional<Board.Tried> flip = Optional.empty();
        for (int edits = 1; edits <= most && flip.isEmpty() && !states.isEmpty() && !board.isStopped(); edits++) {
            List<Flips.Flip> foretold = new ArrayList<>();
            for (Board.Tried state : states) {
                foretold.addAll(flips.best(state.variant(), players, verify));
            }
            List<Board.Tried> tried = board.tried(foretold.stream().map(Flips.Flip::variant).distinct().toList());
            if (edits == 1) {
                singles = tried;
                fit = fit(foretold, tried, board.start().value());
            }
            flip = board.bestFlip(tried);
            states = tried.stream().sorted(Board.Tried.LOWEST).limit(beam).toList();
            closest = states.isEmpty() || states.getFirst().value() >= closest.value() ? closest : states.getFirst();
        }
        Optional<Parts> parts = flip.map(found -> Parts.of(board, found));
        Map<String, Object> settings = Map.of("alternatives", vocabulary.name(), "verify", verify, "beam", beam, "most", most);
        return board.result(parts.map(Parts::least).orElse(closest), certificate(board, parts), board.drops(singles),
                new Explanation.Method("hotflip", settings, GAP, fit), vocabulary.pieces(), flips.cost());
    }

    private static Certificate certificate(Board board, Optional<Parts> parts) {
        if (parts.isEmpty()) {
            return new Certificate(1, false, false, board.isStopped() ? "stopped before anything was found"
                    : "nothing was found that flips it, among the flips that gradients foretold");
        }
        int edits = Smallest.Change.of(parts.get().least().variant()).size();
        return edits == 1 ? new Certificate(1, true, true, "smallest possible: one edit does it")
                : new Certificate(1, false, parts.get().irreducible(),
                        "not certified as the smallest: only what gradients foretold was tried; " + parts.get().text());
    }

    /// How good the foretelling was.
    private static Map<String, Object> fit(List<Flips.Flip> foretold, List<Board.Tried> tried, double value) {
        Map<String, Object> fit = new LinkedHashMap<>();
        double[] estimates = foretold.stream().limit(tried.size()).mapToDouble(Flips.Flip::estimate).toArray();
        double[] truths = tried.stream().mapToDouble(one -> one.value() - value).toArray();
        fit.put("verified", tried.size());
        Ranks.correlation(estimates, truths).ifPresent(rho -> fit.put("rankCorrelation", rho));
        if (truths.length > 0) {
            fit.put("estimateOfBest", estimates[0]);
            fit.put("truthOfBest", truths[0]);
        }
        return fit;
    }
}
