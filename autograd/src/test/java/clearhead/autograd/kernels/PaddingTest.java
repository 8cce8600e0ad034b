package clearhead.autograd.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What is padded at the end changes no bit of what was there: a masked batch gives each sequence the result that it has alone.
class PaddingTest {

    @Provide Arbitrary<Kernels> kernels() {
        return Arbitraries.of(Kernels.scalar(), KernelChoice.choose("vector", true));
    }

    private static float[] numbers(int size, long seed) {
        return new Numbers(Numbers.Kind.MIXED, seed).array(size);
    }

    /// `x` with `columns` more in each of its rows of `n`, all of them `filler`.
    private static float[] padded(float[] x, int n, int columns, float filler) {
        int rows = x.length / n;
        float[] wide = new float[rows * (n + columns)];
        Arrays.fill(wide, filler);
        for (int r = 0; r < rows; r++) System.arraycopy(x, r * n, wide, r * (n + columns), n);
        return wide;
    }

    private static float[] cut(float[] wide, int n, int columns) {
        int rows = wide.length / (n + columns);
        float[] x = new float[rows * n];
        for (int r = 0; r < rows; r++) System.arraycopy(wide, r * (n + columns), x, r * n, n);
        return x;
    }

    private static void sameBits(float[] got, float[] want, String what) {
        assertThat(Arrays.mismatch(got, want)).as(what).isEqualTo(-1);
    }

    @Property(tries = 400)
    void zerosAddNothingToASum(@ForAll("kernels") Kernels k, @ForAll @IntRange(min = 1, max = 80) int n,
                               @ForAll @IntRange(max = 40) int more, @ForAll long seed) {
        float[] x = numbers(3 * n, seed), y = new float[3], wide = new float[3];
        k.rowSums(x, 0, y, 0, 3, n);
        k.rowSums(padded(x, n, more, 0f), 0, wide, 0, 3, n + more);
        sameBits(wide, y, "rowSums");
    }

    /// The padded scores are −∞. Their weights, and the gradients of these scores, are 0.
    @Property(tries = 400)
    void maskedScoresWeighNothing(@ForAll("kernels") Kernels k, @ForAll @IntRange(min = 1, max = 80) int n,
                                  @ForAll @IntRange(max = 40) int more, @ForAll long seed) {
        float[] x = numbers(3 * n, seed), dy = numbers(3 * n, ~seed), y = new float[3 * n], dx = new float[3 * n];
        int w = n + more;
        float[] wideX = padded(x, n, more, Float.NEGATIVE_INFINITY), wideY = new float[3 * w], wideDx = new float[3 * w];
        k.softmax(x, 0, y, 0, 3, n);
        k.softmax(wideX, 0, wideY, 0, 3, w);
        sameBits(wideY, padded(y, n, more, 0f), "softmax");
        k.softmaxGradient(y, 0, dy, 0, dx, 0, 3, n);
        k.softmaxGradient(wideY, 0, padded(dy, n, more, 1f), 0, wideDx, 0, 3, w);
        sameBits(cut(wideDx, n, more), dx, "softmaxGradient");
        assertThat(wideDx).as("gradients of masked scores").satisfies(all -> {
            for (int i = 0; i < all.length; i++) assertThat(i % w < n || all[i] == 0f).isTrue();
        });
        k.logSoftmax(x, 0, y, 0, 3, n);
        k.logSoftmax(wideX, 0, wideY, 0, 3, w);
        sameBits(cut(wideY, n, more), y, "logSoftmax");
        int[] target = {0, n - 1, -1};
        float[] loss = new float[3], wideLoss = new float[3];
        k.crossEntropy(x, 0, target, 0, loss, 0, 3, n);
        k.crossEntropy(wideX, 0, target, 0, wideLoss, 0, 3, w);
        sameBits(wideLoss, loss, "crossEntropy");
        k.crossEntropyGradient(x, 0, target, 0, 0.1f, dx, 0, 3, n);
        k.crossEntropyGradient(wideX, 0, target, 0, 0.1f, wideDx, 0, 3, w);
        sameBits(wideDx, padded(dx, n, more, 0f), "crossEntropyGradient");
    }

    /// More rows of `a`, more columns of `b`, and more of `k` that is 0 in one of them.
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void productsOfPaddedMatrices(@ForAll("kernels") Kernels kernels, @ForAll @IntRange(min = 1, max = 40) int m,
                                  @ForAll @IntRange(min = 1, max = 40) int n, @ForAll @IntRange(min = 1, max = 40) int k,
                                  @ForAll @IntRange(max = 20) int more, @ForAll long seed) {
        float[] a = numbers(m * k, seed), b = numbers(k * n, ~seed), c = new float[m * n];
        kernels.matmul(m, n, k, a, 0, k, 1, b, 0, n, 1, null, 0, 0, c, 0, n);
        float[] wideA = Arrays.copyOf(padded(a, k, more, 0f), (m + more) * (k + more));
        float[] wideB = concat(padded(b, n, more, 5f), numbers(more * (n + more), seed + 1));
        float[] wideC = new float[(m + more) * (n + more)];
        kernels.matmul(m + more, n + more, k + more, wideA, 0, k + more, 1, wideB, 0, n + more, 1, null, 0, 0, wideC, 0, n + more);
        sameBits(cut(Arrays.copyOf(wideC, m * (n + more)), n, more), c, "matmul");
    }

    private static float[] concat(float[] x, float[] y) {
        float[] both = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, both, x.length, y.length);
        return both;
    }

    /// A row's result does not depend on the rows beside it, so it does not depend on how rows are shared among threads.
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void rowsOfAProductStandAlone(@ForAll("kernels") Kernels kernels, @ForAll @IntRange(min = 2, max = 40) int m,
                                  @ForAll @IntRange(min = 1, max = 40) int n, @ForAll @IntRange(min = 1, max = 300) int k,
                                  @ForAll long seed) {
        float[] a = numbers(m * k, seed), b = numbers(k * n, ~seed), whole = new float[m * n], parts = new float[m * n];
        kernels.matmul(m, n, k, a, 0, k, 1, b, 0, n, 1, null, 0, 0, whole, 0, n);
        int cut = 1 + (int) Math.floorMod(seed, (long) m - 1);
        kernels.matmul(cut, n, k, a, 0, k, 1, b, 0, n, 1, null, 0, 0, parts, 0, n);
        kernels.matmul(m - cut, n, k, a, cut * k, k, 1, b, 0, n, 1, null, 0, 0, parts, cut * n, n);
        sameBits(parts, whole, "matmul in two parts");
    }
}
