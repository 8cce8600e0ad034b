package clearhead.bench;

import clearhead.autograd.Seeds;
import clearhead.autograd.kernels.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The matrix product on one thread, vector kernels beside the scalar definition: read the ratio, not the times.
///
/// The shapes are those of the dates model (1,152 tokens in a batch, width 64, 256 neurons) and a square one.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MatMulBenchmark {

    /// Rows of the result, inner size, columns of the result.
    @Param({"1152x64x64", "1152x64x256", "256x256x256"})
    public String shape;

    private final Kernels scalar = Kernels.scalar();
    private final Kernels best = Kernels.best();
    private int m;
    private int k;
    private int n;
    private float[] a;
    private float[] b;
    private float[] c;

    /// For JMH.
    public MatMulBenchmark() {}

    /// Makes the operands, and checks both products against a naive one in double precision before anything is timed.
    @Setup
    public void check() {
        String[] sizes = shape.split("x");
        m = Integer.parseInt(sizes[0]);
        k = Integer.parseInt(sizes[1]);
        n = Integer.parseInt(sizes[2]);
        a = random(m * k, 1);
        b = random(k * n, 2);
        c = new float[m * n];
        for (Kernels kernels : new Kernels[] {scalar, best}) {
            product(kernels);
            for (int i = 0; i < m * n; i++) {
                double sum = 0;
                double terms = 0;
                for (int p = 0; p < k; p++) {
                    double term = (double) a[i / n * k + p] * b[p * n + i % n];
                    sum += term;
                    terms += Math.abs(term);
                }
                if (Math.abs(c[i] - sum) > k * 0x1p-24 * terms) {      // k roundings, each at most half an ulp of a partial sum
                    throw new IllegalStateException("%s: element %d is %s, need %s".formatted(kernels.name(), i, c[i], sum));
                }
            }
        }
    }

    /// The definition.
    @Benchmark
    public float[] scalar() {
        return product(scalar);
    }

    /// What a program gets.
    @Benchmark
    public float[] best() {
        return product(best);
    }

    private float[] product(Kernels kernels) {
        kernels.matmul(m, n, k, a, 0, k, 1, b, 0, n, 1, null, 0, 0, c, 0, n);
        return c;
    }

    private static float[] random(int n, long seed) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) Seeds.normal(seed, i);
        }
        return values;
    }
}
