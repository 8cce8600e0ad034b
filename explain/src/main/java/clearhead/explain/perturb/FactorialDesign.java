package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Sets of players that are spread more evenly than chance would: what is left of a quasi-random point when all that counts of a coordinate
/// is whether it is below ½. The first binary digit of coordinate p of point k of Sobol's sequence is the parity of `row_p & k`, so that
/// `2^m` points are the words of a linear code, or a fractional factorial design (Box & Hunter 1961).
///
/// Here the rows are all odd, and drawn without repetition as long as there are enough (`2^(m−1)` players): then any three players are
/// together, apart and away equally often (an orthogonal array of strength 3), and with each set its complement is there. Flipping each
/// player by a coin of its own makes each single set uniform over all sets, and designs of different streams independent.
///
/// @param rows  for each player the digits of k that it follows
/// @param flips who is flipped
/// @param sets  how many, a power of two
record FactorialDesign(int[] rows, BitSet flips, int sets) {

    /// Draws one.
    ///
    /// @param sets how many, a power of two
    static FactorialDesign drawn(int players, int sets, long seed) {
        int[] rows = new int[players];
        BitSet flips = new BitSet();
        int half = sets / 2;
        for (int from = 0; from < players; from += half) {
            int[] order = order(half, Seeds.mix(seed, from));
            for (int p = from; p < Math.min(players, from + half); p++) {
                rows[p] = 2 * order[p - from] + 1;
                flips.set(p, Seeds.mix(~seed, p) < 0);
            }
        }
        return new FactorialDesign(rows, flips, sets);
    }

    /// The next power of two, from 2.
    static int sets(int least) {
        return Math.max(2, Integer.highestOneBit(least - 1) << 1);
    }

    /// 0 … n − 1 in a random order (Fisher & Yates).
    static int[] order(int n, long seed) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = (int) (Seeds.uniform(seed, i) * (i + 1));
            int other = order[i];
            order[i] = order[j];
            order[j] = other;
        }
        return order;
    }

    /// Every set of so many players, once.
    static List<BitSet> all(int players) {
        return IntStream.range(0, 1 << players).mapToObj(mask -> BitSet.valueOf(new long[] {mask})).toList();
    }

    /// Its sets.
    List<BitSet> list() {
        List<BitSet> list = new ArrayList<>();
        for (int k = 0; k < sets; k++) {
            BitSet set = new BitSet();
            for (int p = 0; p < rows.length; p++) {
                set.set(p, (Integer.bitCount(rows[p] & k) & 1) == 1 ^ flips.get(p));
            }
            list.add(set);
        }
        return list;
    }
}
