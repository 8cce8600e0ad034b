package clearhead.explain.perturb;

import clearhead.explain.Played;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;

/// A game whose Shapley values are known whatever its size: sums of what sets of players earn once all of them are there (Harsanyi 1963),
///
/// `v(S) = v(∅) + Σ_{T ⊆ S} d(T)`,  so `φᵢ = Σ_{T ∋ i} d(T) / |T|`
///
/// @param nobody    v(∅)
/// @param sets      each T by its bits
/// @param dividends d
record RandomGame(int players, double nobody, long[] sets, double[] dividends) {

    /// Every player alone, and three times as many sets of two to five.
    static RandomGame of(int players, long seed) {
        Random random = new Random(seed);
        long[] sets = new long[4 * players];
        double[] dividends = new double[sets.length];
        for (int t = 0; t < sets.length; t++) {
            sets[t] = t < players ? 1L << t : 0;
            while (Long.bitCount(sets[t]) < (t < players ? 1 : Math.min(players, 2 + t % 4))) {
                sets[t] |= 1L << random.nextInt(players);
            }
            dividends[t] = random.nextGaussian();
        }
        return new RandomGame(players, random.nextGaussian(), sets, dividends);
    }

    double value(BitSet kept) {
        long there = kept.isEmpty() ? 0 : kept.toLongArray()[0];
        double value = nobody;
        for (int t = 0; t < sets.length; t++) {
            value += (sets[t] & ~there) == 0 ? dividends[t] : 0;
        }
        return value;
    }

    Played played() {
        return Played.of(players, this::value);
    }

    double[] shapley() {
        return IntStream.range(0, players).mapToDouble(player -> IntStream.range(0, sets.length).filter(t -> (sets[t] >> player & 1) == 1)
                .mapToDouble(t -> dividends[t] / Long.bitCount(sets[t])).sum()).toArray();
    }
}
