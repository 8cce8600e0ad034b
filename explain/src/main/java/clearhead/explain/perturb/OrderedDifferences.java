package clearhead.explain.perturb;

import static clearhead.explain.perturb.PlayerPairs.and;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Game;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// [SecondDifferences] out of orders in which the players come, drawn at random: the one of i and j who comes first finds t players there.
/// That happens with probability `q_t = 2(n − 1 − t) / (n(n − 1))`, and they are any set T of t others equally likely, so that
/// `w(t) C(n − 2, t) / q_t · δᵢⱼ(T)` has the index as its mean. One order takes `n(n + 1)/2 + 1` sets and gives a sample for every pair,
/// and `v(T ∪ i) − v(T)` for every player; it is taken together with its reverse.
final class OrderedDifferences {

    private OrderedDifferences() {}

    /// From so many orders and their reverses, or fewer where a limit is reached, but one.
    ///
    /// @throws BadInput if there is not enough for one
    static SecondDifferences drawn(Game game, SecondDifferences.Weight weight, int orders, long seed) {
        int n = game.size();
        double[][] sums = new double[n][n];
        double[][] squares = new double[n][n];
        int done = 0;
        for (; done < orders; done++) {
            int[] order = FactorialDesign.order(n, Seeds.mix(seed, done));
            int[] reverse = IntStream.range(0, n).map(k -> order[n - 1 - k]).toArray();
            List<BitSet> sets = new ArrayList<>(sets(order));
            sets.addAll(sets(reverse));
            Optional<List<double[]>> values = done == 0 ? Optional.of(game.values(sets)) : game.valuesIfAllowed(sets);
            if (values.isEmpty()) {
                break;
            }
            Map<BitSet, Double> v = new HashMap<>();
            for (int k = 0; k < sets.size(); k++) {
                v.put(sets.get(k), values.get().get(k)[0]);
            }
            double[][] one = sample(order, v, weight);
            double[][] other = sample(reverse, v, weight);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double mean = (one[i][j] + other[i][j]) / 2;
                    sums[i][j] += mean;
                    squares[i][j] += mean * mean;
                }
            }
        }
        return mean(sums, squares, done);
    }

    private static SecondDifferences mean(double[][] sums, double[][] squares, int done) {
        int n = sums.length;
        double[] alone = new double[n];
        double[][] errors = new double[done < 2 ? 0 : n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sums[i][j] /= done;
                if (done > 1) {
                    errors[i][j] = Math.sqrt(Math.max(0, squares[i][j] / done - sums[i][j] * sums[i][j]) / (done - 1));
                }
            }
            alone[i] = sums[i][i];
        }
        return new SecondDifferences(alone, sums, errors, done);
    }

    /// Those in front of each place, and each of them with every one who is still to come.
    private static List<BitSet> sets(int[] order) {
        List<BitSet> sets = new ArrayList<>(List.of(new BitSet()));
        BitSet there = new BitSet();
        for (int place = 0; place < order.length; place++) {
            for (int later = place; later < order.length; later++) {
                sets.add(and(there, order[later]));
            }
            there = and(there, order[place]);
        }
        return sets;
    }

    /// What one order says of each pair, and on the diagonal of each player.
    private static double[][] sample(int[] order, Map<BitSet, Double> v, SecondDifferences.Weight weight) {
        int n = order.length;
        double[][] sample = new double[n][n];
        BitSet there = new BitSet();
        for (int t = 0; t < n; t++) {
            int i = order[t];
            BitSet with = and(there, i);
            sample[i][i] = v.get(with) - v.get(there);
            for (int later = t + 1; later < n; later++) {
                int j = order[later];
                double likely = 2.0 * (n - 1 - t) / (n * (n - 1.0));
                sample[i][j] = weight.of(t, n) * SecondDifferences.choose(n - 2, t) / likely
                        * (v.get(and(with, j)) - v.get(with) - v.get(and(there, j)) + v.get(there));
                sample[j][i] = sample[i][j];
            }
            there = with;
        }
        return sample;
    }
}
