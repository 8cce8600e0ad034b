package clearhead.autograd.kernels;

import java.util.List;
import java.util.stream.Stream;

/// Every kernel but the matrix product as a function of the kernels in use, the numbers to feed and a length, to all that it wrote.
/// Arrays begin before the part that is used and end after it, so that a write in the wrong place shows.
final class KernelTable {

    record Entry(String name, Run run) {
        @Override public String toString() {
            return name;
        }
    }

    interface Run {
        float[] on(Kernels kernels, Numbers numbers, int n);
    }

    private static final int ROWS = 3;
    /// More than the vector form takes at once when it goes down the columns.
    private static final int MANY = 67;
    private static final int X = 3, Y = 5, Z = 1, PAST = 2;

    static final List<Entry> ENTRIES = Stream.of(
            two("add", Kernels::add), two("sub", Kernels::sub), two("mul", Kernels::mul), two("div", Kernels::div),
            one("scale", (k, x, xOff, y, yOff, n) -> k.scale(x, xOff, -0.3f, y, yOff, n)),
            one("exp", Kernels::exp), one("log", Kernels::log), one("sqrt", Kernels::sqrt), one("tanh", Kernels::tanh),
            one("sigmoid", Kernels::sigmoid), one("erf", Kernels::erf), one("relu", Kernels::relu), one("gelu", Kernels::gelu),
            one("geluTanh", Kernels::geluTanh), one("silu", Kernels::silu),
            gradient("tanhGradient", Kernels::tanhGradient), gradient("sigmoidGradient", Kernels::sigmoidGradient),
            gradient("reluGradient", Kernels::reluGradient), gradient("geluGradient", Kernels::geluGradient),
            gradient("geluTanhGradient", Kernels::geluTanhGradient), gradient("siluGradient", Kernels::siluGradient),
            Stream.of(new Entry("adamW", (k, in, n) -> {
                float[] w = in.array(X + n + PAST), g = in.array(X + n + PAST), m = in.array(X + n + PAST), y = in.array(X + n + PAST);
                float[] v = in.array(X + n + PAST);
                for (int i = 0; i < v.length; i++) v[i] = Math.abs(v[i]);
                k.adamW(w, g, m, v, y, X, n, 1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, 1.2f, 1.4f);
                return join(m, v, y);
            })),
            one("positive", Kernels::positive), choose("choose"), rotate("rotate"),
            toOne("rowSums", Kernels::rowSums), toOne("rowMaxima", Kernels::rowMaxima),
            Stream.of(new Entry("addRows", (k, in, n) -> {
                float[] x = in.array(X + MANY * (n + 1) + PAST), y = in.array(Y + n + PAST);
                k.addRows(x, X, n + 1, y, Y, MANY, n);
                return y;
            })),
            rows("softmax", Kernels::softmax), rows("logSoftmax", Kernels::logSoftmax),
            rowsGradient("softmaxGradient", Kernels::softmaxGradient), rowsGradient("logSoftmaxGradient", Kernels::logSoftmaxGradient),
            Stream.of(new Entry("layerNorm", (k, in, n) -> {
                float[] x = in.array(X + ROWS * n + PAST), gamma = in.array(n), beta = in.array(n), y = in.array(Y + ROWS * n + PAST);
                k.layerNorm(x, X, gamma, beta, in.positive(), y, Y, ROWS, n);
                return y;
            })),
            Stream.of(new Entry("rmsNorm", (k, in, n) -> {
                float[] x = in.array(X + ROWS * n + PAST), gamma = in.array(n), y = in.array(Y + ROWS * n + PAST);
                k.rmsNorm(x, X, gamma, in.positive(), y, Y, ROWS, n);
                return y;
            })),
            normGradient("layerNormGradient", Kernels::layerNormGradient), normGradient("rmsNormGradient", Kernels::rmsNormGradient),
            moments("layerNormMoments", Kernels::layerNormMoments), moments("rmsNormMoments", Kernels::rmsNormMoments),
            Stream.of(new Entry("normScaleGradient", (k, in, n) -> {
                float[] x = in.array(X + MANY * (n + 1) + PAST), dy = in.array(Z + MANY * (n + 1) + PAST);
                float[] dGamma = in.array(Y + n + PAST);
                k.normScaleGradient(x, X, dy, Z, n + 1, in.array(MANY), in.array(MANY), dGamma, Y, MANY, n);
                return dGamma;
            })),
            Stream.of(new Entry("crossEntropy", (k, in, n) -> {
                float[] x = in.array(X + ROWS * n + PAST), loss = in.array(Y + ROWS + PAST);
                k.crossEntropy(x, X, in.targets(Z + ROWS, n), Z, loss, Y, ROWS, n);
                return loss;
            })),
            Stream.of(new Entry("crossEntropyGradient", (k, in, n) -> {
                float[] x = in.array(X + ROWS * n + PAST), dx = in.array(Y + ROWS * n + PAST);
                k.crossEntropyGradient(x, X, in.targets(Z + ROWS, n), Z, 0.3f, dx, Y, ROWS, n);
                return dx;
            }))).flatMap(entries -> entries).toList();

    private KernelTable() {
    }

    interface One {
        void run(Kernels k, float[] x, int xOff, float[] y, int yOff, int n);
    }

    interface Two {
        void run(Kernels k, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);
    }

    interface Gradient {
        void run(Kernels k, float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n);
    }

    interface Rows {
        void run(Kernels k, float[] x, int xOff, float[] y, int yOff, int rows, int n);
    }

    interface RowsGradient {
        void run(Kernels k, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n);
    }

    interface NormGradient {
        void run(Kernels k, float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                 float[] dx, int dxOff, int rows, int n);
    }

    interface Moments {
        void run(Kernels k, float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n);
    }

    /// To another array, and in place.
    private static Stream<Entry> one(String name, One kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] x = in.array(X + n + PAST), y = in.array(Y + n + PAST);
            kernel.run(k, x, X, y, Y, n);
            kernel.run(k, x, X, x, X, n);
            return join(x, y);
        }));
    }

    private static Stream<Entry> two(String name, Two kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] a = in.array(X + n + PAST), b = in.array(Z + n + PAST);
            float[] y = new float[0];
            for (int aStep = 0; aStep <= 1; aStep++) {
                for (int bStep = 0; bStep <= 1; bStep++) {
                    float[] yNow = in.array(Y + n + PAST);
                    kernel.run(k, a, X, aStep, b, Z, bStep, yNow, Y, n);
                    y = join(y, yNow);
                }
            }
            kernel.run(k, a, X, 1, b, Z, 1, b, Z, n);
            kernel.run(k, a, X, 1, b, Z, 0, a, X, n);
            return join(a, b, y);
        }));
    }

    private static Stream<Entry> gradient(String name, Gradient kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] x = in.array(X + n + PAST), dy = in.array(Z + n + PAST), dx = in.array(Y + n + PAST);
            kernel.run(k, x, X, dy, Z, dx, Y, n);
            kernel.run(k, x, X, dy, Z, dy, Z, n);
            return join(dx, dy);
        }));
    }

    /// Half of the mask is 0, or NaN.
    private static Stream<Entry> choose(String name) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] m = in.array(X + n + PAST), a = in.array(Z + n + PAST), b = in.array(X + n + PAST), y = new float[0];
            for (int i = 0; i < m.length; i++) m[i] = m[i] > 0f ? m[i] : Float.isNaN(m[i]) ? m[i] : 0f * m[i];
            for (int steps = 0; steps < 8; steps++) {
                float[] yNow = in.array(Y + n + PAST);
                k.choose(m, X, steps & 1, a, Z, steps >> 1 & 1, b, X, steps >> 2, yNow, Y, n);
                y = join(y, yNow);
            }
            k.choose(m, X, 1, a, Z, 1, b, X, 1, a, Z, n);
            return join(y, a);
        }));
    }

    /// Two heads of n pairs and a rest, in both layouts, forwards to another array and backwards in place.
    private static Stream<Entry> rotate(String name) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            int width = 2 * n + 5;
            float[] x = in.array(X + 2 * width + PAST), cos = in.array(Z + n + PAST), sin = in.array(Z + n + PAST);
            float[] y = in.array(Y + 2 * width + PAST), z = in.array(Y + 2 * width + PAST);
            k.rotate(x, X, cos, sin, Z, 1f, false, y, Y, 2, width, n);
            k.rotate(x, X, cos, sin, Z, 1f, true, z, Y, 2, width, n);
            k.rotate(x, X, cos, sin, Z, -1f, n % 2 == 0, x, X, 2, width, n);
            return join(x, y, z);
        }));
    }

    private static Stream<Entry> toOne(String name, Rows kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] x = in.array(X + ROWS * n + PAST), y = in.array(Y + ROWS + PAST);
            kernel.run(k, x, X, y, Y, ROWS, n);
            return y;
        }));
    }

    private static Stream<Entry> rows(String name, Rows kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] x = in.array(X + ROWS * n + PAST), y = in.array(Y + ROWS * n + PAST);
            kernel.run(k, x, X, y, Y, ROWS, n);
            kernel.run(k, x, X, x, X, ROWS, n);
            return join(x, y);
        }));
    }

    private static Stream<Entry> rowsGradient(String name, RowsGradient kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] y = in.array(X + ROWS * n + PAST), dy = in.array(Z + ROWS * n + PAST), dx = in.array(Y + ROWS * n + PAST);
            kernel.run(k, y, X, dy, Z, dx, Y, ROWS, n);
            kernel.run(k, y, X, dy, Z, dy, Z, ROWS, n);
            return join(dx, dy);
        }));
    }

    private static Stream<Entry> normGradient(String name, NormGradient kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] x = in.array(X + ROWS * n + PAST), dy = in.array(Z + ROWS * n + PAST), gamma = in.array(n);
            float[] dx = in.array(Y + ROWS * n + PAST);
            float epsilon = in.positive();
            kernel.run(k, x, X, gamma, epsilon, dy, Z, dx, Y, ROWS, n);
            kernel.run(k, x, X, gamma, epsilon, dy, Z, dy, Z, ROWS, n);
            return join(dx, dy);
        }));
    }

    private static Stream<Entry> moments(String name, Moments kernel) {
        return Stream.of(new Entry(name, (k, in, n) -> {
            float[] mean = in.array(Y + ROWS + PAST), inverse = in.array(Y + ROWS + PAST);
            kernel.run(k, in.array(X + ROWS * n + PAST), X, in.positive(), mean, inverse, Y, ROWS, n);
            return join(mean, inverse);
        }));
    }

    private static float[] join(float[]... parts) {
        int size = 0;
        for (float[] part : parts) size += part.length;
        float[] all = new float[size];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
