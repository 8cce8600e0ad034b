package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [ScalarRows] by whole vectors, with a mask for the rest of each row.
///
/// A row is a chain: its maximum must be known before its first `exp`, its sum before its first quotient. Rows, however, do not wait
/// for each other. So every step is done for a block of rows before the next step begins; the processor then works on several rows at
/// once, and the block stays in the nearest cache.
abstract class VectorRows extends VectorElementwise {

    private static final int BLOCK = 2048;

    /// How many of the rows are one block.
    static int block(int rows, int n) {
        return Math.min(rows, Math.max(1, BLOCK / Math.max(1, n)));
    }

    @Override public void rowSums(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) y[yOff + r] = sum(x, xOff + r * n, n, partial);
    }

    /// `partial` is room for the sixteen partial sums: with narrow vectors a row is walked several times, each time for the next few
    /// of them.
    static float sum(float[] x, int off, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = s.add(fromArray(FLOATS, x, off + i));
            if (i < n) s = s.add(fromArray(FLOATS, x, off + i, FLOATS.indexInRange(0, n % L)));
            s.intoArray(partial, l);
        }
        return Lanes.tree(partial);
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
        return Lanes.tree(partial);
    }

    @Override public void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = max(x, xOff + r * n, n);
    }

    private static float max(float[] x, int off, int n) {
        FloatVector one = broadcast(FLOATS, Float.NEGATIVE_INFINITY), two = one;
        int i = 0;
        for (; i <= n - 2 * L; i += 2 * L) {
            one = one.max(fromArray(FLOATS, x, off + i));
            two = two.max(fromArray(FLOATS, x, off + i + L));
        }
        for (; i <= n - L; i += L) one = one.max(fromArray(FLOATS, x, off + i));
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            two = two.lanewise(MAX, fromArray(FLOATS, x, off + i, rest), rest);
        }
        return one.max(two).reduceLanes(MAX);
    }

    /// The greatest of a row that has no NaN; where there is one, any of its numbers, since `exp` and the sum will tell. This takes
    /// two instructions where the maximum of Java, which knows NaN and −0, takes seven.
    private static float greatest(float[] x, int off, int n) {
        FloatVector max = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, off + i);
            max = max.blend(xi, xi.compare(GT, max));
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            FloatVector xi = fromArray(FLOATS, x, off + i, rest);
            max = max.blend(xi, xi.compare(GT, max, rest));
        }
        return max.reduceLanes(MAX);
    }

    @Override public void softmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        int block = block(rows, n);
        float[] partial = new float[Sum.PARTS], value = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n, yAt = yOff + r * n;
            for (int i = 0; i < some; i++) value[i] = greatest(x, xAt + i * n, n);
            for (int i = 0; i < some; i++) value[i] = exp(x, xAt + i * n, value[i], y, yAt + i * n, n, partial);
            for (int i = 0; i < some; i++) scale(y, yAt + i * n, 1f / value[i], n);
        }
    }

    /// `y = exp(x − max)`, one row, and the sum of that. Where a row has ended, −∞ takes its place, which adds nothing to a sum.
    private static float exp(float[] x, int xOff, float max, float[] y, int yOff, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) {
                FloatVector e = VectorMath.expOfNegative(fromArray(FLOATS, x, xOff + i).sub(max));
                e.intoArray(y, yOff + i);
                s = s.add(e);
            }
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                FloatVector xi = broadcast(FLOATS, Float.NEGATIVE_INFINITY).blend(fromArray(FLOATS, x, xOff + i, rest).sub(max), rest);
                FloatVector e = VectorMath.expOfNegative(xi);
                e.intoArray(y, yOff + i, rest);
                s = s.add(e);
            }
            s.intoArray(partial, l);
        }
        return Lanes.tree(partial);
    }

    private static void scale(float[] y, int off, float factor, int n) {
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, y, off + i).mul(factor).intoArray(y, off + i);
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            fromArray(FLOATS, y, off + i, rest).mul(factor).intoArray(y, off + i, rest);
        }
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
        int block = block(rows, n);
        float[] max = new float[block], log = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n, yAt = yOff + r * n;
            logsOfSums(x, xAt, max, log, some, n);
            for (int i = 0; i < some; i++) logSoftmax(x, xAt + i * n, max[i], log[i], y, yAt + i * n, n);
        }
    }

    private static void logSoftmax(float[] x, int xOff, float max, float log, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, x, xOff + i).sub(max).sub(log).intoArray(y, yOff + i);
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            fromArray(FLOATS, x, xOff + i, rest).sub(max).sub(log).intoArray(y, yOff + i, rest);
        }
    }

    /// `max[r]`, the greatest of row r, and `log[r] = ln Σᵢ exp(xᵢ − max[r])`.
    private static void logsOfSums(float[] x, int xOff, float[] max, float[] log, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) max[r] = greatest(x, xOff + r * n, n);
        for (int r = 0; r < rows; r++) log[r] = sumOfExp(x, xOff + r * n, max[r], n, partial);
        for (int r = 0; r < rows; r++) log[r] = Elementary.log(log[r]);
    }

    private static float sumOfExp(float[] x, int off, float max, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = s.add(VectorMath.expOfNegative(fromArray(FLOATS, x, off + i).sub(max)));
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                FloatVector xi = broadcast(FLOATS, Float.NEGATIVE_INFINITY).blend(fromArray(FLOATS, x, off + i, rest).sub(max), rest);
                s = s.add(VectorMath.expOfNegative(xi));
            }
            s.intoArray(partial, l);
        }
        return Lanes.tree(partial);
    }

    @Override public void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        int block = block(rows, n);
        float[] partial = new float[Sum.PARTS], sum = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), yAt = yOff + r * n, dyAt = dyOff + r * n, dxAt = dxOff + r * n;
            for (int i = 0; i < some; i++) sum[i] = sum(dy, dyAt + i * n, n, partial);
            for (int i = 0; i < some; i++) logSoftmaxGradient(y, yAt + i * n, dy, dyAt + i * n, sum[i], dx, dxAt + i * n, n);
        }
    }

    private static void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float sum, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector p = VectorMath.exp(fromArray(FLOATS, y, yOff + i));
            fromArray(FLOATS, dy, dyOff + i).sub(p.mul(sum)).intoArray(dx, dxOff + i);
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            FloatVector p = VectorMath.exp(fromArray(FLOATS, y, yOff + i, rest));
            fromArray(FLOATS, dy, dyOff + i, rest).sub(p.mul(sum)).intoArray(dx, dxOff + i, rest);
        }
    }

    @Override public void crossEntropy(float[] x, int xOff, int[] target, int targetOff, float[] loss, int lossOff, int rows, int n) {
        int block = block(rows, n);
        float[] max = new float[block], log = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r);
            logsOfSums(x, xOff + r * n, max, log, some, n);
            for (int i = 0; i < some; i++) {
                int t = target[targetOff + r + i];
                loss[lossOff + r + i] = t < 0 ? 0f : log[i] - (x[xOff + (r + i) * n + t] - max[i]);
            }
        }
    }

    @Override public void crossEntropyGradient(float[] x, int xOff, int[] target, int targetOff, float factor,
                                               float[] dx, int dxOff, int rows, int n) {
        int block = block(rows, n);
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), dxAt = dxOff + r * n;
            softmax(x, xOff + r * n, dx, dxAt, some, n);
            for (int i = 0; i < some; i++) {
                int t = target[targetOff + r + i], at = dxAt + i * n;
                if (t < 0) {
                    Arrays.fill(dx, at, at + n, 0f);
                } else {
                    dx[at + t] -= 1f;
                    scale(dx, at, factor, n);
                }
            }
        }
    }
}
