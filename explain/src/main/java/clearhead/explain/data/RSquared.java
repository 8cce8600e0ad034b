package clearhead.explain.data;

import clearhead.autograd.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The share of what varies that is foretold, on examples that were held out; 0 for whoever always says the mean of the training part.
///
/// `R² = 1 − Σ_j |y_j − ŷ_j|² / Σ_j |y_j − ȳ|²`
///
/// The interval holds the middle 95 % of what comes out with other examples, drawn again from these (the percentile bootstrap, Efron 1979).
///
/// @param value R²; no number where nothing varies
/// @param low   lower end of the interval
/// @param high  upper end
public record RSquared(double value, double low, double high) {

    private static final int DRAWS = 1000;

    /// @param y     `[examples][numbers]` what is to be foretold
    /// @param told  what is foretold
    /// @param mean  the mean of the training part
    static RSquared of(double[][] y, double[][] told, double[] mean, long seed) {
        double[] missed = IntStream.range(0, y.length).mapToDouble(j -> distance(y[j], told[j])).toArray();
        double[] varied = IntStream.range(0, y.length).mapToDouble(j -> distance(y[j], mean)).toArray();
        double[] draws = IntStream.range(0, DRAWS).mapToDouble(draw -> {
            int[] drawn = IntStream.range(0, y.length).map(j -> (int) (Seeds.uniform(Seeds.mix(seed, draw), j) * y.length)).toArray();
            return of(missed, varied, drawn);
        }).filter(Double::isFinite).sorted().toArray();
        double value = of(missed, varied, IntStream.range(0, y.length).toArray());
        return draws.length == 0 || !Double.isFinite(value) ? new RSquared(Double.NaN, Double.NaN, Double.NaN)
                : new RSquared(value, draws[(int) (0.025 * draws.length)], draws[(int) (0.975 * (draws.length - 1))]);
    }

    private static double of(double[] missed, double[] varied, int[] rows) {
        return 1 - Arrays.stream(rows).mapToDouble(j -> missed[j]).sum() / Arrays.stream(rows).mapToDouble(j -> varied[j]).sum();
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum();
    }
}
