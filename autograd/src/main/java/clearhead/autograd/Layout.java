package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.Arrays;
import java.util.List;

/// Operations that move numbers and compute nothing. They come in pairs, each the other's gradient: reshape and reshape, permute and
/// the inverse permutation, [Expand] and [Reduction.SumTo], [Slice] and [Pad], [Concat] and slices.
public sealed interface Layout extends Op {

    /// The moved tensor.
    Tensor x();

    @Override default List<Tensor> inputs() {
        return List.of(x());
    }

    /// The same numbers in the same order, in another shape; `dx = dy` in the old one. Nothing is copied: tensors never change, so two
    /// may have their numbers in one array.
    ///
    /// ```
    ///   ┌─────────────┐        ┌───────┐
    ///   │ 1 2 3 4 5 6 │   →    │ 1 2 3 │
    ///   └─────────────┘        │ 4 5 6 │
    ///        [6]               └───────┘  [2, 3]
    /// ```
    record Reshape(Tensor x, Shape shape) implements Layout {

        /// Checks that both shapes hold as many elements.
        ///
        /// @throws IllegalArgumentException if they do not
        public Reshape {
            require(shape.size() == x.shape().size(), "reshape: x%s has %d elements, %s has %d",
                    x.shape(), x.shape().size(), shape, shape.size());
        }

        @Override public boolean sharesNumbers() {
            return true;
        }

        @Override public void forward(Engine engine, float[] y) {
            System.arraycopy(x.data(), 0, y, 0, y.length);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.reshape(x.shape()));
        }
    }

    /// Axis i of y is axis `axes[i]` of x; dx is dy with the axes put back.
    ///
    /// ```
    ///   ┌───────┐         ┌─────┐
    ///   │ 1 2 3 │    →    │ 1 4 │
    ///   │ 4 5 6 │         │ 2 5 │
    ///   └───────┘         │ 3 6 │
    ///    [2, 3]           └─────┘  [3, 2], axes 1, 0
    /// ```
    record Permute(Tensor x, List<Integer> axes) implements Layout {

        /// Checks that `axes` names every axis once.
        ///
        /// @throws IllegalArgumentException if it does not
        public Permute {
            axes = List.copyOf(axes);
            require(axes.size() == x.shape().rank() && axes.stream().distinct().count() == axes.size()
                            && axes.stream().allMatch(axis -> axis >= 0 && axis < x.shape().rank()),
                    "permute: %s does not name every axis of x%s once", axes, x.shape());
        }

        @Override public Shape shape() {
            return Shape.of(axes.stream().mapToInt(x.shape()::dim).toArray());
        }

        /// Copies runs along the last axis of y; they are contiguous in x as well where the last axis stays the last.
        @Override public void forward(Engine engine, float[] y) {
            Shape shape = shape();
            int rank = shape.rank();
            if (y.length == 0 || rank == 0) {
                System.arraycopy(x.data(), 0, y, 0, y.length);
                return;
            }
            int[] strides = axes.stream().mapToInt(x.shape()::stride).toArray();
            int[] dims = shape.dims();
            int n = dims[rank - 1];
            int step = strides[rank - 1];
            float[] from = x.data();
            engine.share(y.length / n, 2 * n, (first, last) -> {
                for (int run = first; run < last; run++) {
                    int at = 0;
                    for (int axis = rank - 2, r = run; axis >= 0; axis--) {
                        at += r % dims[axis] * strides[axis];
                        r /= dims[axis];
                    }
                    if (step == 1) {
                        System.arraycopy(from, at, y, run * n, n);
                    } else {
                        for (int i = 0; i < n; i++) {
                            y[run * n + i] = from[at + i * step];
                        }
                    }
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            int[] back = new int[axes.size()];
            for (int i = 0; i < back.length; i++) {
                back[axes.get(i)] = i;
            }
            to.add(x, () -> dy.permute(back));
        }
    }

    /// x repeated along the axes where it has size 1 or none; dx is the sum over the repeats.
    ///
    /// ```
    ///                       ┌───────┐
    ///   │ 1 2 3 │     →     │ 1 2 3 │
    ///      [3]              │ 1 2 3 │
    ///                       └───────┘  [2, 3]
    /// ```
    record Expand(Tensor x, Shape shape) implements Layout {

        /// Checks that x stretches to `shape`.
        ///
        /// @throws IllegalArgumentException if it does not
        public Expand {
            require(x.shape().stretchesTo(shape), "expand: x%s does not stretch to %s (need equal sizes, or 1, on the last axes)",
                    x.shape(), shape);
        }

        @Override public void forward(Engine engine, float[] y) {
            Broadcast.run(engine, x, x, shape, y, (a, aOff, aStep, b, bOff, bStep, out, outOff, n) -> {
                if (aStep == 0) {
                    Arrays.fill(out, outOff, outOff + n, a[aOff]);
                } else {
                    System.arraycopy(a, aOff, out, outOff, n);
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.sumTo(x.shape()));
        }
    }

    /// The elements `from ≤ i < to` of one axis; dx is dy with zeros around it.
    ///
    /// ```
    ///   ┌─────────┐          ┌─────┐          backward:  ┌─────────────┐
    ///   │ 1 2 3 4 │    →     │ 2 3 │                     │ 0 dy₀ dy₁ 0 │
    ///   └─────────┘          └─────┘                     └─────────────┘
    ///   […, n, …]       […, to − from, …]
    /// ```
    record Slice(Tensor x, int axis, int from, int to) implements Layout {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException if x has no such axis, or the axis no such range
        public Slice {
            axis = x.shape().axis(axis);
            require(0 <= from && from <= to && to <= x.shape().dim(axis), "slice: x%s has no elements %d to %d on axis %d",
                    x.shape(), from, to, axis);
        }

        @Override public Shape shape() {
            return x.shape().with(axis, to - from);
        }

        @Override public void forward(Engine engine, float[] y) {
            int stride = x.shape().stride(axis);
            copy(x.data(), x.shape().dim(axis) * stride, from * stride, y, (to - from) * stride, 0, (to - from) * stride);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow flow) {
            flow.add(x, () -> Tensor.of(new Pad(dy, axis, from, x.shape().dim(axis) - to)));
        }
    }

    /// x with zeros before and after it along one axis; dx is the slice of dy where x stands.
    /// `[…, n, …] → […, before + n + after, …]`, the picture of [Slice] read from right to left.
    record Pad(Tensor x, int axis, int before, int after) implements Layout {

        /// Checks the axis and the widths.
        ///
        /// @throws IllegalArgumentException if x has no such axis or a width is negative
        public Pad {
            axis = x.shape().axis(axis);
            require(before >= 0 && after >= 0, "pad: cannot put %d before and %d after x%s", before, after, x.shape());
        }

        @Override public Shape shape() {
            return longer(x.shape(), axis, (long) before + x.shape().dim(axis) + after);
        }

        @Override public void forward(Engine engine, float[] y) {
            Arrays.fill(y, 0);
            int stride = x.shape().stride(axis);
            int n = x.shape().dim(axis) * stride;
            copy(x.data(), n, 0, y, shape().dim(axis) * stride, before * stride, n);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.slice(axis, before, before + x.shape().dim(axis)));
        }
    }

    /// Tensors one after the other along one axis; each gets its slice of dy.
    ///
    /// ```
    ///   ┌─────┐   ┌───┐        ┌─────────┐
    ///   │ 1 2 │ , │ 5 │   →    │ 1 2 │ 5 │
    ///   │ 3 4 │   │ 6 │        │ 3 4 │ 6 │
    ///   └─────┘   └───┘        └─────────┘
    ///   [2, 2]    [2, 1]          [2, 3], axis 1
    /// ```
    record Concat(List<Tensor> inputs, int axis) implements Layout {

        /// Checks that all other axes agree.
        ///
        /// @throws IllegalArgumentException if there is no tensor, or they differ on another axis
        public Concat {
            require(!inputs.isEmpty(), "concat: nothing to put together");
            inputs = List.copyOf(inputs);
            Shape first = inputs.getFirst().shape();
            axis = first.axis(axis);
            for (Tensor input : inputs) {
                require(input.shape().rank() == first.rank() && input.shape().with(axis, 0).equals(first.with(axis, 0)),
                        "concat: %s and %s do not fit along axis %d (need the same sizes on all others)", first, input.shape(), axis);
            }
        }

        @Override public Tensor x() {
            return inputs.getFirst();
        }

        @Override public Shape shape() {
            return longer(x().shape(), axis, inputs.stream().mapToLong(input -> input.shape().dim(axis)).sum());
        }

        @Override public void forward(Engine engine, float[] y) {
            int at = 0;
            int stride = x().shape().stride(axis);
            int row = shape().dim(axis) * stride;
            for (Tensor input : inputs) {
                int n = input.shape().dim(axis) * stride;
                copy(input.data(), n, 0, y, row, at, n);
                at += n;
            }
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            int at = 0;
            for (Tensor input : inputs) {
                int begin = at;
                int end = at + input.shape().dim(axis);
                to.add(input, () -> dy.slice(axis, begin, end));
                at = end;
            }
        }
    }

    /// The shape with a size on one axis that may be more than an `int` can say.
    private static Shape longer(Shape shape, int axis, long size) {
        require(size <= Shape.MOST, "axis %d of %s cannot have %d elements", axis, shape, size);
        return shape.with(axis, (int) size);
    }

    /// Copies `n` floats out of every row of one array into every row of another.
    private static void copy(float[] x, int xRow, int xAt, float[] y, int yRow, int yAt, int n) {
        for (int from = xAt, to = yAt; n > 0 && to < y.length; from += xRow, to += yRow) {
            System.arraycopy(x, from, y, to, n);
        }
    }
}
