package clearhead.autograd;

import java.util.Arrays;

/// The sizes of a tensor's axes, row-major: the last axis is contiguous. `[]` is a single number.
///
/// Axes are counted from 0; negative ones from the end, so that [#LAST] is always the last.
public final class Shape {

    /// The last axis.
    public static final int LAST = -1;

    /// How many elements a tensor can have: so far below the greatest `int` that no position overflows, not even one that a kernel has
    /// rounded up to a whole block. An axis of 0 elements does not make room for others that are too long.
    static final int MOST = Integer.MAX_VALUE - 0xFFFF;

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        long product = 1;
        boolean empty = false;
        for (int dim : dims) {
            product *= Math.max(1, dim);
            if (dim < 0 || product > MOST) {
                throw refusal(dims, dim);
            }
            empty |= dim == 0;
        }
        this.dims = dims;
        this.size = empty ? 0 : (int) product;
    }

    /// Made only where it is needed: every small operation makes a few shapes.
    private static IllegalArgumentException refusal(int[] dims, int dim) {
        return new IllegalArgumentException(dim < 0 ? "shape %s: an axis cannot have %d elements".formatted(Arrays.toString(dims), dim)
                : "shape %s: more elements than a tensor can hold (%d)".formatted(Arrays.toString(dims), MOST));
    }

    /// The shape with these sizes.
    ///
    /// @throws IllegalArgumentException if a size is negative or the product is more than a tensor can hold
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    /// How many axes.
    public int rank() {
        return dims.length;
    }

    /// The size of one axis; negative counts from the end.
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /// How many elements.
    public int size() {
        return size;
    }

    /// The size of the last axis; 1 for a single number.
    public int last() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    /// How many rows there are along the last axis: the product of the other sizes, also where a row has no elements.
    public int rows() {
        int rows = 1;
        for (int axis = 0; axis < dims.length - 1; axis++) {
            rows *= dims[axis];
        }
        return rows;
    }

    /// A copy of the sizes.
    public int[] dims() {
        return dims.clone();
    }

    /// The same shape with another size on one axis.
    public Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis(axis)] = dim;
        return new Shape(changed);
    }

    /// The same shape without one axis.
    public Shape without(int axis) {
        int gone = axis(axis);
        int[] rest = new int[dims.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = dims[i < gone ? i : i + 1];
        }
        return new Shape(rest);
    }

    /// This shape with one more axis, the last.
    public Shape and(int dim) {
        return insert(LAST, dim);
    }

    /// This shape with a new axis, which is number `axis` of the result; negative counts from its end.
    public Shape insert(int axis, int dim) {
        int[] more = new int[dims.length + 1];
        int at = axis < 0 ? axis + more.length : axis;
        require(at >= 0 && at < more.length, "axis %d: shape %s has no place for it", axis, this);
        for (int i = 0; i < more.length; i++) {
            more[i] = i == at ? dim : dims[i < at ? i : i - 1];
        }
        return new Shape(more);
    }

    /// The shape that both stretch to: aligned at the last axis, an axis of size 1 (or a missing one) repeats.
    ///
    /// @throws IllegalArgumentException if two sizes differ and neither is 1
    public Shape broadcast(String operation, Shape other) {
        int[] result = new int[Math.max(rank(), other.rank())];
        for (int i = 1; i <= result.length; i++) {
            int a = i <= rank() ? dims[rank() - i] : 1;
            int b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
            require(a == b || a == 1 || b == 1, "%s: shapes do not fit: a%s and b%s (axis %d from the end: %d and %d, "
                    + "need equal sizes or a 1)", operation, this, other, i, a, b);
            result[result.length - i] = a == 1 ? b : a;
        }
        return new Shape(result);
    }

    /// Whether [#broadcast] stretches this to `other` and leaves `other` as it is.
    boolean stretchesTo(Shape other) {
        boolean fits = rank() <= other.rank();
        for (int i = 1; fits && i <= rank(); i++) {
            fits = dim(-i) == 1 || dim(-i) == other.dim(-i);
        }
        return fits;
    }

    /// An axis as a number from 0.
    ///
    /// @throws IllegalArgumentException if this shape has no such axis
    int axis(int axis) {
        int counted = axis < 0 ? axis + dims.length : axis;
        require(counted >= 0 && counted < dims.length, "axis %d: shape %s has %d axes", axis, this, dims.length);
        return counted;
    }

    /// How many elements one step along `axis` skips: the product of the sizes behind it.
    int stride(int axis) {
        int stride = 1;
        for (int i = axis(axis) + 1; i < dims.length; i++) {
            stride *= dims[i];
        }
        return stride;
    }

    static void require(boolean holds, String message, Object... details) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(details));
        }
    }

    @Override public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override public String toString() {
        return Arrays.toString(dims);
    }
}
