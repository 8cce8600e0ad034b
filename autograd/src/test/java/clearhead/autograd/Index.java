package clearhead.autograd;

/// Positions in a shape, written for clarity: a number for each axis.
final class Index {

    private Index() {}

    /// The positions of the element that is number `flat` in row-major order.
    static int[] of(Shape shape, int flat) {
        int[] index = new int[shape.rank()];
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            index[axis] = flat % shape.dim(axis);
            flat /= shape.dim(axis);
        }
        return index;
    }

    /// Which element a shape that is stretched has at these positions: its axes are the last ones, one of size 1 is always at 0.
    static int stretched(Shape shape, int... index) {
        int flat = 0;
        int missing = index.length - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            flat = flat * shape.dim(axis) + (shape.dim(axis) == 1 ? 0 : index[axis + missing]);
        }
        return flat;
    }

    /// The same positions, but another on one axis.
    static int[] with(int[] index, int axis, int position) {
        int[] moved = index.clone();
        moved[axis] = position;
        return moved;
    }
}
