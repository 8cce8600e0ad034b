package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What no elements mean. (That every op works on empty axes and has a gradient there, the catalogue's shapes see to.)
class EmptyTest {

    private final Tensor none = Tensor.of(Shape.of(3, 0)).variable();

    @Test void aSumOfNothingIsZeroAndAMeanIsNoNumber() {
        assertThat(none.sum().item()).isZero();
        assertThat(none.sum(1).toArray()).containsExactly(0, 0, 0);
        assertThat(none.sum(0).shape()).isEqualTo(Shape.of(0));
        assertThat(none.mean().item()).isNaN();
    }

    @Test void aProductOverNothingIsZeroOrTheBias() {
        Tensor w = Tensor.of(Shape.of(0, 2)).variable();
        assertThat(none.matmul(w).toArray()).containsExactly(0, 0, 0, 0, 0, 0);
        Tensor y = none.affine(w, Tensor.vector(5, 6).variable());
        assertThat(y.toArray()).containsExactly(5, 6, 5, 6, 5, 6);
        assertThat(Gradients.of(y.sum()).wrt(w).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test void nothingCanBeSlicedGatheredAndPutTogether() {
        Tensor x = Tensor.vector(1, 2, 3).variable();
        assertThat(x.slice(0, 2, 2).shape()).isEqualTo(Shape.of(0));
        assertThat(Gradients.of(x.slice(0, 2, 2).sum()).wrt(x).toArray()).containsExactly(0, 0, 0);
        assertThat(Tensor.concat(0, x, x.slice(0, 1, 1), x).toArray()).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(x.reshape(3, 1).gather(Shape.of(2, 0)).shape()).isEqualTo(Shape.of(2, 0, 1));
    }

    @Test void rowsOfNothingStayNothing() {
        assertThat(none.softmax().shape()).isEqualTo(Shape.of(3, 0));
        assertThat(none.layerNorm(Tensor.vector(), Tensor.vector(), 1e-5f).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(none.shape().rows()).isEqualTo(3);
        assertThat(Shape.of().rows()).isEqualTo(1);
    }
}
