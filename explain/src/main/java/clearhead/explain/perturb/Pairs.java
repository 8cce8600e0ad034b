package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which pairs of a set and its complement [KernelShap] asks about: first every pair of some sizes, then drawn ones of the others.
///
/// @param n          how many players
/// @param sets       one set of each pair, of at most half the players
/// @param enumerated so many of them, from the first on, were not drawn
/// @param rest       what all pairs of the other sizes weigh together; 0 if there are none, so that nothing is drawn
record Pairs(int n, List<BitSet> sets, int enumerated, double rest) {

    /// `π(S) = (n − 1) / (C(n, |S|) · |S| · (n − |S|))`, the same for a set and its complement.
    static double weight(int n, int size) {
        return (n - 1.0) / size / (n - size) / StrictMath.exp(Coalitions.logCounts(n)[size]);
    }

    /// What all pairs of a size and its complement weigh together; sets of half the players are each other's complements.
    private static double weightOfAll(int n, int size) {
        return (n - 1.0) / size / (n - size) / (2 * size == n ? 2 : 1);
    }

    /// So many pairs, or all there are.
    ///
    /// @param wanted at least n, unless there are fewer: those of size 1 are always asked about, so that every player is
    static Pairs of(int n, int wanted, long seed) {
        double[] weights = IntStream.rangeClosed(0, n / 2).mapToDouble(size -> size == 0 ? 0 : weightOfAll(n, size)).toArray();
        List<BitSet> sets = new ArrayList<>();
        int size = 1;
        while (size <= n / 2 && (size == 1 || drawnAnyway(n, size, wanted - sets.size(), weights[size] / sum(weights, size)))) {
            boolean half = 2 * size == n;
            Coalitions.ofSize(n, size++).stream().filter(one -> !half || one.get(0)).forEach(sets::add);
        }
        int enumerated = sets.size();
        double rest = sum(weights, size);
        for (int k = 0; size <= n / 2 && sets.size() < wanted; k++) {
            long stream = Seeds.mix(seed, k);
            double open = rest * Seeds.uniform(stream, n);                  // the numbers before it are for who is in the set
            int drawn = size;
            while (drawn < n / 2 && open >= weights[drawn]) {
                open -= weights[drawn++];
            }
            sets.add(Coalitions.drawn(n, drawn, stream));
        }
        return new Pairs(n, sets, enumerated, rest);
    }

    /// Whether of that many pairs as many would fall on this size as it has.
    private static boolean drawnAnyway(int n, int size, int pairs, double share) {
        return pairs * share * (1 + 1e-9) >= Math.exp(Coalitions.logCounts(n)[size]) / (2 * size == n ? 2 : 1);
    }

    private static double sum(double[] weights, int from) {
        return Arrays.stream(weights, from, weights.length).sum();
    }

    /// Whether nothing was drawn.
    boolean complete() {
        return enumerated >= sets.size();
    }

    /// What each of the first pairs counts: one of many of its size, or an equal share of what all sizes weigh that were drawn from.
    double[] weights(int asked) {
        return IntStream.range(0, asked).mapToDouble(k -> k < enumerated ? weight(n, sets.get(k).cardinality())
                : rest / (asked - enumerated)).toArray();
    }

    /// `[asked][n − 1]`, `xᵢ = [i ∈ S] − [n ∈ S]`.
    double[][] rows(int asked) {
        return sets.stream().limit(asked).map(set -> IntStream.range(0, n - 1)
                .mapToDouble(i -> (set.get(i) ? 1 : 0) - (set.get(n - 1) ? 1 : 0)).toArray()).toArray(double[][]::new);
    }

    /// `½ (v(S) − v(N∖S) + Δ) − [n ∈ S] Δ`.
    ///
    /// @param v of nobody, of all, and of both of each pair
    double[] targets(double[] v, int asked) {
        double all = v[1] - v[0];
        return IntStream.range(0, asked).mapToDouble(k -> (v[2 + 2 * k] - v[3 + 2 * k] + all) / 2 - (sets.get(k).get(n - 1) ? all : 0))
                .toArray();
    }
}
