package clearhead.explain.perturb;

import clearhead.explain.Game;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What pairs do together and players alone, averaged over the sets of players who were there before them: an index of interaction is such
/// an average, and differs from another by its weights. With `δᵢⱼ(T) = v(T ∪ ij) − v(T ∪ i) − v(T ∪ j) + v(T)`, T without i and j,
///
/// `Iᵢⱼ = Σ_T w(|T|) δᵢⱼ(T)`
///
/// exactly, over all sets, or by [OrderedDifferences] that are drawn.
///
/// @param alone  of each player, the mean of `v(T ∪ i) − v(T)` over the sets in front of it: its Shapley value
/// @param pairs  `[i][j]`, symmetric
/// @param errors of both, `[i][j]`, those of single players on the diagonal; empty where all sets were there or there is one sample
/// @param orders how many orders were drawn; 0 if none had to be
record SecondDifferences(double[] alone, double[][] pairs, double[][] errors, int orders) {

    /// `w(t)`, the weight of a set of t others.
    interface Weight {

        double of(int t, int n);
    }

    /// More players than that are sampled: pairs are many.
    private static final int EXACT = 12;
    private static final int ORDERS = 32;

    /// From all sets where they are few enough and nobody asks for orders.
    ///
    /// @param orders how many
    static SecondDifferences of(Game game, Weight weight, OptionalInt orders, long seed) {
        return orders.isEmpty() && game.size() <= EXACT && game.room() >= 1 << game.size() ? exactly(game, weight)
                : OrderedDifferences.drawn(game, weight, orders.orElse(ORDERS), seed);
    }

    /// As the settings tell it.
    Object used() {
        return orders == 0 ? "all" : orders;
    }

    /// Where orders were drawn, how to read their errors.
    Map<String, Object> fit() {
        Map<String, Object> fit = new LinkedHashMap<>();
        if (orders > 1) {
            Errors.tell(orders - 1, fit);
        }
        return fit;
    }

    /// What one should be told of it.
    List<String> cautions() {
        return orders == 1 ? List.of("one order was drawn: nobody knows how far its scores are off") : List.of();
    }

    private static SecondDifferences exactly(Game game, Weight weight) {
        int n = game.size();
        double[] v = game.values(FactorialDesign.all(n)).stream().mapToDouble(values -> values[0]).toArray();
        double[] alone = new double[n];
        double[][] pairs = new double[n][n];
        for (int set = 0; set < v.length; set++) {
            int t = Integer.bitCount(set);
            for (int i = 0; i < n; i++) {
                if ((set >> i & 1) == 1) {
                    continue;
                }
                alone[i] += (v[set | 1 << i] - v[set]) / (n * choose(n - 1, t));
                for (int j = i + 1; j < n; j++) {
                    if ((set >> j & 1) == 0) {
                        pairs[i][j] += weight.of(t, n) * (v[set | 1 << i | 1 << j] - v[set | 1 << i] - v[set | 1 << j] + v[set]);
                        pairs[j][i] = pairs[i][j];
                    }
                }
            }
        }
        return new SecondDifferences(alone, pairs, new double[0][], 0);
    }

    /// `n over k`; a double, since it may be great.
    static double choose(int n, int k) {
        double choose = 1;
        for (int i = 1; i <= k; i++) {
            choose = choose * (n - k + i) / i;
        }
        return choose;
    }
}
