package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [ScalarRows] by whole vectors, with a mask for the rest of each row. `partial` is room for the sixteen partial sums: with
/// narrow vectors a row is walked several times, each time for the next few of them.
abstract class VectorRows extends VectorElementwise {

    @Override public void rowSums(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) y[yOff + r] = sum(x, xOff + r * n, n, partial);
    }

    static float sum(float[] x, int off, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = s.add(fromArray(FLOATS, x, off + i));
            if (i < n) s = s.add(fromArray(FLOATS, x, off + i, FLOATS.indexInRange(0, n % L)));
            s.intoArray(partial, l);
        }
        return Sum.tree(partial);
    }

    static float dot(float[] a, int aOff, float[] b, int bOff, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = fromArray(FLOATS, a, aOff + i).fma(fromArray(FLOATS, b, bOff + i), s);
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                s = fromArray(FLOATS, a, aOff + i, rest).fma(fromArray(FLOATS, b, bOff + i, rest), s);
            }
            s.intoArray(partial, l);
        }
        return Sum.tree(partial);
    }

    @Override public void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = max(x, xOff + r * n, n);
    }

    private static float max(float[] x, int off, int n) {
        FloatVector max = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - L; i += L) max = max.max(fromArray(FLOATS, x, off + i));
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            max = max.lanewise(MAX, fromArray(FLOATS, x, off + i, rest), rest);
        }
        return max.reduceLanes(MAX);
    }

    @Override public void addRows(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) add(y, yOff, 1, x, xOff + r * n, 1, y, yOff, n);
    }

    @Override public void softmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], room = new float[room(n)];
        for (int r = 0; r < rows; r++) softmaxRow(x, xOff + r * n, y, yOff + r * n, n, room, partial);
    }

    private static void softmaxRow(float[] x, int xOff, float[] y, int yOff, int n, float[] room, float[] partial) {
        fill(x, xOff, n, room);
        float inverse = 1f / sumOfExp(room, max(x, xOff, n), n, partial);
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, room, i).mul(inverse).intoArray(y, yOff + i);
        if (i < n) fromArray(FLOATS, room, i).mul(inverse).intoArray(y, yOff + i, FLOATS.indexInRange(0, n % L));
    }

    /// The length of whole vectors that take a row of `n`.
    private static int room(int n) {
        return (n + L - 1) / L * L;
    }

    /// Copies a row to where it may be padded to whole vectors: with −∞, which `exp` makes 0, so that it adds nothing to a sum.
    private static void fill(float[] x, int off, int n, float[] room) {
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, x, off + i).intoArray(room, i);
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            broadcast(FLOATS, Float.NEGATIVE_INFINITY).blend(fromArray(FLOATS, x, off + i, rest), rest).intoArray(room, i);
        }
    }

    /// `x = exp(x − max)`, and the sum of that, for the row in `room`.
    private static float sumOfExp(float[] room, float max, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            for (int i = l; i < n; i += Sum.PARTS) {
                FloatVector e = VectorMath.exp(fromArray(FLOATS, room, i).sub(max));
                e.intoArray(room, i);
                s = s.add(e);
            }
            s.intoArray(partial, l);
        }
        return Sum.tree(partial);
    }

    @Override public void softmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
        for (int r = 0; r < rows; r++) {
            int yAt = yOff + r * n, dyAt = dyOff + r * n, dxAt = dxOff + r * n;
            float dot = dot(dy, dyAt, y, yAt, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) {
                fromArray(FLOATS, y, yAt + i).mul(fromArray(FLOATS, dy, dyAt + i).sub(dot)).intoArray(dx, dxAt + i);
            }
            if (i < n) {
                fromArray(FLOATS, y, yAt + i, rest).mul(fromArray(FLOATS, dy, dyAt + i, rest).sub(dot)).intoArray(dx, dxAt + i, rest);
            }
        }
    }

    @Override public void logSoftmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], room = new float[room(n)];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n, yAt = yOff + r * n;
            float max = max(x, xAt, n);
            fill(x, xAt, n, room);
            float log = Elementary.log(sumOfExp(room, max, n, partial));
            int i = 0;
            for (; i <= n - L; i += L) fromArray(FLOATS, x, xAt + i).sub(max).sub(log).intoArray(y, yAt + i);
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                fromArray(FLOATS, x, xAt + i, rest).sub(max).sub(log).intoArray(y, yAt + i, rest);
            }
        }
    }

    @Override public void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], room = new float[room(n)];
        for (int r = 0; r < rows; r++) {
            int dyAt = dyOff + r * n, dxAt = dxOff + r * n;
            fill(y, yOff + r * n, n, room);
            sumOfExp(room, 0f, n, partial);
            float sum = sum(dy, dyAt, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) {
                fromArray(FLOATS, dy, dyAt + i).sub(fromArray(FLOATS, room, i).mul(sum)).intoArray(dx, dxAt + i);
            }
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                fromArray(FLOATS, dy, dyAt + i, rest).sub(fromArray(FLOATS, room, i).mul(sum)).intoArray(dx, dxAt + i, rest);
            }
        }
    }

    @Override public void crossEntropy(float[] x, int xOff, int[] target, int targetOff, float[] loss, int lossOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], room = new float[room(n)];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                loss[lossOff + r] = 0f;
            } else {
                float max = max(x, xAt, n);
                fill(x, xAt, n, room);
                loss[lossOff + r] = Elementary.log(sumOfExp(room, max, n, partial)) - (x[xAt + t] - max);
            }
        }
    }

    @Override public void crossEntropyGradient(float[] x, int xOff, int[] target, int targetOff, float factor,
                                               float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], room = new float[room(n)];
        for (int r = 0; r < rows; r++) {
            int dxAt = dxOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                Arrays.fill(dx, dxAt, dxAt + n, 0f);
            } else {
                softmaxRow(x, xOff + r * n, dx, dxAt, n, room, partial);
                dx[dxAt + t] -= 1f;
                scale(dx, dxAt, factor, dx, dxAt, n);
            }
        }
    }
}
