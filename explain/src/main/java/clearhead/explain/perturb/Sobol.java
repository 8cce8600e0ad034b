package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Sobol's total indices (Sobol 1993; Fel et al. 2021, arXiv 2111.04138): the share of the variance of F over random sets of players, each
/// there with probability ½, that vanishes only when player i is known,
///
/// `Tᵢ = E_{~i} Var_i F / Var F`,  `Var_i F = ¼ (F(S ∪ i) − F(S ∖ i))²`
///
/// so it counts what i does alone and all that it does together with others: `Σ Tᵢ ≥ 1`, and 1 where F is additive; 0 for a player that
/// does nothing. Jansen's estimator (1999) is `½ E (F(A) − F(A with i as in B))²` with a second set B. A player is there or not (the paper's
/// masks of pictures are grey), so that B says half of the time what A says, and nothing is learned; its expectation over that
/// coin is `¼ E (F(A) − F(A with i flipped))²`, which is what is computed here.
///
/// The sets A come from a [FactorialDesign], several times anew; how much the results differ is the standard error, by the delta method
/// for a ratio: `√(Σᵣ (Dᵢᵣ − Tᵢ Vᵣ)² / (R(R − 1))) / V`. Few enough players have every set, and no error.
///
/// @param players    tokens, or words or sentences in their place
/// @param designs    sets A in each design, rounded up to a power of two; empty for every set of 10 players or fewer, if the limits allow it,
///                   else 16
/// @param replicates how many designs
/// @param seed       where they come from
public record Sobol(Players players, OptionalInt designs, int replicates, long seed) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("sobol", "Sobol total indices",
            "the share of the variance over random sets of tokens that needs the token; at least 1 together, and with standard errors",
            "every set while there are at most 2^10, else replicates · designs · (tokens + 1) forwards",
            "Fel et al. 2021, arXiv 2111.04138", false,
            "How much of what random removals change goes through the token, alone or with others; "
                    + "it says how much, not in which direction.",
            settings -> new Sobol(Players.of(settings), settings.wholeOr("designs", "auto", 2),
                    settings.whole("replicates", 8, 2), settings.seed()));

    private static final String GAP = "shares of a variance, not of the answer; what tokens do together is counted for each of them";
    private static final int EXACT = 10;
    private static final int DESIGNS = 16;

    /// Checks the numbers.
    ///
    /// @throws BadInput if there is no design, or no second one to compare with
    public Sobol {
        if (designs.orElse(2) < 2 || replicates < 2) {
            throw new BadInput("sobol", "designs %d, replicates %d".formatted(designs.orElse(2), replicates), "at least 2 of each");
        }
    }

    /// As many sets as suit the number of tokens.
    public Sobol(long seed) {
        this(Players.TOKENS, OptionalInt.empty(), 8, seed);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        int n = game.size();
        boolean exact = designs.isEmpty() && n <= EXACT && game.room() >= 1 << n;
        List<List<double[]>> drawn = exact ? List.of(game.values(TotalIndices.around(FactorialDesign.all(n), n))) : drawn(game);
        List<TotalIndices> found = IntStream.range(0, game.numbers()).mapToObj(number -> TotalIndices.of(drawn.stream()
                .map(values -> new TotalIndices.Design(values.stream().mapToDouble(all -> all[number]).toArray(), n)).toList())).toList();
        List<String> cautions = IntStream.range(0, found.size()).filter(number -> found.get(number).constant()).mapToObj(number ->
                Explanation.Row.name(number, found.size()) + "whatever is taken away, the answer stays: there is no variance to share")
                .toList();
        List<Explanation.Row> rows = IntStream.range(0, found.size()).mapToObj(number ->
                game.row(number, found.get(number).total(), found.get(number).errors(), OptionalDouble.empty())).toList();
        Map<String, Object> settings = players.settings(game, Map.of("designs", exact ? "all" : sets(), "replicates", drawn.size()));
        return game.explanation(new Explanation.Method("sobol", settings, GAP, fit(found, drawn.size())), game.scores(rows), seed,
                cautions);
    }

    /// As many designs as the limits allow, but one.
    private List<List<double[]>> drawn(Game game) {
        List<List<double[]>> drawn = new ArrayList<>();
        for (int r = 0; r < replicates; r++) {
            List<BitSet> sets = FactorialDesign.drawn(game.size(), sets(), Seeds.mix(seed, r)).list();
            List<BitSet> around = TotalIndices.around(sets, game.size());
            Optional<List<double[]>> values = r == 0 ? Optional.of(game.values(around)) : game.valuesIfAllowed(around);
            if (values.isEmpty()) {
                break;
            }
            drawn.add(values.get());
        }
        return drawn;
    }

    private int sets() {
        return FactorialDesign.sets(designs.orElse(DESIGNS));
    }

    private static Map<String, Object> fit(List<TotalIndices> found, int designs) {
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("mean", numbers(found, TotalIndices::mean));
        fit.put("variance", numbers(found, TotalIndices::variance));
        fit.put("sumOfIndices", numbers(found, one -> Arrays.stream(one.total()).sum()));
        if (designs > 1) {
            Errors.tell(designs - 1, fit);
        }
        return fit;
    }

    /// A number where one is explained, else one for each.
    private static Object numbers(List<TotalIndices> found, ToDoubleFunction<TotalIndices> of) {
        return found.size() == 1 ? of.applyAsDouble(found.getFirst()) : found.stream().map(of::applyAsDouble).toList();
    }
}
