package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CartTest {

    /// Columns of few different values, so that there are ties.
    private static double[][] x(int n, int columns, long seed) {
        return IntStream.range(0, n).mapToObj(row -> IntStream.range(0, columns).mapToDouble(c -> Seeds.mix(seed, row * 10L + c) & 7)
                .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] classes(int n, int classes, long seed) {
        return IntStream.range(0, n).mapToObj(row -> {
            double[] one = new double[classes];
            one[(int) Math.floorMod(Seeds.mix(seed, row), (long) classes)] = 1;
            return one;
        }).toArray(double[][]::new);
    }

    /// As it is defined.
    private static double loss(double[][] y, int[] rows) {
        double[] mean = new double[y[0].length];
        Arrays.stream(rows).forEach(row -> IntStream.range(0, mean.length).forEach(d -> mean[d] += y[row][d] / rows.length));
        return Arrays.stream(rows).mapToDouble(row -> IntStream.range(0, mean.length).mapToDouble(d -> Math.pow(y[row][d] - mean[d], 2))
                .sum()).sum();
    }

    /// Seven rows, three of class 0 and four of class 1: n times the Gini impurity `7 (1 − (3/7)² − (4/7)²) = 24/7`.
    @Test void giniByHand() {
        double[][] y = {{1, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
        double[][] x = {{1}, {2}, {3}, {3}, {4}, {5}, {6}};
        Tree.Fork root = (Tree.Fork) new Cart(1, 1).grow(x, y);
        assertThat(root.loss()).isCloseTo(24 / 7.0, within(1e-12));
        // 2 | 5: the upper five have 5 (1 − (1/5)² − (4/5)²) = 1.6; 4 | 3: the lower four have 4 (1 − (3/4)² − (1/4)²) = 1.5
        assertThat(root.threshold()).isEqualTo(3.5);
        assertThat(root.low().loss()).isCloseTo(1.5, within(1e-12));
        assertThat(root.low().mean()).containsExactly(0.75, 0.25);
        assertThat(root.high().loss()).isZero();
    }

    /// No column and threshold is better than the one that is taken.
    @Property(tries = 100) void theSplitIsTheBest(@ForAll @IntRange(min = 4, max = 40) int n, @ForAll @IntRange(min = 1, max = 4) int leaf,
                                                  @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        double[][] x = x(n, 3, seed);
        double[][] y = classes(n, 3, seed + 1);
        double best = loss(y, IntStream.range(0, n).toArray());
        for (int column = 0; column < 3; column++) {
            for (int cut = 0; cut < 7; cut++) {
                int c = column;
                double at = cut + 0.5;
                int[] low = IntStream.range(0, n).filter(row -> x[row][c] <= at).toArray();
                int[] high = IntStream.range(0, n).filter(row -> x[row][c] > at).toArray();
                if (low.length >= leaf && high.length >= leaf) {
                    best = Math.min(best, loss(y, low) + loss(y, high));
                }
            }
        }
        Tree tree = new Cart(1, leaf).grow(x, y);
        assertThat(tree.leaves().stream().mapToDouble(Tree.Leaf::loss).sum()).isCloseTo(best, within(1e-9 * n));
        assertThat(tree.leaves()).allSatisfy(one -> assertThat(one.rows()).isGreaterThanOrEqualTo(Math.min(n, leaf)));
    }

    /// Every row goes to a leaf, whose numbers are those of its rows; depth and size hold.
    @Property(tries = 50) void leavesSayWhatTheirRowsSay(@ForAll @IntRange(min = 1, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 5) int depth,
                                                         @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        double[][] x = x(n, 3, seed);
        double[][] y = classes(n, 2, seed + 1);
        Tree tree = new Cart(depth, 2).grow(x, y);
        assertThat(tree.leaves().size()).isLessThanOrEqualTo(1 << depth);
        for (Tree.Leaf leaf : tree.leaves()) {
            int[] rows = IntStream.range(0, n).filter(row -> tree.leaf(x[row]) == leaf).toArray();
            assertThat(rows).hasSize(leaf.rows());
            assertThat(leaf.loss()).isCloseTo(loss(y, rows), within(1e-9 * n));
        }
    }

    /// Two outputs at once: the loss is the sum of both.
    @Test void severalOutputs() {
        double[][] x = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
        double[][] y = {{0, 0}, {0, 1}, {3, 0}, {3, 1}};
        Tree tree = new Cart(2, 1).grow(x, y);
        assertThat(tree.loss()).isCloseTo(9 + 1, within(1e-12));
        assertThat(((Tree.Fork) tree).column()).isZero();
        assertThat(tree.leaves()).extracting(leaf -> leaf.mean()[1]).containsExactly(0.0, 1.0, 0.0, 1.0);
    }

    /// A tree with two forks below the root, of which one is worth 1 a leaf and the other 9: the parts are all four leaves, three, and one,
    /// since the root itself is worth `(20 − 5)/2` a leaf then, and the other fork goes with it.
    @Test void pruningByHand() {
        Tree.Leaf quiet = new Tree.Leaf(2, new double[] {0}, 1);
        Tree.Fork weak = new Tree.Fork(4, new double[] {0}, 3, 0, 1, quiet, quiet);
        Tree.Fork strong = new Tree.Fork(4, new double[] {9}, 11, 0, 9, quiet, quiet);
        Tree.Fork root = new Tree.Fork(8, new double[] {4}, 20, 0, 5, weak, strong);
        List<Integer> sizes = new ArrayList<>();
        root.pruned(part -> {
            sizes.add(part.leaves().size());
            return 0;
        });
        assertThat(sizes.stream().distinct()).containsExactly(1, 3, 4);
        assertThat(root.pruned(part -> part.leaves().size() == 3 ? 1 : 2).leaves()).hasSize(3);
        assertThat(root.pruned(_ -> 0).leaves()).hasSize(1);
    }
}
