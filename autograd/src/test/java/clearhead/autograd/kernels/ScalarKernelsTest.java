package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Approx.of;
import static clearhead.autograd.kernels.Approx.rounded;
import static clearhead.autograd.kernels.Approx.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The definition against the formulas in double precision. The bounds are those of [Approx], derived step by step.
class ScalarKernelsTest {

    private static final Kernels K = Kernels.scalar();
    private static final int N = 400;
    private static final Approx HALF = of(0.5f), ONE = of(1f);

    /// Of both signs, to about ±20 where the functions have long reached their ends.
    private static float[] numbers(int size, long seed) {
        float[] x = new Numbers(Numbers.Kind.TAME, seed).array(size);
        for (int i = 0; i < size; i++) x[i] *= i % 4 * 2 + 0.1f;
        return x;
    }

    private static void check(IntFunction<Approx> want, float[] got, String what) {
        for (int i = 0; i < got.length; i++) {
            Approx w = want.apply(i);
            assertThat(w.holds(got[i])).as("%s: element %d is %s, want %s ± %s", what, i, got[i], w.value(), w.error()).isTrue();
        }
    }

    private static void one(String what, KernelTable.One kernel, UnaryOperator<Approx> formula) {
        float[] x = numbers(N, 1), y = new float[N];
        kernel.run(K, x, 0, y, 0, N);
        check(i -> formula.apply(of(x[i])), y, what);
    }

    private static void gradient(String what, KernelTable.Gradient kernel, BinaryOperator<Approx> formula) {
        float[] x = numbers(N, 2), dy = numbers(N, 3), dx = new float[N];
        kernel.run(K, x, 0, dy, 0, dx, 0, N);
        check(i -> formula.apply(of(x[i]), of(dy[i])), dx, what);
    }

    @Test void functionsOfOneNumber() {
        one("scale", (k, x, xOff, y, yOff, n) -> k.scale(x, xOff, -0.3f, y, yOff, n), x -> of(-0.3f).times(x));
        one("exp", Kernels::exp, Approx::exp);
        one("tanh", Kernels::tanh, Approx::tanh);
        one("erf", Kernels::erf, Approx::erf);
        one("sigmoid", Kernels::sigmoid, Approx::sigmoid);
        one("relu", Kernels::relu, x -> new Approx(Math.max(x.value(), 0), 0));
        one("gelu", Kernels::gelu, x -> x.times(normal(x)));
        one("geluTanh", Kernels::geluTanh, x -> HALF.times(x).times(ONE.plus(bent(x).tanh())));
        one("silu", Kernels::silu, x -> x.times(Approx.sigmoid(x)));
        float[] x = numbers(N, 4), log = new float[N], root = new float[N];
        for (int i = 0; i < N; i++) x[i] = Math.abs(x[i]);
        K.log(x, 0, log, 0, N);
        K.sqrt(x, 0, root, 0, N);
        check(i -> of(x[i]).log(), log, "log");
        check(i -> of(x[i]).sqrt(), root, "sqrt");
    }

    @Test void gradientsOfFunctionsOfOneNumber() {
        gradient("tanh", Kernels::tanhGradient, (y, dy) -> dy.times(ONE.minus(y.times(y))));
        gradient("sigmoid", Kernels::sigmoidGradient, (y, dy) -> dy.times(y).times(ONE.minus(y)));
        gradient("relu", Kernels::reluGradient, (x, dy) -> x.value() > 0 ? dy : of(0));
        gradient("gelu", Kernels::geluGradient, (x, dy) -> {
            Approx density = rounded(1 / Math.sqrt(2 * Math.PI)).times(of(-0.5f).times(x).times(x).exp());
            return dy.times(normal(x).plus(x.times(density)));
        });
        gradient("geluTanh", Kernels::geluTanhGradient, (x, dy) -> {
            Approx t = bent(x).tanh();
            Approx slope = rounded(3 * 0.044715 * Math.sqrt(2 / Math.PI)).fma(x.times(x), rounded(Math.sqrt(2 / Math.PI)));
            return dy.times(HALF.times(ONE.plus(t)).plus(HALF.times(x).times(ONE.minus(t.times(t))).times(slope)));
        });
        gradient("silu", Kernels::siluGradient, (x, dy) -> {
            Approx s = Approx.sigmoid(x);
            return dy.times(s.times(ONE.plus(x.times(ONE.minus(s)))));
        });
    }

    private static Approx normal(Approx x) {
        return HALF.times(ONE.plus(x.times(rounded(Math.sqrt(0.5))).erf()));
    }

    private static Approx bent(Approx x) {
        double c = Math.sqrt(2 / Math.PI);
        return x.times(rounded(c * 0.044715).fma(x.times(x), rounded(c)));
    }

    /// The derivatives above are formulas too; here they meet the slope of their function, in double precision.
    /// A central difference with step h is off by h²/6 of a third derivative, which is below 3 for all of these, and by the
    /// rounding of a double over h.
    @Test void derivativesAreSlopes() {
        slope("gelu", Kernels::geluGradient, x -> x * 0.5 * (1 + Approx.erf(x * Math.sqrt(0.5))));
        slope("geluTanh", Kernels::geluTanhGradient, x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));
        slope("silu", Kernels::siluGradient, x -> x / (1 + Math.exp(-x)));
    }

    private static void slope(String what, KernelTable.Gradient kernel, DoubleUnaryOperator f) {
        double h = 1e-4;
        float[] x = numbers(N, 5), dy = new float[N], dx = new float[N];
        Arrays.fill(dy, 1f);
        kernel.run(K, x, 0, dy, 0, dx, 0, N);
        for (int i = 0; i < N; i++) {
            double slope = (f.applyAsDouble(x[i] + h) - f.applyAsDouble(x[i] - h)) / (2 * h);
            double rounding = 0x1p-50 * (Math.abs(x[i]) + 1) / h;
            // Float: Φ is off by at most 4 ulp of 1, the rest x-fold by at most 4 more.
            double bound = h * h / 2 + rounding + 8 * Approx.U * (1 + Math.abs(x[i]));
            assertThat(Math.abs(dx[i] - slope)).as("%s at %s", what, x[i]).isLessThanOrEqualTo(bound);
        }
    }

    @Test void adamW() {
        float[] w = numbers(N, 6), g = numbers(N, 7), m = numbers(N, 8), v = numbers(N, 9), y = new float[N];
        for (int i = 0; i < N; i++) v[i] = v[i] * v[i];
        float[] m0 = m.clone(), v0 = v.clone();
        Approx beta1 = of(0.9f), beta2 = of(0.999f);
        K.adamW(w, g, m, v, y, 0, N, 1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, 1.2f, 1.4f);
        IntFunction<Approx> mean = i -> beta1.fma(of(m0[i]), ONE.minus(beta1).times(of(g[i])));
        IntFunction<Approx> square = i -> beta2.fma(of(v0[i]), ONE.minus(beta2).times(of(g[i])).times(of(g[i])));
        check(mean, m, "m");
        check(square, v, "v");
        check(i -> {
            Approx step = of(1.2f).times(mean.apply(i)).over(of(1.4f).times(square.apply(i)).sqrt().plus(of(1e-8f)));
            return of(-1e-3f).fma(of(0.01f).fma(of(w[i]), step), of(w[i]));
        }, y, "w");
    }

    /// In a sum of k products each of the k fused steps rounds once: k·2⁻²⁴·(|init| + Σ|a·b|).
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void matmul(@ForAll @IntRange(min = 1, max = 6) int m, @ForAll @IntRange(min = 1, max = 6) int n,
                @ForAll @IntRange(max = 300) int k, @ForAll long seed) {
        Numbers numbers = new Numbers(Numbers.Kind.MIXED, seed);
        float[] a = numbers.array(m * k), b = numbers.array(k * n), bias = numbers.array(n), c = new float[m * n];
        K.matmul(m, n, k, a, 0, k, 1, b, 0, n, 1, bias, 0, 0, c, 0, n);
        check(at -> {
            List<Approx> terms = new ArrayList<>(List.of(of(bias[at % n])));
            for (int p = 0; p < k; p++) terms.add(of(a[at / n * k + p]).product(of(b[p * n + at % n])));
            return sum(terms, k);
        }, c, "matmul");
    }

    @Property(tries = 100)
    void sumsAndMaxima(@ForAll @IntRange(min = 1, max = 200) int n, @ForAll long seed) {
        float[] x = new Numbers(Numbers.Kind.MIXED, seed).array(3 * n), y = new float[3];
        K.rowSums(x, 0, y, 0, 3, n);
        check(r -> sum(row(x, r, n)), y, "rowSums");
        K.rowMaxima(x, 0, y, 0, 3, n);
        check(r -> max(row(x, r, n)), y, "rowMaxima");
        float[] columns = new float[n];
        K.addRows(x, 0, n, columns, 0, 3, n);
        check(i -> of(x[i]).plus(of(x[n + i])).plus(of(x[2 * n + i])), columns, "addRows");
    }

    /// Sixteen partial sums, then the upper half of them added to the lower one, until one is left.
    @Property(tries = 100)
    void theOrderOfASum(@ForAll @IntRange(max = 200) int n, @ForAll long seed) {
        float[] x = new Numbers(Numbers.Kind.MIXED, seed).array(n), y = new float[1], partial = new float[16];
        K.rowSums(x, 0, y, 0, 1, n);
        for (int i = 0; i < n; i++) partial[i % 16] += x[i];
        for (int half = 8; half >= 1; half /= 2) {
            for (int l = 0; l < half; l++) partial[l] += partial[l + half];
        }
        assertThat(y[0]).isEqualTo(partial[0]);
    }

    private static List<Approx> row(float[] x, int r, int n) {
        return IntStream.range(r * n, r * n + n).mapToObj(i -> of(x[i])).toList();
    }

    private static Approx max(List<Approx> row) {
        return row.stream().reduce((a, b) -> a.value() > b.value() ? a : b).orElseThrow();
    }

    private static List<Approx> exp(List<Approx> row) {
        Approx max = max(row);
        return row.stream().map(x -> x.minus(max).exp()).toList();
    }

    @Property(tries = 100)
    void softmaxAndItsKin(@ForAll @IntRange(min = 1, max = 100) int n, @ForAll long seed) {
        float[] x = numbers(3 * n, seed), y = new float[3 * n], dy = numbers(3 * n, ~seed), dx = new float[3 * n];
        K.softmax(x, 0, y, 0, 3, n);
        check(i -> exp(row(x, i / n, n)).get(i % n).times(ONE.over(sum(exp(row(x, i / n, n))))), y, "softmax");
        K.softmaxGradient(y, 0, dy, 0, dx, 0, 3, n);
        check(i -> {
            Approx dot = sum(IntStream.range(i / n * n, i / n * n + n).mapToObj(j -> of(dy[j]).product(of(y[j]))).toList());
            return of(y[i]).times(of(dy[i]).minus(dot));
        }, dx, "softmaxGradient");
        K.logSoftmax(x, 0, y, 0, 3, n);
        check(i -> {
            List<Approx> row = row(x, i / n, n);
            return of(x[i]).minus(max(row)).minus(sum(exp(row)).log());
        }, y, "logSoftmax");
        K.logSoftmaxGradient(y, 0, dy, 0, dx, 0, 3, n);
        check(i -> of(dy[i]).minus(of(y[i]).exp().times(sum(row(dy, i / n, n)))), dx, "logSoftmaxGradient");
        int[] target = {n - 1, -1, 0};
        float[] loss = new float[3];
        K.crossEntropy(x, 0, target, 0, loss, 0, 3, n);
        check(r -> {
            List<Approx> row = row(x, r, n);
            return r == 1 ? of(0) : sum(exp(row)).log().minus(row.get(target[r]).minus(max(row)));
        }, loss, "crossEntropy");
        K.crossEntropyGradient(x, 0, target, 0, 0.7f, dx, 0, 3, n);
        check(i -> {
            int r = i / n;
            if (r == 1) return of(0);
            Approx p = exp(row(x, r, n)).get(i % n).times(ONE.over(sum(exp(row(x, r, n)))));
            return (i % n == target[r] ? p.minus(ONE) : p).times(of(0.7f));
        }, dx, "crossEntropyGradient");
    }

    /// A row's deviations from `mean`, and `1/σ`.
    private record Normed(List<Approx> deviations, Approx inverse) {

        static Normed around(Approx mean, List<Approx> row, float epsilon) {
            List<Approx> d = row.stream().map(x -> x.minus(mean)).toList();
            Approx variance = sum(d.stream().map(x -> x.product(x)).toList()).over(of(row.size()));
            return new Normed(d, ONE.over(variance.plus(of(epsilon)).sqrt()));
        }

        Approx hat(int i) {
            return deviations.get(i).times(inverse);
        }
    }

    @Property(tries = 100)
    void layerNorm(@ForAll @IntRange(min = 2, max = 100) int n, @ForAll long seed) {
        norms(n, seed, true);
    }

    @Property(tries = 100)
    void rmsNorm(@ForAll @IntRange(min = 1, max = 100) int n, @ForAll long seed) {
        norms(n, seed, false);
    }

    private static void norms(int n, long seed, boolean layer) {
        float epsilon = 1e-3f;
        float[] x = numbers(2 * n, seed), dy = numbers(2 * n, ~seed), gamma = numbers(n, seed + 1), beta = numbers(n, seed + 2);
        float[] y = new float[2 * n], dx = new float[2 * n], dGamma = new float[n], mean = new float[2], inverse = new float[2];
        if (layer) {
            K.layerNorm(x, 0, gamma, beta, epsilon, y, 0, 2, n);
            K.layerNormGradient(x, 0, gamma, epsilon, dy, 0, dx, 0, 2, n);
            K.layerNormMoments(x, 0, epsilon, mean, inverse, 0, 2, n);
        } else {
            K.rmsNorm(x, 0, gamma, epsilon, y, 0, 2, n);
            K.rmsNormGradient(x, 0, gamma, epsilon, dy, 0, dx, 0, 2, n);
            K.rmsNormMoments(x, 0, epsilon, mean, inverse, 0, 2, n);
        }
        K.normScaleGradient(x, 0, dy, 0, n, mean, inverse, dGamma, 0, 2, n);
        Normed[] normed = new Normed[2];
        for (int r = 0; r < 2; r++) {
            List<Approx> row = row(x, r, n);
            normed[r] = Normed.around(layer ? sum(row).over(of(n)) : of(0), row, epsilon);
        }
        check(i -> {
            Approx hat = normed[i / n].hat(i % n), g = of(gamma[i % n]);
            return layer ? hat.fma(g, of(beta[i % n])) : hat.times(g);
        }, y, "norm");
        check(i -> {
            int r = i / n;
            IntFunction<Approx> g = j -> of(dy[r * n + j]).product(of(gamma[j]));
            Approx meanG = layer ? sum(IntStream.range(0, n).mapToObj(g).toList()).over(of(n)) : of(0);
            IntFunction<Approx> gHat = j -> of(dy[r * n + j]).times(of(gamma[j])).product(normed[r].hat(j));
            Approx meanGHat = sum(IntStream.range(0, n).mapToObj(gHat).toList()).over(of(n));
            Approx centered = of(dy[i]).fma(of(gamma[i % n]), of(0).minus(meanG));
            return centered.minus(normed[r].hat(i % n).product(meanGHat)).times(normed[r].inverse());
        }, dx, "gradient of norm");
        check(i -> of(dy[n + i]).fma(normed[1].hat(i), of(dy[i]).fma(normed[0].hat(i), of(0))), dGamma, "gradient of gamma");
    }
}
