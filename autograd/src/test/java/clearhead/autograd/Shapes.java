package clearhead.autograd;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// Shapes to draw from.
///
/// @param axis sizes of an axis
/// @param low  the least number of axes, where an op does not need more
/// @param high the greatest number of axes
record Shapes(Arbitrary<Integer> axis, int low, int high) {

    /// For laws that look at every element: up to four axes of up to four elements, now and then of none.
    static final Shapes SMALL = new Shapes(Arbitraries.frequencyOf(
            Tuple.of(40, Arbitraries.integers().between(1, 4)), Tuple.of(1, Arbitraries.just(0))), 0, 4);

    /// For laws about engines: enough work for several threads, seldom a multiple of a vector.
    static final Shapes LARGE = new Shapes(Arbitraries.integers().between(23, 41), 3, 3);

    /// Any with at least so many axes.
    Arbitrary<Shape> any(int axes) {
        int least = Math.max(axes, low);
        return Arbitraries.integers().between(least, Math.max(least, high)).flatMap(rank -> axis.list().ofSize(rank)).map(Shapes::of);
    }

    /// What an op that can do nothing with no elements gets.
    Arbitrary<Shape> notEmpty(int axes) {
        return any(axes).filter(shape -> shape.size() > 0);
    }

    /// The leading axes of a stack of matrices.
    Arbitrary<Shape> stack() {
        return Arbitraries.integers().between(1, 3).list().ofMaxSize(2).map(Shapes::of);
    }

    /// How row numbers lie.
    Arbitrary<Shape> ids() {
        return axis.list().ofMaxSize(2).map(Shapes::of);
    }

    /// What stretches to this shape: some axes are 1, some of the first ones missing.
    static Arbitrary<Shape> stretchingTo(Shape shape) {
        Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
        Arbitrary<Integer> missing = seldom.flatMap(some -> Arbitraries.integers().between(0, some ? shape.rank() : 0));
        return Combinators.combine(seldom.list().ofSize(shape.rank()), missing).as((single, gone) -> {
            int[] dims = shape.dims();
            for (int axis = 0; axis < dims.length; axis++) {
                dims[axis] = single.get(axis) ? 1 : dims[axis];
            }
            return Shape.of(Arrays.copyOfRange(dims, gone, dims.length));
        });
    }

    static Shape of(List<Integer> dims) {
        return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    }

    /// This shape and further axes.
    static Shape join(Shape shape, int... further) {
        int[] dims = Arrays.copyOf(shape.dims(), shape.rank() + further.length);
        System.arraycopy(further, 0, dims, shape.rank(), further.length);
        return Shape.of(dims);
    }
}
