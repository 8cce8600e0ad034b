package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.explain.Game;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The masks of [Lime] with what the model says of them, and how much each counts: in sum 1.
///
/// @param sets    who is kept
/// @param values  `[masks][numbers]`
/// @param weights `[masks]`
/// @param drawn   the masks from here on were drawn
/// @param total   `log Σ w` over all masks there are, by which the weights are divided
record Masks(List<BitSet> sets, List<double[]> values, double[] weights, int drawn, double total) {

    /// `log w = −d² / (2 kernel²)`, `d = 100 · (1 − √(kept / n))`.
    static double logWeight(int kept, int n, double kernel) {
        double distance = 100 * (1 - Math.sqrt((double) kept / n));
        return -distance * distance / (2 * kernel * kernel);
    }

    /// Every mask once.
    static Masks all(Game game, double kernel) {
        List<BitSet> sets = Coalitions.all(game, "lime");
        double total = Arrays.stream(logShares(game.size(), kernel)).reduce(Double.NEGATIVE_INFINITY, Masks::logSum);
        double[] weights = sets.stream().mapToDouble(set -> StrictMath.exp(logWeight(set.cardinality(), game.size(), kernel) - total))
                .toArray();
        return new Masks(sets, game.values(sets), weights, sets.size(), total);
    }

    /// The input as it is, and draws from all others by their weights, as many as the limits allow.
    ///
    /// @param samples how many in all
    /// @param least   how many it takes
    static Masks drawn(Game game, double kernel, int samples, int least, long seed) {
        int n = game.size();
        double[] shares = logShares(n, kernel);
        double others = Arrays.stream(shares).limit(n).reduce(Double.NEGATIVE_INFINITY, Masks::logSum);
        List<BitSet> sets = new ArrayList<>(List.of(game.all()));
        for (int k = 0; k < samples - 1; k++) {
            long stream = Seeds.mix(seed, k);
            double uniform = Seeds.uniform(stream, n);                      // the numbers before it are for who is kept
            int kept = n - 1;
            for (double passed = StrictMath.exp(shares[kept] - others); kept > 0 && passed <= uniform; ) {
                passed += StrictMath.exp(shares[--kept] - others);
            }
            sets.add(Coalitions.drawn(n, kept, stream));
        }
        List<double[]> values = Coalitions.values(game, sets, least);
        double total = logSum(0, others);
        double[] weights = new double[values.size()];
        Arrays.fill(weights, StrictMath.exp(others - total) / (weights.length - 1));
        weights[0] = StrictMath.exp(-total);
        return new Masks(sets.subList(0, weights.length), values, weights, 1, total);
    }

    /// `log (C(n, kept) · w)` for every number of kept players: what all masks of a size weigh together.
    private static double[] logShares(int n, double kernel) {
        double[] shares = Coalitions.logCounts(n);
        for (int kept = 0; kept <= n; kept++) {
            shares[kept] += logWeight(kept, n, kernel);
        }
        return shares;
    }

    private static double logSum(double a, double b) {
        double most = Math.max(a, b);
        return most == Double.NEGATIVE_INFINITY ? most : most + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - most));
    }

    /// `[masks][n + 1]`: 1 where a player is kept, and a 1 for the intercept.
    double[][] features(int n) {
        double[][] features = new double[sets.size()][n + 1];
        for (int k = 0; k < features.length; k++) {
            double[] row = features[k];
            sets.get(k).stream().forEach(player -> row[player] = 1);
            row[n] = 1;
        }
        return features;
    }

    /// One explained number of every mask.
    double[] values(int number) {
        return values.stream().mapToDouble(numbers -> numbers[number]).toArray();
    }

    /// How many draws of equal weight would say as much (Kish 1965): `(Σ w)² / Σ w²`.
    double effectiveSize() {
        double squares = Arrays.stream(weights).map(weight -> weight * weight).sum();
        double sum = Arrays.stream(weights).sum();
        return sum * sum / squares;
    }
}
