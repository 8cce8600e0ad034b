package clearhead.explain.data;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/// Classification and regression trees (Breiman, Friedman, Olshen & Stone 1984): a node's rows are split by one column and a threshold so
/// that the loss falls the most, again and again.
///
/// `loss(t) = Σ_{j in t} |y_j − ȳ_t|² = Σ |y|² − |Σ y|² / n`
///
/// y is a vector. Of one number that is n times the variance; of classes, written as vectors of zeros and a one, n times the Gini impurity
/// `1 − Σ_c p_c²`; of several columns at once their sum. Of equal splits the first column's is taken, and its lowest.
///
/// @param depth how many splits lie between the root and a leaf at most
/// @param leaf  how many rows a leaf has at least
record Cart(int depth, int leaf) {

    /// Rounding alone splits nothing.
    private static final double NOTHING = 1e-10;

    /// Grows a tree.
    ///
    /// @param x `[rows][columns]`
    /// @param y `[rows][outputs]`
    Tree grow(double[][] x, double[][] y) {
        int[] all = IntStream.range(0, x.length).toArray();
        return grow(x, y, all, depth, NOTHING * squares(y, all));
    }

    private Tree grow(double[][] x, double[][] y, int[] rows, int levels, double least) {
        double[] mean = sum(y, rows);
        double loss = squares(y, rows) - square(mean) / rows.length;
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= rows.length;
        }
        Optional<Split> best = levels == 0 ? Optional.empty() : split(x, y, rows).filter(split -> split.gain > least);
        if (best.isEmpty()) {
            return new Tree.Leaf(rows.length, mean, Math.max(0, loss));
        }
        Split at = best.get();
        int[] low = IntStream.of(rows).filter(row -> x[row][at.column] <= at.threshold).toArray();
        int[] high = IntStream.of(rows).filter(row -> x[row][at.column] > at.threshold).toArray();
        return new Tree.Fork(rows.length, mean, Math.max(0, loss), at.column, at.threshold, grow(x, y, low, levels - 1, least),
                grow(x, y, high, levels - 1, least));
    }

    private record Split(int column, double threshold, double gain) {}

    private Optional<Split> split(double[][] x, double[][] y, int[] rows) {
        double[] total = sum(y, rows);
        Optional<Split> best = Optional.empty();
        for (int column = 0; column < x[0].length; column++) {
            int c = column;
            int[] order = IntStream.of(rows).boxed().sorted(Comparator.comparingDouble(row -> x[row][c])).mapToInt(Integer::intValue)
                    .toArray();
            double[] low = new double[total.length];
            for (int n = 1; n < order.length; n++) {
                for (int d = 0; d < low.length; d++) {
                    low[d] += y[order[n - 1]][d];
                }
                double below = x[order[n - 1]][c];
                double above = x[order[n]][c];
                if (below < above && n >= leaf && order.length - n >= leaf) {
                    double gain = gain(total, low, n, order.length);
                    if (best.isEmpty() || gain > best.get().gain * (1 + NOTHING)) {
                        best = Optional.of(new Split(c, between(below, above), gain));
                    }
                }
            }
        }
        return best;
    }

    /// `|Σ_low|²/n_low + |Σ_high|²/n_high − |Σ|²/n`: the squares of y themselves cancel.
    private static double gain(double[] total, double[] low, int n, int all) {
        double high = 0;
        for (int d = 0; d < total.length; d++) {
            high += (total[d] - low[d]) * (total[d] - low[d]);
        }
        return square(low) / n + high / (all - n) - square(total) / all;
    }

    /// The middle, which rounding must not make the upper one.
    private static double between(double below, double above) {
        double middle = below + (above - below) / 2;
        return middle < above ? middle : below;
    }

    private static double[] sum(double[][] y, int[] rows) {
        double[] sum = new double[y[0].length];
        for (int row : rows) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += y[row][d];
            }
        }
        return sum;
    }

    private static double squares(double[][] y, int[] rows) {
        double sum = 0;
        for (int row : rows) {
            sum += square(y[row]);
        }
        return sum;
    }

    private static double square(double[] vector) {
        double sum = 0;
        for (double number : vector) {
            sum += number * number;
        }
        return sum;
    }
}
