package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.util.Arrays;
import java.util.List;

/// Many numbers become one: sums, the greatest, and sums so far.
public sealed interface Reduction extends Op {

    /// `y = Σ x` over the axes that `shape` lacks or has as 1: the inverse of stretching, and its gradient.
    ///
    /// - backward: `dx = dy`, stretched to x's shape
    ///
    /// ```
    ///   ┌───────┐
    ///   │ 1 2 3 │     →    │ 5 7 9 │       or   │  6 │       or    21
    ///   │ 4 5 6 │                            │ 15 │
    ///   └───────┘
    ///     [2, 3]          [3] or [1, 3]        [2, 1]           []
    /// ```
    record SumTo(Tensor x, Shape shape) implements Reduction {

        /// Checks that x is a stretched `shape`.
        ///
        /// @throws IllegalArgumentException if it is not
        public SumTo {
            require(shape.stretchesTo(x.shape()),
                    "sumTo: x%s cannot be summed to %s (need equal sizes, or 1, on the last axes)", x.shape(), shape);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        /// Sums one group of neighbouring axes after the other, the last first.
        @Override public void forward(Engine engine, float[] y) {
            if (x.shape().size() == 0) {
                Arrays.fill(y, 0);
                return;
            }
            float[] part = x.data();
            int left = x.shape().size();
            int inner = 1;
            for (int end = x.shape().rank(); end > 0; ) {
                int begin = end, n = 1;
                boolean gone = gone(end - 1);
                while (begin > 0 && gone(begin - 1) == gone) {
                    n *= x.shape().dim(--begin);
                }
                if (gone && n != 1) {
                    left /= n;
                    part = sum(engine, part, left / inner, n, inner);
                } else if (!gone) {
                    inner *= n;
                }
                end = begin;
            }
            System.arraycopy(part, 0, y, 0, y.length);
        }

        private boolean gone(int axis) {
            int kept = axis - x.shape().rank() + shape.rank();
            return kept < 0 || shape.dim(kept) == 1;
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.expand(x.shape()));
        }
    }

    /// `y = max x` along the last axis, which stays with size 1.
    ///
    /// - backward: `dx = dy` at the greatest element, shared evenly where several are equal, 0 elsewhere
    ///
    /// ```
    ///   ┌───────┐        ┌───┐        backward:  ┌───────────────┐
    ///   │ 1 7 7 │   →    │ 7 │                   │ 0  dy/2  dy/2 │
    ///   │ 4 2 0 │        │ 4 │                   │ dy  0     0   │
    ///   └───────┘        └───┘                   └───────────────┘
    ///   […, n]          […, 1]                        […, n]
    /// ```
    record Max(Tensor x) implements Reduction {

        /// Checks that there is something to choose from.
        ///
        /// @throws IllegalArgumentException if the last axis is empty or missing
        public Max {
            require(x.shape().rank() > 0 && x.shape().last() > 0, "max: shape %s has no element along its last axis", x.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape().with(LAST, 1);
        }

        @Override public void forward(Engine engine, float[] y) {
            int n = x.shape().last();
            engine.share(y.length, n, (from, to) -> engine.kernels().rowMaxima(x.data(), from * n, y, from, to - from, n));
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new MaxShare(x)).mul(dy));
        }
    }

    /// 1 at the greatest element of each row, 1/t at each of t equal ones, 0 elsewhere; NaN in a row that has a NaN. Flat, so its
    /// gradient is 0. `[…, n] → […, n]`
    record MaxShare(Tensor x) implements Reduction {

        /// Checks that there is something to choose from.
        ///
        /// @throws IllegalArgumentException if the last axis is empty or missing
        public MaxShare {
            require(x.shape().rank() > 0 && x.shape().last() > 0, "max: shape %s has no element along its last axis", x.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            int n = x.shape().last();
            engine.share(x.shape().rows(), 4 * n, (from, to) -> {
                float[] max = new float[to - from];
                engine.kernels().rowMaxima(x.data(), from * n, max, 0, to - from, n);
                for (int r = from; r < to; r++) {
                    share(max[r - from], y, r * n, n);
                }
            });
        }

        private void share(float max, float[] y, int at, int n) {
            float[] values = x.data();
            int ties = 0;
            for (int i = at; i < at + n; i++) {
                ties += values[i] == max ? 1 : 0;
            }
            float share = 1f / ties;
            float rest = Float.isNaN(max) ? max : 0;
            for (int i = at; i < at + n; i++) {
                y[i] = values[i] == max ? share : rest;
            }
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            // flat
        }
    }

    /// Sums so far along one axis, added one after the other from its begin, or from its end.
    ///
    /// - forward:  `y[i] = x[0] + … + x[i]`; reversed: `y[i] = x[n−1] + … + x[i]`
    /// - backward: the same in the other direction, `dx[i] = dy[i] + … + dy[n−1]`
    ///
    /// ```
    ///      x            y          y, reversed
    ///   ┌───────┐   ┌─────────┐    ┌─────────┐
    ///   │ 1 2 3 │   │ 1  3  6 │    │ 6  5  3 │
    ///   └───────┘   └─────────┘    └─────────┘    […, n, …] → […, n, …]
    /// ```
    record CumSum(Tensor x, int axis, boolean reversed) implements Reduction {

        /// Checks the axis.
        ///
        /// @throws IllegalArgumentException if x has no such axis
        public CumSum {
            axis = x.shape().axis(axis);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        /// Shared by sums: `x[outer, n, inner]` has one for each pair of outer and inner. Those of neighbouring inner go side by side.
        @Override public void forward(Engine engine, float[] y) {
            int n = x.dim(axis);
            int inner = x.shape().stride(axis);
            int step = reversed ? -inner : inner;
            float[] v = x.data();
            engine.share(y.length == 0 ? 0 : y.length / n, 4 * n, (from, to) -> {
                for (int sum = from, m; sum < to; sum += m) {
                    m = Math.min(to - sum, inner - sum % inner);
                    int at = sum / inner * n * inner + sum % inner + (reversed ? (n - 1) * inner : 0);
                    System.arraycopy(v, at, y, at, m);
                    for (int i = 1; i < n; i++) {
                        at += step;
                        for (int j = at; j < at + m; j++) {
                            y[j] = y[j - step] + v[j];
                        }
                    }
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new CumSum(dy, axis, !reversed)));
        }
    }

    /// `[outer, n, inner] → [outer, inner]`.
    private static float[] sum(Engine engine, float[] x, int outer, int n, int inner) {
        float[] y = new float[outer * inner];
        if (inner == 1) {
            engine.share(outer, n, (from, to) -> engine.kernels().rowSums(x, from * n, y, from, to - from, n));
        } else if (outer >= inner) {
            engine.share(outer, (long) n * inner, (from, to) -> {
                for (int i = from; i < to; i++) {
                    engine.kernels().addRows(x, i * n * inner, inner, y, i * inner, n, inner);
                }
            });
        } else {
            columns(engine, inner, (long) outer * n, (from, to) -> {
                for (int i = 0; i < outer; i++) {
                    engine.kernels().addRows(x, i * n * inner + from, inner, y, i * inner + from, n, to - from);
                }
            });
        }
        return y;
    }

    /// Shares n columns, by the cache line or several, so that no two threads write to one.
    static void columns(Engine engine, int n, long cost, Threads.Range body) {
        int wide = 64;
        engine.share((n + wide - 1) / wide, wide * cost, (from, to) -> body.run(from * wide, Math.min(n, to * wide)));
    }
}
