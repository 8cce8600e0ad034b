package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever would have more elements than a tensor can hold is refused with its shape, before anything is allocated or computed. Small
/// tensors are enough to ask for it.
class OverflowTest {

    private static final int LONG = 1 << 16;
    private static final Tensor COLUMN = Tensor.full(Shape.of(LONG, 1), 1);
    private static final Tensor ROW = Tensor.full(Shape.of(1, LONG), 1);
    private static final Tensor ONE = Tensor.scalar(1);
    private static final Tensor NONE = Tensor.full(Shape.of(Shape.MOST, 0), 1);

    static Stream<Arguments> refused() {
        String square = "shape [65536, 65536]: more elements than a tensor can hold (2147418112)";
        return Stream.of(
                says("shape [2147483647]: more elements than a tensor can hold (2147418112)", () -> Shape.of(Integer.MAX_VALUE)),
                says("shape [3, 2147483647]: more elements than a tensor can hold (2147418112)", () -> Shape.of(3, Integer.MAX_VALUE)),
                says("shape [65536, 65536, 65536, 65536]: more elements than a tensor can hold (2147418112)",
                        () -> Shape.of(LONG, LONG, LONG, LONG)),
                says("shape [0, 65536, 65536]: more elements than a tensor can hold (2147418112)", () -> Shape.of(0, LONG, LONG)),
                says("shape [65536, 65536, 0]: more elements than a tensor can hold (2147418112)", () -> Shape.of(LONG, LONG, 0)),
                says(square, () -> COLUMN.add(ROW)),
                says(square, () -> COLUMN.sub(ROW)),
                says(square, () -> COLUMN.mul(ROW)),
                says(square, () -> COLUMN.div(ROW)),
                says(square, () -> COLUMN.matmul(ROW)),
                says(square, () -> COLUMN.matmulT(COLUMN)),
                says(square, () -> COLUMN.affine(ROW, Tensor.full(Shape.of(LONG), 1))),
                says(square, () -> ROW.expand(Shape.of(LONG, LONG))),
                says(square, () -> ROW.reshape(LONG, LONG)),
                says(square, () -> ROW.gather(Shape.of(LONG), new int[LONG])),
                says(square, () -> Tensor.of(new Lookup.ScatterAdd(ROW, Indices.of(0), LONG))),
                says(square, () -> Tensor.where(ONE, COLUMN, ROW)),
                says(square, () -> Tensor.of(new Lookup.Put(COLUMN, Indices.of(COLUMN.shape(), new int[LONG]), LONG))),
                says(square, () -> Constants.oneHot(Indices.of(new int[LONG]), LONG)),
                says(square, () -> Constants.lower(LONG, LONG, 0)),
                says(square, () -> Tensor.of(new Layout.Pad(COLUMN, 1, LONG - 2, 1))),
                says("axis 0 of [1, 65536] cannot have 4294967295 elements",
                        () -> Tensor.of(new Layout.Pad(ROW, 0, Integer.MAX_VALUE, Integer.MAX_VALUE))),
                says("rotary: x[1, 2] from position 2147483647 needs 2147483648 positions, the tables have 1", () -> new Rotary(
                        Tensor.full(Shape.of(1, 2), 1), Rotation.of(1, Rotation.Pairs.HALVES, 1), 2, Integer.MAX_VALUE, false)),
                says("axis 0 of [2147418112, 0] cannot have 4294836224 elements", () -> Tensor.concat(0, NONE, NONE)));
    }

    private static Arguments says(String message, ThrowingCallable wrong) {
        return arguments(message, wrong);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void tooLargeIsRefused(String message, ThrowingCallable wrong) {
        assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    /// Rows, strides and the size are products of sizes: none of them has wrapped around where the shape was not refused.
    @Property(tries = 500)
    void nothingWrapsAround(@ForAll @IntRange(max = 1 << 20) int a, @ForAll @IntRange(max = 1 << 12) int b,
                            @ForAll @IntRange(max = 1 << 20) int c) {
        long size = (long) a * b * c;
        try {
            Shape shape = Shape.of(a, b, c);
            assertThat((long) shape.size()).isEqualTo(size);
            assertThat((long) shape.rows()).isEqualTo((long) a * b);
            assertThat((long) shape.stride(0)).isEqualTo((long) b * c);
        } catch (IllegalArgumentException refused) {
            assertThat(Math.max(1L, a) * Math.max(1L, b) * Math.max(1L, c)).isGreaterThan(Shape.MOST);
        }
    }

    @Test void theLargestShapeIsAllowed() {
        assertThat(Shape.of(Shape.MOST).size()).isEqualTo(2147418112);
        assertThat(NONE.sum(0).shape()).isEqualTo(Shape.of(0));
    }
}
