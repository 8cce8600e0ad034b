package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The methods of a tensor that are more than the name of an op: what they make of their arguments, in numbers that are exact.
class TensorTest {

    private final Tensor x = Tensor.of(Shape.of(2, 3), 1, -2, 3, 0, 5, -1);

    @Test void aPointOnTheLineFromHereToThere() {
        Tensor end = x.scale(5);
        assertThat(x.lerp(end, 0).toArray()).isEqualTo(x.toArray());
        assertThat(x.lerp(end, 1).toArray()).isEqualTo(end.toArray());
        assertThat(x.lerp(end, 0.25f).toArray()).isEqualTo(x.scale(2).toArray());
    }

    @Test void meansAreSumsOverHowMany() {
        assertThat(x.mean().item()).isEqualTo(6 * (1f / 6));
        assertThat(x.mean(0).toArray()).containsExactly(0.5f, 1.5f, 1);
        assertThat(x.meanKeep(0).shape()).isEqualTo(Shape.of(1, 3));
        assertThat(x.scale(3).mean(1).toArray()).containsExactly(6 * (1f / 3), 12 * (1f / 3));
        assertThat(x.meanSquaredError(x.add(2)).item()).isEqualTo(24 * (1f / 6));
    }

    @Test void transposedTwiceIsTheSame() {
        Tensor stack = Numbers.ANY.tensor(Shape.of(2, 3, 4, 5), 1);
        Tensor t = stack.transpose();
        assertThat(t.shape()).isEqualTo(Shape.of(2, 3, 5, 4));
        assertThat(t.at(1, 2, 4, 3)).isEqualTo(stack.at(1, 2, 3, 4));
        assertThat(t.transpose().toArray()).isEqualTo(stack.toArray());
        assertThat(x.transpose().toArray()).containsExactly(1, 0, -2, 5, 3, -1);
    }

    @Test void anOpenSizeIsWhatIsLeft() {
        assertThat(x.reshape(-1).shape()).isEqualTo(Shape.of(6));
        assertThat(x.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(x.reshape(-1, 1, 2).shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(x.reshape(2, 3)).isSameAs(x);
    }

    @Test void elementsAreFoundByTheirPositions() {
        assertThat(List.of(x.at(0, 0), x.at(0, 2), x.at(1, 0), x.at(1, 1))).containsExactly(1f, 3f, 0f, 5f);
        Tensor deep = Tensor.from(Shape.of(2, 3, 4), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = i;
            }
        });
        assertThat(deep.at(1, 2, 3)).isEqualTo(23);
        assertThat(deep.at(1, 0, 1)).isEqualTo(13);
    }

    @Test void theNarrowestBoundsAreBounds() {
        assertThat(x.clamp(2, 2).toArray()).containsOnly(2);
        assertThat(x.normalize(1e-18f).at(1, 1)).isEqualTo(5 / (float) Math.sqrt(26));
    }

    @Test void aNewAxisHasAPlaceBeforeAndBehindAll() {
        Shape shape = Shape.of(2, 3);
        assertThat(shape.insert(0, 7)).isEqualTo(shape.insert(-3, 7)).isEqualTo(Shape.of(7, 2, 3));
        assertThat(shape.insert(1, 7)).isEqualTo(shape.insert(-2, 7)).isEqualTo(Shape.of(2, 7, 3));
        assertThat(shape.insert(2, 7)).isEqualTo(shape.insert(-1, 7)).isEqualTo(shape.and(7)).isEqualTo(Shape.of(2, 3, 7));
        for (int axis : new int[] {3, -4}) {
            assertThatThrownBy(() -> shape.insert(axis, 7)).hasMessage("axis %d: shape [2, 3] has no place for it".formatted(axis));
        }
    }

    @Test void aBufferReadsAndDoesNotWrite() {
        assertThat(x.buffer().get(4)).isEqualTo(5);
        assertThat(x.buffer().remaining()).isEqualTo(6);
        assertThat(x.buffer().isReadOnly()).isTrue();
    }

    @Test void functionsByTheirNames() {
        assertThat(x.silu().toArray()).isEqualTo(x.mul(x.sigmoid()).toArray());
        assertThat(x.geluTanh().at(1, 0)).isZero();
        assertThat(x.logSoftmax().toArray()).isEqualTo(Tensor.of(new RowOp.LogSoftmax(x)).toArray());
        assertThat(x.binaryCrossEntropy(x.positive()).toArray()).isEqualTo(Tensor.of(new Loss.BinaryCrossEntropy(x, x.positive())).toArray());
    }

    @Test void aTensorShowsItsShapeAndItsFirstNumbers() {
        assertThat(x).hasToString("Tensor[2, 3] [1.0, -2.0, 3.0, 0.0, 5.0, -1.0]");
        assertThat(Tensor.full(Shape.of(8), 1)).hasToString("Tensor[8] [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]");
        assertThat(Tensor.full(Shape.of(9), 1)).hasToString("Tensor[9] [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0] …");
    }

    @Test void shapesAreEqualByTheirSizes() {
        assertThat(Shape.of(2, 3)).isEqualTo(x.shape()).hasSameHashCodeAs(x.shape()).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo("[2, 3]");
        assertThat(Shape.of(2, 3).hashCode()).isNotEqualTo(Shape.of(3, 2).hashCode());
    }
}
