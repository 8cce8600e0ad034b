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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// LIME for texts (Ribeiro et al. 2016, arXiv 1602.04938): the linear function of who is kept that comes closest to the model around the
/// input. z is a mask, zᵢ = 1 where player i is kept, d how far it is from the input as it is (a cosine distance, in hundredths):
///
/// `min Σ_z w(z) (F(z) − β₀ − Σᵢ βᵢ zᵢ)² + ridge · Σᵢ βᵢ²`,  `w = √exp(−d² / kernel²)`,  `d = 100 · (1 − √(kept / n))`
///
/// Over all masks each has its turn once. Otherwise masks are drawn, as often as w weighs them, and the sum over all masks is estimated:
/// the input as it is stands for itself, each of m draws for an m-th of the others' weight. So a draw never counts more than another (the
/// effective sample size is what was paid for), and the more are drawn the closer one comes to what all masks give. `lime_text` draws the
/// number of removed words evenly and weights afterwards: its limit is another, with more weight on sizes that few masks have.
///
/// Standard errors are those of drawing, from how far each draw pulls β ([LeastSquares]): `β ± t95 · error` holds what all masks give in 95
/// of 100 cases ([Errors]). Over all masks there are none. How well a linear function fits at all is another question: R² answers it.
///
/// @param players tokens, or words or sentences in their place
/// @param samples how many masks, the input as it is included; empty for all there are
/// @param kernel  the greater, the more masks far from the input count
/// @param ridge   how much great coefficients cost
/// @param seed    where the draws come from
public record Lime(Players players, OptionalInt samples, double kernel, double ridge, long seed) implements Explainer<BlackBox> {

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking("lime", "LIME",
            "the linear function closest to the model around the input; adds up only as well as it fits", "samples forwards",
            "Ribeiro et al. 2016, arXiv 1602.04938", true,
            "What the token adds in a linear imitation of the model. R² says how much of the model that imitation catches: below 0.5 look elsewhere.",
            settings -> new Lime(Players.of(settings), settings.wholeOr("samples", 1000, "all", 1), settings.number("kernel", 25, 0),
                    settings.number("ridge", 1, 0), settings.seed()));

    private static final String GAP = "a linear function that comes close to the model around the input; it need not meet it there, nor without any token";

    /// 1000 masks of tokens.
    public Lime(long seed) {
        this(Players.TOKENS, OptionalInt.of(1000), 25, 1, seed);
    }

    /// Checks the numbers.
    ///
    /// @throws BadInput if no mask but the input would count
    public Lime {
        if (!(kernel > 0) || !(ridge >= 0)) {
            throw new BadInput("lime", "kernel %s, ridge %s".formatted(kernel, ridge), "a kernel greater than 0, a ridge of 0 or more");
        }
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        int n = game.size();
        Masks masks = samples.isEmpty() ? Masks.all(game, kernel) : Masks.drawn(game, kernel, samples.getAsInt(), least(n), seed);
        double[] ridges = new double[n + 1];
        Arrays.fill(ridges, 0, n, ridge * StrictMath.exp(-masks.total()));
        LeastSquares fit = LeastSquares.of(masks.features(n), masks.weights(), ridges, masks.drawn()).orElseThrow(() -> new BadInput("lime",
                "%d masks with kernel=%s, ridge=%s do not say what the coefficients are".formatted(masks.sets().size(), kernel, ridge),
                "a wider kernel, more samples, or a ridge greater than 0"));

        List<Explanation.Row> rows = new ArrayList<>();
        List<Double> intercepts = new ArrayList<>();
        List<Double> r2 = new ArrayList<>();
        List<String> cautions = new ArrayList<>();
        int draws = masks.sets().size() - masks.drawn();
        for (int number = 0; number < game.numbers(); number++) {
            double[] y = masks.values(number);
            LeastSquares.Solution solution = fit.solve(y);
            double[] scores = Arrays.copyOf(solution.beta(), n);
            double[] errors = draws == 0 ? new double[0]
                    : Errors.atLeastRounding(Arrays.copyOf(Errors.ofPulls(solution.pulls()), n), scores);
            rows.add(game.row(number, scores, errors, OptionalDouble.empty()));
            intercepts.add(solution.beta()[n]);
            r2.add(r2(y, solution.residuals(), masks.weights()));
            if (r2.getLast() < 0.5) {
                cautions.add("%sR² is %.2f: a linear function catches less than half of what the model does around this input"
                        .formatted(Explanation.Row.name(number, game.numbers()), r2.getLast()));
            }
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("intercept", intercepts.size() == 1 ? intercepts.getFirst() : intercepts);
        found.put("r2", r2.size() == 1 ? r2.getFirst() : r2);
        found.put("effectiveSampleSize", masks.effectiveSize());
        found.put("masks", new HashSet<>(masks.sets()).size());
        if (draws > 0) {
            Errors.tell(fit.freedom(), found);
        }
        Map<String, Object> settings = players.settings(game, Map.of("samples", samples.isEmpty() ? "all" : samples.getAsInt(),
                "kernel", kernel, "ridge", ridge));
        return game.explanation(new Explanation.Method("lime", settings, GAP, found), game.scores(rows), seed, cautions);
    }

    /// One more draw than coefficients, and the input itself.
    private int least(int n) {
        int least = n + 3;
        if (samples.getAsInt() < least) {
            throw new BadInput("lime: samples=" + samples.getAsInt(), "%d coefficients cannot be told from so few masks".formatted(n + 1),
                    "at least %d, better ten times as many; or fewer players (--group word)".formatted(least));
        }
        return least;
    }

    /// `1 − Σ w e² / Σ w (y − ȳ)²`; 1 where there is nothing to explain.
    private static double r2(double[] y, double[] residuals, double[] weights) {
        double sum = 0;
        double mean = 0;
        for (int k = 0; k < y.length; k++) {
            sum += weights[k];
            mean += weights[k] * y[k];
        }
        mean /= sum;
        double left = 0;
        double all = 0;
        for (int k = 0; k < y.length; k++) {
            left += weights[k] * residuals[k] * residuals[k];
            all += weights[k] * (y[k] - mean) * (y[k] - mean);
        }
        return all > 0 ? 1 - left / all : 1;
    }
}
