package clearhead.explain.gradient;

import clearhead.explain.Explanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// How many nodes an integral is given whose scores must add up: so many, or as many as close the gap, twice as many each time.
///
/// @param steps     how many; empty to choose them by the gap
/// @param first     with how many to begin then; they are doubled four times at most
/// @param tolerance the gap allowed, as a share of the difference explained
record Doubling(OptionalInt steps, int first, double tolerance) {

    /// A gap below this share of the values is rounding of single precision: no number of nodes closes it.
    private static final double ROUNDING = 1e-5;

    /// What the scores of one explained number must add up to.
    ///
    /// @param value    F(x)
    /// @param baseline F(x′)
    record Difference(double value, double baseline) {

        double size() {
            return value - baseline;
        }
    }

    /// What an integral came to for one explained number.
    ///
    /// @param steps  with how many nodes
    /// @param change the most that a score changed when the nodes were doubled for the last time; empty if they never were
    record Integral(float[] scores, int steps, OptionalDouble change) {

        double sum() {
            return IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).reduce(0, Double::sum);
        }

        private Integral doubled(float[] next) {
            return new Integral(next, 2 * steps,
                    IntStream.range(0, next.length).mapToDouble(i -> Math.abs((double) next[i] - scores[i])).max());
        }
    }

    /// An integral by a number of nodes.
    @FunctionalInterface
    interface Rule {

        /// The scores of each of these explained numbers.
        Map<Integer, double[]> sums(int nodes, BitSet numbers);
    }

    /// For each number the integral with as many nodes as it takes.
    List<Integral> apply(List<Difference> explained, Rule rule) {
        Integral[] results = new Integral[explained.size()];
        BitSet open = new BitSet();
        open.set(0, results.length);
        int begin = steps.orElse(first);
        int end = steps.orElse(16 * first);
        for (int n = begin; n <= end && !open.isEmpty(); n *= 2) {
            int nodes = n;
            rule.sums(n, open).forEach((number, sums) -> {
                float[] scores = floats(sums);
                results[number] = nodes == begin ? new Integral(scores, nodes, OptionalDouble.empty()) : results[number].doubled(scores);
                open.set(number, !closes(explained.get(number), results[number]));
            });
        }
        return Arrays.asList(results);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /// Whether the scores add up.
    boolean closes(Difference explained, Integral integral) {
        double rounding = ROUNDING * Math.max(Math.abs(explained.value), Math.abs(explained.baseline));
        return Math.abs(explained.size() - integral.sum()) <= Math.max(tolerance * Math.abs(explained.size()), rounding);
    }

    /// What to say of the numbers whose gap stayed open.
    ///
    /// @param what the nodes are
    List<String> warnings(List<Difference> explained, List<Integral> results, String what) {
        List<String> warnings = new ArrayList<>();
        for (int row = 0; row < results.size(); row++) {
            Integral result = results.get(row);
            if (!closes(explained.get(row), result)) {
                warnings.add("%swith %d %s the scores sum to %s, but they should to %s, within %s %%".formatted(Explanation.Row.name(row, results.size()),
                        result.steps, what, (float) result.sum(), (float) explained.get(row).size(), (float) (100 * tolerance)));
            }
        }
        return warnings;
    }
}
