package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Graphs far deeper than Java's stack, walked in a time that grows with their size and no faster.
class DeepGraphTest {

    private static final int DEEP = 100_000;

    private static Tensor chain(Tensor x, int length) {
        Tensor y = x;
        for (int i = 0; i < length; i++) {
            y = y.tanh();
        }
        return y;
    }

    /// With `y₀ = x`, `yₙ = tanh yₙ₋₁` the derivative is `Π (1 − yₙ²)`. A walk that were quadratic would take 10¹⁰ steps.
    @Test @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) void deepGraphsHaveGradients() {
        Tensor x = Tensor.scalar(0.5f).variable();
        Tensor y = chain(x, DEEP);
        Num value = Num.exact(0.5);
        Num expected = Num.ONE;
        for (int i = 0; i < DEEP; i++) {
            value = value.tanh();
            expected = expected.times(Num.ONE.minus(value.times(value)));
        }
        Tensor g = Gradients.of(y).wrt(x);
        Law.within(g, new Num[] {expected});
        assertThat(Gradients.of(g).wrt(x).item()).isNegative();
    }

    @Test void theWorkOfTheSecondDerivativeGrowsWithTheGraphAndNoFaster() {
        int work = secondDerivative(100);
        int twice = secondDerivative(200);
        int thrice = secondDerivative(300);
        assertThat(thrice - twice).isEqualTo(twice - work);
    }

    /// How many kernels it runs.
    private static int secondDerivative(int length) {
        Counting counting = new Counting();
        Tensor x = Tensor.scalar(0.5f).on(counting.engine(Threads.of(1))).variable();
        Tensor g = Gradients.of(chain(x, length)).wrt(x);
        return counting.during(() -> Gradients.of(g).wrt(x)).size();
    }

    @Test @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) void wideGraphsHaveGradientsToo() {
        Tensor x = Tensor.scalar(2).variable();
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < DEEP; i++) {
            sum = sum.add(x);
        }
        assertThat(Gradients.of(sum).wrt(x).item()).isEqualTo(DEEP);
    }
}
