package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What is made of several ops is what its definition says, within the rounding that these ops allow themselves ([Num]); and its
/// gradients are derivatives, up to the second.
class CompositionTest {

    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    private final Tensor x = Numbers.NOT_ZERO.tensor(Shape.of(3, 5), 4).variable();

    /// The rows of y are a function of the rows of x.
    private void rows(UnaryOperator<Tensor> composition, Function<double[], double[]> definition) {
        Tensor y = composition.apply(x);
        Num[] bounds = new Doubles().of(y);
        int n = x.shape().last();
        int m = bounds.length / x.shape().rows();
        for (int i = 0; i < bounds.length; i++) {
            double[] row = new double[n];
            int from = i / m * n;
            Arrays.setAll(row, j -> x.data()[from + j]);
            double expected = definition.apply(row)[i % m];
            assertThat((double) y.data()[i]).as("element %d", i).isCloseTo(expected, offset(bounds[i].error()));
        }
        Tensor u = Numbers.ANY.tensor(y.shape(), 1).variable();
        Tensor f = y.dot(u);
        Tensor g = Gradients.of(f).wrt(x);
        Law.isGradient(g, f, x, 2);
        Tensor ff = g.dot(Numbers.ANY.tensor(g.shape(), 3).variable());
        Law.isGradient(Gradients.of(ff).wrt(x), ff, x, 4);
    }

    private static Function<double[], double[]> each(DoubleUnaryOperator f) {
        return row -> Arrays.stream(row).map(f).toArray();
    }

    private static Function<double[], double[]> one(ToDoubleFunction<double[]> f) {
        return row -> new double[] {f.applyAsDouble(row)};
    }

    @Test void size() {
        rows(Tensor::abs, each(Math::abs));
        assertThat(Tensor.vector(-0f, 0, -INF, NAN, -Float.MIN_VALUE).abs().toArray()).containsExactly(0, 0, INF, NAN, Float.MIN_VALUE);
        Tensor zero = Tensor.vector(0, -0f).variable();
        assertThat(Gradients.of(zero.abs().sum()).wrt(zero).toArray()).containsExactly(0, 0);
    }

    @Test void between() {
        rows(v -> v.clamp(-0.5f, 1.25f), each(v -> Math.min(Math.max(v, -0.5), 1.25)));
        assertThat(Tensor.vector(-INF, -2, 0, 3, INF, NAN).clamp(-1, 2).toArray()).containsExactly(-1, -1, 0, 2, 2, NAN);
        Tensor bounds = Tensor.vector(-1, 2, -1.5f, 2.5f).variable();
        assertThat(Gradients.of(bounds.clamp(-1, 2).sum()).wrt(bounds).toArray()).containsExactly(1, 1, 0, 0);
    }

    @Test void orderOfTwo() {
        Tensor a = Tensor.vector(1, 2, 2, NAN, 2, INF, INF, Float.MIN_VALUE, -0f);
        Tensor b = Tensor.vector(2, 1, 2, 2, NAN, INF, -INF, 0, 0);
        assertThat(a.greater(b).toArray()).containsExactly(0, 1, 0, 0, 0, 0, 1, 1, 0);
        assertThat(a.less(b).toArray()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Tensor.full(Shape.of(2, 3), 1).greater(Tensor.vector(0, 1, 2)).toArray()).containsExactly(1, 0, 0, 1, 0, 0);
    }

    @Test void squares() {
        rows(v -> v.pow(2), each(v -> v * v));
        rows(v -> v.pow(3), each(v -> v * v * v));
        rows(v -> v.pow(-2), each(v -> 1 / (v * v)));
        rows(v -> v.pow(1), each(v -> v));
        assertThat(Tensor.vector(-2, 0, -0f, NAN, -INF, INF).pow(3).toArray()).containsExactly(-8, 0, -0f, NAN, -INF, INF);
        assertThat(Tensor.vector(-2, 0, NAN, INF).pow(0).toArray()).containsExactly(1, 1, 1, 1);
        assertThat(Tensor.vector(-2, -0f, 0, INF).pow(-1).toArray()).containsExactly(-0.5f, -INF, INF, 0);
        assertThat(Tensor.vector(-2, 4).pow(0.5).toArray()).containsExactly(NAN, 2);
    }

    /// At 0, where a power with another exponent would be infinite, and with it its product with 0 not a number.
    @Test void aWholePowerHasDerivativesAtZero() {
        Tensor zero = Tensor.vector(0).variable();
        Tensor g = Gradients.of(zero.pow(2).sum()).wrt(zero);
        Tensor gg = Gradients.of(g.sum()).wrt(zero);
        assertThat(g.item()).isZero();
        assertThat(gg.item()).isEqualTo(2);
        assertThat(Gradients.of(gg.sum()).wrt(zero).item()).isZero();
        assertThat(Gradients.of(zero.pow(0).sum()).wrt(zero).item()).isZero();
    }

    private static double variance(double[] row) {
        double mean = Arrays.stream(row).average().orElseThrow();
        return Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    @Test void spread() {
        rows(v -> v.variance(LAST), one(CompositionTest::variance));
        rows(v -> v.deviation(1), one(row -> Math.sqrt(variance(row))));
        assertThat(x.transpose().deviation(0).toArray()).hasSize(3);
        Law.within(x.transpose().deviation(0), new Doubles().of(x.deviation(1)));
        Tensor same = Tensor.of(Shape.of(2, 1), 3, 4).variable();
        assertThat(same.deviation(1).toArray()).containsExactly(0, 0);
        assertThat(Gradients.of(same.variance(1).sum()).wrt(same).toArray()).containsExactly(0, 0);
        assertThat(Gradients.of(same.deviation(1).sum()).wrt(same).toArray()).containsOnly(NAN);
    }

    @Test void logarithmOfASum() {
        rows(Tensor::logSumExp, one(row -> Math.log(Arrays.stream(row).map(Math::exp).sum())));
        Tensor rows = Tensor.of(Shape.of(6, 2), -INF, -INF, -INF, 3, NAN, 1, INF, 2, 1e30f, 1e30f, -1e30f, -INF);
        assertThat(rows.logSumExp().toArray()).containsExactly(-INF, 3, NAN, INF, 1e30f, -1e30f);
        assertThat(rows.logSumExp().shape()).isEqualTo(Shape.of(6, 1));
        Tensor single = Tensor.of(Shape.of(1, 1), 7).variable();
        assertThat(single.logSumExp().item()).isEqualTo(7);
        assertThat(Gradients.of(single.logSumExp()).wrt(single).item()).isEqualTo(1);
    }

    @Test void length() {
        rows(v -> v.normalize(1e-6f), row -> {
            double norm = Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
            return Arrays.stream(row).map(v -> v / norm).toArray();
        });
        Tensor small = Tensor.of(Shape.of(2, 2), 0, 0, 0x1p-12f, 0).variable();
        Tensor y = small.normalize(0x1p-10f);
        assertThat(y.toArray()).containsExactly(0, 0, 0.25f, 0);
        assertThat(Gradients.of(y.sum()).wrt(small).toArray()).containsOnly(0x1p10f);
        assertThat(Tensor.vector(NAN, 1).normalize(1e-6f).toArray()).containsOnly(NAN);
    }

    @Test void least() {
        rows(v -> v.min(1), one(row -> Arrays.stream(row).min().orElseThrow()));
        assertThat(Tensor.of(Shape.of(2, 2), 3, NAN, -INF, 2).min(1).toArray()).containsExactly(NAN, -INF);
        assertThat(Tensor.of(Shape.of(2, 2), 3, 1, 0, 2).min(0).toArray()).containsExactly(0, 1);
        Tensor equal = Tensor.vector(2, 1, 1).variable();
        assertThat(Gradients.of(equal.min(0)).wrt(equal).toArray()).containsExactly(0, 0.5f, 0.5f);
    }

    @Test void nearestWholeNumbers() {
        assertThat(Tensor.vector(-1.5f, -0.4f, 0.5f, 1.5f, 1e30f, INF, NAN).rounded().toArray())
                .containsExactly(-2, -0f, 0, 2, 1e30f, INF, NAN);
        assertThat(x.rounded().isRecorded()).isFalse();
    }

    /// The loss sees whole numbers, the weight sees the loss.
    @Test void aStepCanBeTrainedThrough() {
        Tensor w = Tensor.vector(-0.25f, 0.75f, 1.75f).variable();
        Tensor step = w.straightThrough(w.positive());
        assertThat(step.toArray()).containsExactly(0, 1, 1);
        assertThat(Gradients.of(step.mul(Tensor.vector(2, 3, 4)).sum()).wrt(w).toArray()).containsExactly(2, 3, 4);
        Tensor square = w.straightThrough(w.rounded()).square();
        assertThat(square.toArray()).containsExactly(0, 1, 4);
        Tensor g = Gradients.of(square.sum()).wrt(w);
        assertThat(g.toArray()).containsExactly(-0f, 2, 4);
        assertThat(Gradients.of(g.slice(0, 1, 2).sum()).wrt(w).toArray()).containsExactly(0, 2, 0);
    }

    /// The other way round: ops that could be compositions, but are faster than these.
    @Test void fusedIsWhatItsCompositionSays() {
        same(x.cumSum(1), x.matmul(Constants.upper(5, 5, 0)));
        same(Tensor.of(new Reduction.CumSum(x, 0, true)), Constants.upper(3, 3, 0).matmul(x));
        Indices ids = Indices.of(Shape.of(3, 2), 4, 0, 1, 1, 3, 2);
        same(x.take(ids), Constants.oneHot(ids, 5).matmul(x.reshape(3, 5, 1)).reshape(3, 2));
        Indices rows = Indices.of(2, 0, 2, 1);
        same(x.gather(rows), Constants.oneHot(rows, 3).matmul(x));
        Tensor mask = x.positive();
        same(Tensor.where(mask, x, x.square()), x.mul(mask).add(x.square().mul(mask.neg().add(1))));
        same(x.pow(2), x.square());
    }

    private void same(Tensor fused, Tensor composed) {
        assertThat(fused.shape()).isEqualTo(composed.shape());
        Tensor u = Numbers.ANY.tensor(fused.shape(), 1).variable();
        near(fused, composed);
        near(Gradients.of(fused, u).wrt(x), Gradients.of(composed, u).wrt(x));
    }

    private static void near(Tensor fused, Tensor composed) {
        Num[] a = new Doubles().of(fused);
        Num[] b = new Doubles().of(composed);
        for (int i = 0; i < a.length; i++) {
            assertThat((double) fused.data()[i]).isCloseTo(composed.data()[i], offset(a[i].error() + b[i].error()));
            Law.isSame(a[i], b[i]);
        }
    }

    @Test void together() {
        Tensor a = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor b = Tensor.of(Shape.of(2, 2), 5, 6, 7, 8);
        assertThat(Tensor.stack(0, a, b).toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Tensor.stack(1, a, b).toArray()).containsExactly(1, 2, 5, 6, 3, 4, 7, 8);
        assertThat(Tensor.stack(-1, a, b).toArray()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
        assertThat(Tensor.stack(-1, a, b).shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(Tensor.stack(0, Tensor.scalar(1), Tensor.scalar(2)).shape()).isEqualTo(Shape.of(2));
    }

    @Test void apart() {
        assertThat(x.split(1, 2, 0, 3)).extracting(Tensor::shape).containsExactly(Shape.of(3, 2), Shape.of(3, 0), Shape.of(3, 3));
        assertThat(Tensor.concat(1, x.split(1, 2, 0, 3).toArray(Tensor[]::new)).toArray()).isEqualTo(x.toArray());
        assertThat(x.chunk(0, 3)).extracting(Tensor::shape).containsOnly(Shape.of(1, 5)).hasSize(3);
        assertThat(x.chunk(0, 3).get(2).toArray()).isEqualTo(x.slice(0, 2, 3).toArray());
        Tensor f = x.split(1, 2, 3).getLast().square().sum();
        Law.isGradient(Gradients.of(f).wrt(x), f, x, 6);
    }
}
