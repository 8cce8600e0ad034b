package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tensors of 10⁸ elements, and products of more multiplications than an `int` counts. The numbers are small integers or powers of two, so
/// that what comes out is exact and a place that was missed, or met twice, shows.
///
/// Each tensor is 400 MB: these tests have a JVM of their own (`autograd/pom.xml`).
@Tag("large")
@Timeout(60)
class LargeTest {

    private static final int N = 100_000_000;
    /// As far as a position is written into its number: 257 is prime, so that no stretch of memory looks like another of its size.
    private static final int CYCLE = 257;

    private static float number(int i) {
        return i % CYCLE - CYCLE / 2;
    }

    private static Tensor numbers(int... dims) {
        return Tensor.from(Shape.of(dims), data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = number(i);
            }
        });
    }

    /// Of −128 … 128 in turn each cycle adds up to 0, and the last, unfinished one to what it has.
    @Test void sum() {
        float rest = 0;
        for (int i = N - N % CYCLE; i < N; i++) {
            rest += number(i);
        }
        assertThat(numbers(N).sum().item()).isEqualTo(rest);
        assertThat(numbers(N / 10, 10).sum(0).sum().item()).isEqualTo(rest);
    }

    @Test void addAndItsGradient() {
        Tensor x = numbers(N / 100, 100).variable();
        Tensor b = numbers(100).variable();
        Tensor y = x.add(b);
        for (int i = 0; i < N; i++) {
            if (y.data()[i] != number(i) + number(i % 100)) {
                throw new AssertionError("element %d is %s".formatted(i, y.data()[i]));
            }
        }
        assertThat(Gradients.of(y.sum()).wrt(b).toArray()).containsOnly(N / 100);
    }

    /// In a row of 2²⁰ equal numbers each has the share 2⁻²⁰, and all of them add up to 1.
    @Test void softmax() {
        int n = 1 << 20;
        Tensor y = Tensor.full(Shape.of(N / n, n), 3).softmax();
        assertThat(y.at(0, 0)).isEqualTo(0x1p-20f);
        assertThat(y.at(N / n - 1, n - 1)).isEqualTo(0x1p-20f);
        assertThat(y.sum(1).toArray()).containsOnly(1);
    }

    /// `[25·10⁶, 4] · [4, 2]`: every row is a combination of two columns.
    @Test void aProductOfManyRows() {
        Tensor x = numbers(N / 4, 4);
        Tensor w = Tensor.of(Shape.of(4, 2), 1, 0, 0, 2, -1, 0, 0, 4);
        float[] y = x.matmul(w).data();
        for (int r = 0; r < N / 4; r++) {
            float left = number(4 * r) - number(4 * r + 2);
            float right = 2 * number(4 * r + 1) + 4 * number(4 * r + 3);
            if (y[2 * r] != left || y[2 * r + 1] != right) {
                throw new AssertionError("row %d is %s, %s".formatted(r, y[2 * r], y[2 * r + 1]));
            }
        }
    }

    /// `[8192, 8192] · [8192, 64]` is 2³² multiplications. Of the matrix with `a[i, p] = 1` for `p ≤ i` only, the product has
    /// the sums of the first rows of b.
    @Test void moreMultiplicationsThanAnIntCounts() {
        int n = 8192, columns = 64;
        Tensor a = Tensor.from(Shape.of(n, n), data -> {
            for (int i = 0; i < n; i++) {
                Arrays.fill(data, i * n, i * n + i + 1, 1);
            }
        });
        float[] b = numbers(n, columns).data();
        float[] y = a.matmul(Tensor.of(Shape.of(n, columns), b)).data();
        float[] sum = new float[columns];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns; j++) {
                sum[j] += b[i * columns + j];
                assertThat(y[i * columns + j] == sum[j]).isTrue();
            }
        }
    }

    /// Every 1000th row of a table of 10⁸ elements, by number, and back.
    @Test void rowsOfALargeTable() {
        int width = 100, rows = N / width;
        Tensor table = numbers(rows, width).variable();
        int[] ids = IntStream.range(0, rows / 1000).map(i -> rows - 1 - 1000 * i).toArray();
        Tensor y = table.gather(Shape.of(ids.length), ids);
        assertThat(y.at(0, width - 1)).isEqualTo(number(N - 1));
        assertThat(y.at(ids.length - 1, 0)).isEqualTo(number(ids[ids.length - 1] * width));
        Tensor g = Gradients.of(y.sum()).wrt(table);
        assertThat(g.sum().item()).isEqualTo(ids.length * width);
        assertThat(g.at(rows - 1, 0)).isEqualTo(1);
        assertThat(g.at(rows - 2, width - 1)).isZero();
    }
}
