package clearhead.core.pretrained;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Weights;
import java.util.Arrays;
import java.util.List;

/// Where a parameter of ours stands in a file, and how it lies there.
///
/// @param names what it may be called, the likeliest first
/// @param how   how it lies
record Origin(List<String> names, How how) {

    /// How a parameter lies in a file.
    sealed interface How {

        /// As ours, but for axes of size 1.
        How SAME = new Same();

        /// The transpose of ours: `[out, in]`, or `[out, …]` with several axes that make up `in`.
        How TRANSPOSED = new Transposed();

        /// See [#SAME].
        record Same() implements How {}

        /// See [#TRANSPOSED].
        record Transposed() implements How {}

        /// One of several matrices side by side, or interleaved: `out` of the file is `[groups, parts, width]`, of which ours is
        /// `[groups, part, width]`.
        ///
        /// @param transposed whether the file has `[out, in]`
        /// @param part       which one
        /// @param parts      of how many
        /// @param groups     how often they take turns: 1 if they lie side by side, the number of heads if each head has its own three
        record Fused(boolean transposed, int part, int parts, int groups) implements How {}
    }

    /// Whether a tensor of this shape can be it.
    ///
    /// @param found  the shape in the file
    /// @param wanted the shape of our parameter
    boolean fits(List<Long> found, Shape wanted) {
        List<Long> own = Arrays.stream(wanted.dims()).asLongStream().boxed().toList();
        return switch (how) {
            case How.Same() -> squeezed(found).equals(squeezed(own));
            case How.Transposed() -> wanted.rank() == 2 && found.size() >= 2 && found.getFirst() == wanted.dim(1)
                    && found.stream().skip(1).reduce(1L, Origin::product) == wanted.dim(0);
            case How.Fused fused -> found.equals(inFile(fused, wanted));
        };
    }

    /// What the file should have, for messages.
    String needed(Shape wanted) {
        return switch (how) {
            case How.Same() -> wanted.toString();
            case How.Transposed() -> "[%d, %d]".formatted(wanted.dim(1), wanted.dim(0));
            case How.Fused fused -> inFile(fused, wanted).toString();
        };
    }

    private static List<Long> inFile(How.Fused fused, Shape wanted) {
        long out = (long) fused.parts * wanted.last();
        return wanted.rank() == 1 ? List.of(out)
                : fused.transposed ? List.of(out, (long) wanted.dim(0)) : List.of((long) wanted.dim(0), out);
    }

    private static List<Long> squeezed(List<Long> shape) {
        return shape.stream().filter(size -> size != 1).toList();
    }

    /// A file may claim sizes whose product a long cannot hold.
    private static long product(long a, long b) {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException overflow) {
            return -1;
        }
    }

    /// Reads it.
    ///
    /// @param name   which of the names it has
    /// @param wanted the shape of our parameter
    Tensor read(Weights weights, String name, Shape wanted) {
        return switch (how) {
            case How.Same() -> weights.tensor(name).reshape(wanted);
            case How.Transposed() -> weights.entries().get(name).shape().size() == 2 ? weights.transposed(name)
                    : weights.tensor(name).reshape(wanted.dim(1), wanted.dim(0)).transpose();
            case How.Fused(boolean transposed, int part, int parts, int groups) -> {
                Tensor all = transposed && wanted.rank() == 2 ? weights.transposed(name) : weights.tensor(name);
                int rows = wanted.rank() == 2 ? wanted.dim(0) : 1;
                yield all.reshape(rows, groups, parts, wanted.last() / groups).slice(2, part, part + 1).reshape(wanted);
            }
        };
    }
}
