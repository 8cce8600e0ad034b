package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.explain.Played;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Games whose answers are known.
final class Games {

    private Games() {}

    /// Any game at all: a number for each set, evenly over [−1, 1].
    static Played random(int players, long seed) {
        double[] v = IntStream.range(0, 1 << players).mapToDouble(mask -> 2 * Seeds.uniform(seed, mask) - 1).toArray();
        return Played.of(players, kept -> v[mask(kept)]);
    }

    /// Terms of random sets of at most so many players: `Σ_T a_T [T ⊆ S]`.
    static ToDoubleFunction<BitSet> terms(int players, int count, int order, long seed) {
        long[] sets = new long[count];
        double[] weights = new double[count];
        for (int t = 0; t < count; t++) {
            for (int k = 0; k < order; k++) {
                sets[t] |= 1L << (int) (Seeds.uniform(seed, (long) t * order + k) * players);
            }
            weights[t] = Seeds.normal(~seed, t);
        }
        return kept -> {
            long mask = kept.isEmpty() ? 0 : kept.toLongArray()[0];
            double sum = 0;
            for (int t = 0; t < count; t++) {
                sum += (sets[t] & mask) == sets[t] ? weights[t] : 0;
            }
            return sum;
        };
    }

    /// `w₀z₀ + w₁z₁ + …`.
    static Played additive(double... weights) {
        return Played.of(weights.length, kept -> kept.stream().mapToDouble(i -> weights[i]).sum());
    }

    static int mask(BitSet kept) {
        return kept.isEmpty() ? 0 : (int) kept.toLongArray()[0];
    }

    static BitSet set(int... players) {
        BitSet set = new BitSet();
        Arrays.stream(players).forEach(set::set);
        return set;
    }
}
