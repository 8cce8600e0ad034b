package clearhead.explain.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// A tree of splits, or a part of one.
sealed interface Tree {

    /// How many rows it was grown on.
    int rows();

    /// The mean of their y.
    double[] mean();

    /// Their loss if they stay together.
    double loss();

    /// Rows that stay together.
    record Leaf(int rows, double[] mean, double loss) implements Tree {}

    /// Rows that go two ways.
    ///
    /// @param column    what decides
    /// @param threshold up to which they go the low way
    record Fork(int rows, double[] mean, double loss, int column, double threshold, Tree low, Tree high) implements Tree {

        /// What a split of this part is worth, leaf by leaf: `(loss(t) − Σ loss(leaves)) / (leaves − 1)`.
        double worth() {
            List<Leaf> leaves = leaves();
            return (loss - leaves.stream().mapToDouble(Leaf::loss).sum()) / (leaves.size() - 1);
        }
    }

    /// The leaf of a row.
    default Leaf leaf(double[] x) {
        return switch (this) {
            case Leaf leaf -> leaf;
            case Fork fork -> (x[fork.column] <= fork.threshold ? fork.low : fork.high).leaf(x);
        };
    }

    /// All leaves, low ones first.
    default List<Leaf> leaves() {
        return switch (this) {
            case Leaf leaf -> List.of(leaf);
            case Fork fork -> Stream.concat(fork.low.leaves().stream(), fork.high.leaves().stream()).toList();
        };
    }

    /// The part that does best on rows that the tree was not grown on, of equally good ones the smallest: cost-complexity pruning. For
    /// every price of a leaf one part of the tree is cheapest; these lie inside each other, and each comes from the one before where the
    /// forks that are worth the least are closed (Breiman et al. 1984, chapter 3).
    ///
    /// @param loss of a part on those rows
    default Tree pruned(ToDoubleFunction<Tree> loss) {
        List<Tree> parts = new ArrayList<>(List.of(this));
        while (parts.getLast() instanceof Fork fork) {
            double least = fork.forks().mapToDouble(Fork::worth).min().orElseThrow();
            parts.add(fork.closed(least));
        }
        Tree best = parts.getLast();
        for (Tree part : parts.reversed()) {
            best = loss.applyAsDouble(part) < loss.applyAsDouble(best) ? part : best;
        }
        return best;
    }

    /// All forks, this one first.
    default Stream<Fork> forks() {
        return switch (this) {
            case Leaf _ -> Stream.empty();
            case Fork fork -> Stream.concat(Stream.of(fork), Stream.concat(fork.low.forks(), fork.high.forks()));
        };
    }

    /// The same without the forks that are worth no more than that.
    default Tree closed(double least) {
        return switch (this) {
            case Leaf leaf -> leaf;
            case Fork fork -> fork.worth() <= least ? new Leaf(fork.rows, fork.mean, fork.loss)
                    : new Fork(fork.rows, fork.mean, fork.loss, fork.column, fork.threshold, fork.low.closed(least),
                    fork.high.closed(least));
        };
    }
}
