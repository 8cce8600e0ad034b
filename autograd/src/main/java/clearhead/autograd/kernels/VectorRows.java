package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.L;
import static clearhead.autograd.kernels.Lanes.all;
import static clearhead.autograd.kernels.Lanes.at;
import static clearhead.autograd.kernels.Lanes.zero;
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
            FloatVector s = zero();
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = s.add(at(x, off + i));
            if (i < n) s = s.add(at(x, off + i, Lanes.rest(n)));
            s.intoArray(partial, l);
        }
        return Sum.tree(partial);
    }

    static float dot(float[] a, int aOff, float[] b, int bOff, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero();
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = at(a, aOff + i).fma(at(b, bOff + i), s);
            if (i < n) {
                VectorMask<Float> rest = Lanes.rest(n);
                s = at(a, aOff + i, rest).fma(at(b, bOff + i, rest), s);
            }
            s.intoArray(partial, l);
        }
        return Sum.tree(partial);
    }

    @Override public void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = max(x, xOff + r * n, n);
    }

    private static float max(float[] x, int off, int n) {
        FloatVector max = all(Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - L; i += L) max = max.max(at(x, off + i));
        if (i < n) {
            VectorMask<Float> rest = Lanes.rest(n);
            max = max.lanewise(MAX, at(x, off + i, rest), rest);
        }
        return max.reduceLanes(MAX);
    }

    @Override public void addRows(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) add(y, yOff, 1, x, xOff + r * n, 1, y, yOff, n);
    }

    @Override public void softmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) softmaxRow(x, xOff + r * n, y, yOff + r * n, n, partial);
    }

    private static void softmaxRow(float[] x, int xOff, float[] y, int yOff, int n, float[] partial) {
        float max = max(x, xOff, n);
        VectorMask<Float> rest = Lanes.rest(n);
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero();
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) {
                FloatVector e = VectorMath.exp(at(x, xOff + i).sub(max));
                e.intoArray(y, yOff + i);
                s = s.add(e);
            }
            if (i < n) {
                FloatVector e = VectorMath.exp(at(x, xOff + i, rest).sub(max));
                e.intoArray(y, yOff + i, rest);
                s = s.add(e, rest);
            }
            s.intoArray(partial, l);
        }
        float inverse = 1f / Sum.tree(partial);
        int i = 0;
        for (; i <= n - L; i += L) at(y, yOff + i).mul(inverse).intoArray(y, yOff + i);
        if (i < n) at(y, yOff + i, rest).mul(inverse).intoArray(y, yOff + i, rest);
    }

    @Override public void softmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = Lanes.rest(n);
        for (int r = 0; r < rows; r++) {
            int yAt = yOff + r * n, dyAt = dyOff + r * n, dxAt = dxOff + r * n;
            float dot = dot(dy, dyAt, y, yAt, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) at(y, yAt + i).mul(at(dy, dyAt + i).sub(dot)).intoArray(dx, dxAt + i);
            if (i < n) at(y, yAt + i, rest).mul(at(dy, dyAt + i, rest).sub(dot)).intoArray(dx, dxAt + i, rest);
        }
    }

    @Override public void logSoftmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = Lanes.rest(n);
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n, yAt = yOff + r * n;
            float max = max(x, xAt, n);
            float log = logOfSum(x, xAt, max, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) at(x, xAt + i).sub(max).sub(log).intoArray(y, yAt + i);
            if (i < n) at(x, xAt + i, rest).sub(max).sub(log).intoArray(y, yAt + i, rest);
        }
    }

    private static float logOfSum(float[] x, int off, float max, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero();
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) s = s.add(VectorMath.exp(at(x, off + i).sub(max)));
            if (i < n) {
                VectorMask<Float> rest = Lanes.rest(n);
                s = s.add(VectorMath.exp(at(x, off + i, rest).sub(max)), rest);
            }
            s.intoArray(partial, l);
        }
        return Elementary.log(Sum.tree(partial));
    }

    @Override public void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = Lanes.rest(n);
        for (int r = 0; r < rows; r++) {
            int yAt = yOff + r * n, dyAt = dyOff + r * n, dxAt = dxOff + r * n;
            float sum = sum(dy, dyAt, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) at(dy, dyAt + i).sub(VectorMath.exp(at(y, yAt + i)).mul(sum)).intoArray(dx, dxAt + i);
            if (i < n) at(dy, dyAt + i, rest).sub(VectorMath.exp(at(y, yAt + i, rest)).mul(sum)).intoArray(dx, dxAt + i, rest);
        }
    }

    @Override public void crossEntropy(float[] x, int xOff, int[] target, int targetOff, float[] loss, int lossOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                loss[lossOff + r] = 0f;
            } else {
                float max = max(x, xAt, n);
                loss[lossOff + r] = logOfSum(x, xAt, max, n, partial) - (x[xAt + t] - max);
            }
        }
    }

    @Override public void crossEntropyGradient(float[] x, int xOff, int[] target, int targetOff, float factor,
                                               float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int dxAt = dxOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                Arrays.fill(dx, dxAt, dxAt + n, 0f);
            } else {
                softmaxRow(x, xOff + r * n, dx, dxAt, n, partial);
                dx[dxAt + t] -= 1f;
                scale(dx, dxAt, factor, dx, dxAt, n);
            }
        }
    }
}
