package clearhead.explain.perturb;

import clearhead.explain.Played;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;

/// A game whose Shapley values are known whatever its size: sums of what sets of players earn once all of them are there (Harsanyi 1963),
///
/// `v(S) = Σ_{T ⊆ S} d(T)`,  so `φᵢ = Σ_{T ∋ i} d(T) / |T|`
record RandomGame(int players, double nobody, BitSet[] sets, double[] dividends) {

    /// Every player alone, and as many sets of two to five again.
    static RandomGame of(int players, long seed) {
        Random random = new Random(seed);
        BitSet[] sets = new BitSet[4 * players];
        double[] dividends = new double[sets.length];
        for (int t = 0; t < sets.length; t++) {
            sets[t] = new BitSet();
            int size = t < players ? 1 : 2 + t % Math.min(4, players - 1);
            while (sets[t].cardinality() < size) {
                sets[t].set(t < players ? t : random.nextInt(players));
            }
            dividends[t] = random.nextGaussian();
        }
        return new RandomGame(players, random.nextGaussian(), sets, dividends);
    }

    double value(BitSet kept) {
        double value = nobody;
        for (int t = 0; t < sets.length; t++) {
            BitSet missing = (BitSet) sets[t].clone();
            missing.andNot(kept);
            value += missing.isEmpty() ? dividends[t] : 0;
        }
        return value;
    }

    Played played() {
        return Played.of(players, this::value);
    }

    /// Its Shapley values.
    double[] shapley() {
        return IntStream.range(0, players).mapToDouble(player -> IntStream.range(0, sets.length).filter(t -> sets[t].get(player))
                .mapToDouble(t -> dividends[t] / sets[t].cardinality()).sum()).toArray();
    }
}
