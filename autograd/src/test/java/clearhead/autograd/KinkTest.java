package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What a gradient is where the formula has none, a choice that the laws of differences cannot see.
class KinkTest {

    @Test void reluIsFlatAtZero() {
        Tensor x = Tensor.vector(-1, 0, -0f, 1).variable();
        assertThat(Gradients.of(x.relu().sum()).wrt(x).toArray()).containsExactly(0, 0, 0, 1);
        assertThat(x.positive().toArray()).containsExactly(0, 0, 0, 1);
    }

    @Test void equalMaximaShareTheGradientEvenly() {
        Tensor x = Tensor.of(Shape.of(3, 4), 1, 5, 5, 0, 2, 2, 2, 2, Float.NEGATIVE_INFINITY, 3, Float.NEGATIVE_INFINITY, 1).variable();
        Tensor g = Gradients.of(x.max(1), Tensor.vector(1, 4, 7)).wrt(x);
        assertThat(g.toArray()).containsExactly(0, 0.5f, 0.5f, 0, 1, 1, 1, 1, 0, 7, 0, 0);
    }

    @Test void aMaximumAlongAnyAxisIsTheSameMaximum() {
        Tensor x = Numbers.APART.tensor(Shape.of(2, 3, 4), 5).variable();
        for (int axis = -3; axis < 3; axis++) {
            Tensor max = x.max(axis);
            assertThat(max.shape()).isEqualTo(x.shape().without(axis));
            Tensor share = Gradients.of(max.sum()).wrt(x);
            assertThat(share.sum(axis).toArray()).containsOnly(1);
            assertThat(share.mul(x).sum(axis).toArray()).isEqualTo(max.toArray());
        }
    }

    /// A row that was ignored has no gradient, whatever the rows that count.
    @Test void ignoredRowsHaveNoGradient() {
        Tensor x = Numbers.ANY.tensor(Shape.of(3, 4), 6).variable();
        float[] g = Gradients.of(x.crossEntropy(2, -7, 0)).wrt(x).toArray();
        assertThat(Arrays.copyOfRange(g, 4, 8)).containsOnly(0);
        assertThat(g[2]).isNegative();
    }

    /// The loss of the rows that count is what it is without the others.
    @Test void ignoredRowsHaveNoLoss() {
        Tensor x = Numbers.ANY.tensor(Shape.of(3, 4), 6);
        assertThat(x.crossEntropy(2, -7, -1).item()).isEqualTo(x.slice(0, 0, 1).crossEntropy(2).item());
    }
}
