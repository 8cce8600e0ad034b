package clearhead.explain.perturb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Sobol's total indices of one explained number, out of what several designs gave.
///
/// @param mean     E F
/// @param variance Var F
/// @param total    Tᵢ of each player; zeros where F does not change
/// @param errors   the standard error of each; empty where there is one design
record TotalIndices(double mean, double variance, double[] total, double[] errors) {

    /// Less than this, relative to the greatest value, is the rounding of single precision, which a model's answer is made of.
    private static final double ROUNDING = 1e-6;

    /// Whether all that changes F is rounding.
    boolean constant() {
        return variance == 0;
    }

    /// What it takes to know the indices: each set, and behind it the same with each player flipped.
    static List<BitSet> around(List<BitSet> sets, int n) {
        List<BitSet> around = new ArrayList<>();
        for (BitSet set : sets) {
            around.add(set);
            for (int i = 0; i < n; i++) {
                BitSet flipped = (BitSet) set.clone();
                flipped.flip(i);
                around.add(flipped);
            }
        }
        return around;
    }

    /// Out of what each design gave.
    static TotalIndices of(List<Design> designs) {
        double mean = over(designs.size(), r -> designs.get(r).mean());
        double variance = over(designs.size(), r -> designs.get(r).variance(mean));
        double greatest = designs.stream().mapToDouble(Design::greatest).max().orElseThrow();
        int n = designs.getFirst().n;
        double[] total = new double[n];
        double[] errors = new double[designs.size() < 2 ? 0 : n];
        if (Math.sqrt(variance) <= ROUNDING * greatest) {
            return new TotalIndices(mean, 0, total, errors);
        }
        for (int i = 0; i < n; i++) {
            int player = i;
            double index = over(designs.size(), r -> designs.get(r).part(player)) / variance;
            total[i] = index;
            if (errors.length > 0) {
                errors[i] = Math.sqrt(over(designs.size(), r -> square(designs.get(r).part(player) - index * designs.get(r).variance(mean)))
                        / (designs.size() - 1)) / variance;
            }
        }
        return new TotalIndices(mean, variance, total, errors);
    }

    /// What one design gave.
    ///
    /// @param values F of the sets that [TotalIndices#around] lists
    /// @param n      how many players
    record Design(double[] values, int n) {

        private double at(int k, int i) {
            return values[k * (n + 1) + i];
        }

        private double mean() {
            return over(values.length / (n + 1), k -> at(k, 0));
        }

        /// Around the mean of all designs.
        private double variance(double mean) {
            return over(values.length / (n + 1), k -> square(at(k, 0) - mean));
        }

        /// `¼ E (F(A) − F(A with i flipped))²`.
        private double part(int i) {
            return over(values.length / (n + 1), k -> square(at(k, 0) - at(k, i + 1)) / 4);
        }

        private double greatest() {
            return Arrays.stream(values).map(Math::abs).max().orElseThrow();
        }
    }

    private static double square(double number) {
        return number * number;
    }

    private static double over(int count, IntToDoubleFunction of) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += of.applyAsDouble(k);
        }
        return sum / count;
    }
}
