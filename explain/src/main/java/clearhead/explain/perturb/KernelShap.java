package clearhead.explain.perturb;

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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// KernelSHAP (Lundberg & Lee 2017, arXiv 1705.07874): Shapley values are the linear function of who is there that comes closest to v,
///
/// `min Σ_S π(S) (v(S) − v(∅) − Σ_{i ∈ S} φᵢ)²`,  `π(S) = (n − 1) / (C(n, |S|) · |S| · (n − |S|))`,  with `Σ φᵢ = v(N) − v(∅) = Δ`
///
/// The constraint holds exactly: the last player's `φₙ = Δ − Σ φᵢ` is put in, which leaves n − 1 unknowns. A set S and its complement then
/// have opposite rows x and −x, `xᵢ = [i ∈ S] − [n ∈ S]`, so that a pair of them is one equation:
///
/// `⟨x, φ⟩ = ½ (v(S) − v(N∖S) + Δ) − [n ∈ S] Δ`,  weight `π(S)`
///
/// With all sets that gives the Shapley values themselves. Otherwise pairs are taken size by size from the ends, where π is greatest, as long
/// as drawing would ask about all of a size anyway; the other sizes' pairs are drawn by their weights, each standing for an equal share of
/// what those sizes weigh together (Covert & Lee 2021, arXiv 2012.01536, with pairs). Nothing is forced to zero.
///
/// Errors are those of drawing, from how far each drawn pair pulls φ ([LeastSquares]), which also takes away the bias that least squares on
/// few draws has: `φ ± t95 · error` holds φ in 95 of 100 cases ([Errors]). A limit on calls is planned for from the beginning; a deadline ends the drawing, or, before it began, all.
///
/// @param players tokens, or words or sentences in their place
/// @param samples how many sets, all and nobody included; empty for 4,096, or 10 for each of very many players
/// @param seed    where the draws come from
public record KernelShap(Players players, OptionalInt samples, long seed) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("kernel-shap", "KernelSHAP",
            "Shapley values by least squares, with standard errors where sets are drawn; adds up to F(x) − F(nothing)", "samples forwards",
            "Lundberg & Lee 2017, arXiv 1705.07874; Covert & Lee 2021, arXiv 2012.01536", true,
            "What the token adds, on average over all orders in which the tokens might come; exact while every set of tokens can be asked about.",
            settings -> new KernelShap(Players.of(settings), settings.wholeOr("samples", "auto", 2), settings.seed()));

    private static final int AUTO = 1 << 12;
    private static final LeastSquares.Solution ALONE = new LeastSquares.Solution(new double[0], new double[0], new double[0][]);

    /// Of tokens, every set of up to 12.
    public KernelShap(long seed) {
        this(Players.TOKENS, OptionalInt.empty(), seed);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        int n = game.size();
        int wanted = wanted(n);
        game.require(least(n), "kernel-shap of %d players".formatted(n));
        int allowed = (int) Math.min(wanted, game.room() + 1L);                                     // the input as it is has been asked about
        Pairs pairs = Pairs.of(n, (allowed - 2) / 2, seed);
        List<BitSet> sets = new ArrayList<>(List.of(new BitSet(), game.all()));
        pairs.sets().forEach(one -> sets.addAll(List.of(one, game.allBut(one))));
        List<double[]> values = Coalitions.values(game, sets, pairs.complete() ? sets.size() : 2 + 2 * (pairs.enumerated() + n));
        int asked = values.size() / 2 - 1;
        int drawn = asked - Math.min(asked, pairs.enumerated());
        Optional<LeastSquares> fit = asked == 0 ? Optional.empty()                                  // one player, who gets all
                : Optional.of(LeastSquares.of(pairs.rows(asked), pairs.weights(asked), new double[n - 1], pairs.enumerated()).orElseThrow());

        List<Explanation.Row> rows = new ArrayList<>();
        for (int number = 0; number < game.numbers(); number++) {
            int one = number;
            double[] v = values.stream().mapToDouble(numbers -> numbers[one]).toArray();
            double all = v[1] - v[0];
            double[] y = pairs.targets(v, asked);
            LeastSquares.Solution solution = fit.map(squares -> squares.solve(y)).orElse(ALONE);
            double[] scores = Arrays.copyOf(with(all, solution.beta()), n);
            double[] errors = drawn == 0 ? new double[0] : Errors.atLeastRounding(Errors.ofPulls(Arrays.stream(solution.pulls())
                    .map(pull -> with(0, pull)).toArray(double[][]::new)), scores);
            rows.add(game.row(number, scores, errors, OptionalDouble.of(v[0])));
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("samples", values.size());
        found.put("coalitions", new HashSet<>(sets.subList(0, values.size())).size());
        fit.ifPresent(squares -> found.put("conditionNumber", squares.condition()));
        if (drawn > 0) {
            Errors.tell(fit.orElseThrow().freedom(), found);
        }
        long needed = Math.min(wanted, 1L << Math.min(n, 32));
        List<String> cautions = allowed >= needed ? List.of() : List.of("stopped early: the limits allow %,d sets of %,d".formatted(allowed, needed));
        Map<String, Object> settings = players.settings(game, Map.of("samples", samples.isEmpty() ? "auto" : samples.getAsInt()));
        return game.explanation(new Explanation.Method("kernel-shap", settings, "", found), game.scores(rows), seed, cautions);
    }

    /// The eliminated player's share behind the others'.
    private static double[] with(double all, double[] others) {
        double[] shares = Arrays.copyOf(others, others.length + 1);
        shares[others.length] = all - Arrays.stream(others).sum();
        return shares;
    }

    /// How many sets, all and nobody included.
    private int wanted(int n) {
        int wanted = samples.orElse(Math.max(AUTO, 10 * n));
        if (wanted < least(n)) {
            throw new BadInput("kernel-shap: samples=" + wanted, "says too little of %d players".formatted(n),
                    "at least %d, better ten times as many; or fewer players (--group word)".formatted(least(n)));
        }
        return wanted;
    }

    /// Everybody, nobody, each player alone and everybody but that one, and as many drawn sets, lest the errors be rough; or every set.
    private static int least(int n) {
        return n < 5 ? 1 << n : 2 + 4 * n;
    }
}
