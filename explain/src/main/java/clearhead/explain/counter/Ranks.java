package clearhead.explain.counter;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Spearman's rank correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs.
final class Ranks {

    private Ranks() {}

    /// Empty where one side is all the same.
    static OptionalDouble correlation(double[] a, double[] b) {
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (x.length - 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx == 0 || yy == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / Math.sqrt(xx * yy));
    }

    private static double[] ranks(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> Arrays.stream(values).filter(other -> other < values[i]).count()
                + (Arrays.stream(values).filter(other -> other == values[i]).count() - 1) / 2.0).toArray();
    }
}
