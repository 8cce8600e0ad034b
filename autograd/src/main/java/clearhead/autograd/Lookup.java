package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.util.Arrays;
import java.util.List;

/// Elements chosen by number, in two pairs, each the other's gradient: [Gather] takes whole rows of one table and [ScatterAdd] adds
/// rows into one; [Take] takes single elements out of every row and [Put] adds elements into every row.
public sealed interface Lookup extends Op {

    /// What is chosen from, or added.
    Tensor x();

    /// Which rows, or which elements of each row.
    Indices ids();

    @Override default List<Tensor> inputs() {
        return List.of(x());
    }

    /// Rows of a table by number; a row's gradient is the sum over its uses.
    ///
    /// - forward:  `y[i] = x[ids[i]]`
    /// - backward: `dx[r] = Σ dy[i]` over all i with `ids[i] = r`
    ///
    /// ```
    ///         x              ids              y
    ///     ┌───────┐       [2, 1, 2]       ┌───────┐
    ///   0 │       │                       │ b b b │
    ///   1 │ a a a │                       │ a a a │
    ///   2 │ b b b │                       │ b b b │
    ///     └───────┘                       └───────┘
    ///   [rows, width]        […]          […, width]
    /// ```
    ///
    /// @param x   `[rows, width]`
    /// @param ids `[…]` row numbers
    record Gather(Tensor x, Indices ids) implements Lookup {

        /// Checks every id.
        ///
        /// @throws IllegalArgumentException if x is no table, or an id is none of its rows
        public Gather {
            require(x.shape().rank() == 2, "gather: the table needs two axes, got %s", x.shape());
            ids.within("gather", x.dim(0), "row of the table", x.shape());
        }

        @Override public Shape shape() {
            return ids.shape().and(x.shape().last());
        }

        @Override public void forward(Engine engine, float[] y) {
            int width = x.shape().last();
            engine.share(ids.size(), width, (from, to) -> {
                for (int i = from; i < to; i++) {
                    System.arraycopy(x.data(), ids.at(i) * width, y, i * width, width);
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new ScatterAdd(dy, ids, x.dim(0))));
        }
    }

    /// Rows added into a table of zeros by number, in order of i; shared among threads by columns, so that each sum has one order.
    ///
    /// - forward:  `y[r] = Σ x[i]` over all i with `ids[i] = r`
    /// - backward: `dx[i] = dy[ids[i]]`
    ///
    /// ```
    ///       x            ids                 y
    ///   ┌───────┐      [2, 1, 2]       ┌─────────────┐
    ///   │ a a a │                    0 │  0   0   0  │
    ///   │ b b b │                    1 │  b   b   b  │
    ///   │ c c c │                    2 │ a+c a+c a+c │
    ///   └───────┘                      └─────────────┘
    ///   […, width]       […]            [rows, width]
    /// ```
    ///
    /// @param x    `[…, width]`
    /// @param ids  `[…]` where each row goes
    /// @param rows how many rows the table has
    record ScatterAdd(Tensor x, Indices ids, int rows) implements Lookup {

        /// Whole vectors, so that no thread is left with the rest of another's.
        private static final int COLUMNS = 16;

        /// Checks every id.
        ///
        /// @throws IllegalArgumentException if an id is no row of the result, or there is not one for each row of x
        public ScatterAdd {
            require(x.shape().rank() > 0 && x.shape().without(LAST).equals(ids.shape()),
                    "scatterAdd: indices%s for the rows of x%s (need one for each)", ids.shape(), x.shape());
            ids.within("scatterAdd", rows, "row of the table", Shape.of(rows, x.shape().last()));
        }

        @Override public Shape shape() {
            return Shape.of(rows, x.shape().last());
        }

        @Override public void forward(Engine engine, float[] y) {
            Arrays.fill(y, 0);
            int width = x.shape().last();
            engine.share((width + COLUMNS - 1) / COLUMNS, (long) COLUMNS * ids.size(), (first, last) -> {
                int from = first * COLUMNS;
                int n = Math.min(width, last * COLUMNS) - from;
                for (int i = 0; i < ids.size(); i++) {
                    engine.kernels().addRows(x.data(), i * width + from, width, y, ids.at(i) * width + from, 1, n);
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.gather(ids));
        }
    }

    /// Elements of every row by number.
    ///
    /// - forward:  `y[r, j] = x[r, ids[r, j]]`
    /// - backward: `dx[r, c] = Σ dy[r, j]` over all j with `ids[r, j] = c`
    ///
    /// ```
    ///        x                 ids              y
    ///   ┌───────────┐       ┌───────┐       ┌───────┐
    ///   │ a · b ·   │       │ 2 0 0 │       │ b a a │
    ///   │ · · · c   │       │ 3 3 1 │       │ c c · │
    ///   └───────────┘       └───────┘       └───────┘
    ///      […, n]             […, k]          […, k]
    /// ```
    ///
    /// @param x   `[…, n]`
    /// @param ids `[…, k]` columns, with the leading axes of x
    record Take(Tensor x, Indices ids) implements Lookup {

        /// Checks every id.
        ///
        /// @throws IllegalArgumentException if the rows of ids are not those of x, or an id is no column
        public Take {
            sameRows("take", x, ids);
            ids.within("take", x.shape().last(), "column of", x.shape());
        }

        @Override public Shape shape() {
            return ids.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            int n = x.shape().last();
            int k = ids.shape().last();
            engine.share(ids.shape().rows(), k, (from, to) -> {
                for (int r = from; r < to; r++) {
                    for (int j = r * k; j < r * k + k; j++) {
                        y[j] = x.data()[r * n + ids.at(j)];
                    }
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new Put(dy, ids, x.shape().last())));
        }
    }

    /// Elements added into rows of zeros by number, in order of j.
    ///
    /// - forward:  `y[r, c] = Σ x[r, j]` over all j with `ids[r, j] = c`
    /// - backward: `dx[r, j] = dy[r, ids[r, j]]`
    ///
    /// ```
    ///       x             ids                  y
    ///   ┌───────┐      ┌───────┐       ┌─────────────┐
    ///   │ a b c │      │ 2 0 0 │       │ b+c  0 a 0  │
    ///   │ d e f │      │ 3 3 1 │       │  0   f 0 d+e│
    ///   └───────┘      └───────┘       └─────────────┘
    ///    […, k]         […, k]             […, n]
    /// ```
    ///
    /// @param x   `[…, k]`
    /// @param ids `[…, k]` columns of y
    /// @param n   how many columns y has
    record Put(Tensor x, Indices ids, int n) implements Lookup {

        /// Checks every id.
        ///
        /// @throws IllegalArgumentException if there is not one for each element of x, or one is no column
        public Put {
            sameRows("put", x, ids);
            require(x.shape().equals(ids.shape()), "put: x%s and indices%s need the same shape", x.shape(), ids.shape());
            ids.within("put", n, "column of", x.shape().with(LAST, n));
        }

        @Override public Shape shape() {
            return x.shape().with(LAST, n);
        }

        @Override public void forward(Engine engine, float[] y) {
            Arrays.fill(y, 0);
            int k = x.shape().last();
            engine.share(x.shape().rows(), k + n, (from, to) -> {
                for (int r = from; r < to; r++) {
                    for (int j = r * k; j < r * k + k; j++) {
                        y[r * n + ids.at(j)] += x.data()[j];
                    }
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.take(ids));
        }
    }

    private static void sameRows(String operation, Tensor x, Indices ids) {
        require(x.shape().rank() > 0 && ids.shape().rank() == x.shape().rank() && ids.shape().with(LAST, 0).equals(x.shape().with(LAST, 0)),
                "%s: x%s and indices%s need the same leading axes", operation, x.shape(), ids.shape());
    }
}
