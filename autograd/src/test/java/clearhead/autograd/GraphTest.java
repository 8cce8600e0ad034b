package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Gradients through graphs of many ops: shared, unused and intermediate tensors, ops of one's own, several passes at once.
class GraphTest {

    private final Tensor x = Tensor.vector(1, -2, 3).variable();

    @Test void whatIsUsedTwiceGetsBothGradients() {
        assertThat(Gradients.of(x.mul(x).sum()).wrt(x).toArray()).containsExactly(2, -4, 6);
        assertThat(Gradients.of(x.add(x).sum()).wrt(x).toArray()).containsExactly(2, 2, 2);
        assertThat(Gradients.of(x.sub(x).sum()).wrt(x).toArray()).containsExactly(0, 0, 0);
    }

    /// `(2x) · (3x)`: two ways from x to the result.
    @Test void aDiamondAddsItsTwoSides() {
        Tensor y = x.scale(2).mul(x.scale(3)).sum();
        assertThat(Gradients.of(y).wrt(x).toArray()).containsExactly(12, -24, 36);
    }

    /// `yₙ = yₙ₋₁ + yₙ₋₁`: 2⁶⁴ ways, each tensor visited once.
    @Test void waysAreNotWalkedOneByOne() {
        Tensor y = Tensor.scalar(1).variable();
        Tensor start = y;
        for (int i = 0; i < 64; i++) {
            y = y.add(y);
        }
        assertThat(Gradients.of(y).wrt(start).item()).isEqualTo(0x1p64f);
    }

    @Test void whatTheResultDoesNotDependOnHasTheGradientZero() {
        Tensor unused = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).variable();
        List<Tensor> gradients = Gradients.of(x.sum()).wrt(unused, x);
        assertThat(gradients.get(0).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(gradients.get(0).toArray()).containsOnly(0);
        assertThat(gradients.get(1).toArray()).containsOnly(1);
        assertThat(Gradients.of(gradients.get(0).sum()).wrt(x).toArray()).containsOnly(0);
    }

    @Test void detachedIsConstantAndAVariableIsABeginning() {
        assertThat(Gradients.of(x.mul(x.detach()).sum()).wrt(x).toArray()).containsExactly(1, -2, 3);
        Tensor again = x.scale(2).variable();
        assertThat(Gradients.of(again.sum()).wrt(x, again)).extracting(g -> g.at(0)).containsExactly(0f, 1f);
    }

    @Test void anIntermediateTensorIsLikeAnInput() {
        Tensor hidden = x.tanh();
        Tensor loss = hidden.exp().dot(x);
        Law.isGradient(Gradients.of(loss).wrt(hidden), loss, hidden, 1);
        Tensor f = Gradients.of(loss).wrt(hidden).dot(Tensor.vector(1, 2, 3));
        Law.isGradient(Gradients.of(f).wrt(hidden), f, hidden, 2);
        assertThat(Gradients.of(loss).wrt(loss).item()).isEqualTo(1);
    }

    @Test void oneTensorMayBeAskedForTwice() {
        assertThat(Gradients.of(x.square().sum()).wrt(x, x)).extracting(g -> g.at(2)).containsExactly(6f, 6f);
    }

    @Test void derivativesOfEveryOrder() {
        Tensor z = Tensor.scalar(0.7f).variable();
        Tensor one = Tensor.scalar(1).variable();               // a constant would be multiplied with those of the formulas, in floats
        Tensor f = z.gelu().mul(z.tanh()).exp();
        for (int order = 1; order <= 5; order++) {
            Tensor derivative = Gradients.of(f, one).wrt(z);
            Law.isGradient(derivative, f, z, order);
            f = derivative;
        }
    }

    // ---- an op of one's own

    /// `y = x³`; `dx = 3x² dy`.
    private record Cube(Tensor x) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            for (int i = 0; i < y.length; i++) {
                y[i] = x.data()[i] * x.data()[i] * x.data()[i];
            }
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.mul(x.square()).scale(3));
        }
    }

    /// Integers below 2²⁴ are exact in floats.
    @Test void anOpOfOnesOwnHasDerivativesOfEveryOrder() {
        Tensor g = Gradients.of(Tensor.of(new Cube(x)).sum()).wrt(x);
        Tensor gg = Gradients.of(g.sum()).wrt(x);
        assertThat(g.toArray()).containsExactly(3, 12, 27);
        assertThat(gg.toArray()).containsExactly(6, -12, 18);
        assertThat(Gradients.of(gg.sum()).wrt(x).toArray()).containsOnly(6);
        assertThatThrownBy(() -> new Doubles().of(Tensor.of(new Cube(x))))
                .hasMessage("no restatement in double precision for the custom op Cube");
    }

    // ---- several passes at once

    @Test void passesOverOneGraphDoNotDisturbEachOther() throws Exception {
        Tensor loss = x.mul(Tensor.normal(Shape.of(200, 3), 1, 5).variable()).softmax().gelu().square().sum();
        Tensor shared = Gradients.of(loss).wrt(x);
        Callable<float[]> work = () -> {
            Tensor own = Gradients.of(loss).wrt(x);
            Tensor both = Gradients.of(own.square().sum().add(shared.square().sum())).wrt(x);
            return Tensor.concat(0, own, both).toArray();
        };
        List<Future<float[]>> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 16; i++) {
                results.add(pool.submit(work));
            }
        }
        float[] alone = work.call();
        for (Future<float[]> result : results) {
            assertThat(result.get()).isEqualTo(alone);
        }
    }
}
