package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The norms of [ScalarRows] by whole vectors, in the manner of [VectorRows].
abstract class VectorNorms extends VectorRows {

    @Override public void layerNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) mean[off + r] = sum(x, xOff + r * n, n, partial) / n;
        for (int r = 0; r < rows; r++) inverse[off + r] = inverse(x, xOff + r * n, mean[off + r], epsilon, n, partial);
    }

    @Override public void rmsNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        Arrays.fill(mean, off, off + rows, 0f);
        for (int r = 0; r < rows; r++) inverse[off + r] = inverse(x, xOff + r * n, 0f, epsilon, n, partial);
    }

    private static float inverse(float[] x, int off, float mean, float epsilon, int n, float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) {
                FloatVector d = fromArray(FLOATS, x, off + i).sub(mean);
                s = d.fma(d, s);
            }
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                FloatVector d = fromArray(FLOATS, x, off + i, rest).sub(mean, rest);
                s = d.fma(d, s);
            }
            s.intoArray(partial, l);
        }
        return 1f / (float) Math.sqrt(Lanes.tree(partial) / n + epsilon);
    }

    @Override public void layerNorm(float[] x, int xOff, float[] gamma, float[] beta, float epsilon,
                                    float[] y, int yOff, int rows, int n) {
        int block = block(rows, n);
        float[] mean = new float[block], inverse = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n, yAt = yOff + r * n;
            layerNormMoments(x, xAt, epsilon, mean, inverse, 0, some, n);
            for (int i = 0; i < some; i++) layerNorm(x, xAt + i * n, mean[i], inverse[i], gamma, beta, y, yAt + i * n, n);
        }
    }

    private static void layerNorm(float[] x, int xOff, float mean, float inverse, float[] gamma, float[] beta, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
            hat.fma(fromArray(FLOATS, gamma, i), fromArray(FLOATS, beta, i)).intoArray(y, yOff + i);
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean).mul(inverse);
            hat.fma(fromArray(FLOATS, gamma, i, rest), fromArray(FLOATS, beta, i, rest)).intoArray(y, yOff + i, rest);
        }
    }

    @Override public void layerNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                            float[] dx, int dxOff, int rows, int n) {
        int block = block(rows, n);
        float[] partial = new float[Sum.PARTS], mean = new float[block], inverse = new float[block], meanG = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n, dyAt = dyOff + r * n;
            layerNormMoments(x, xAt, epsilon, mean, inverse, 0, some, n);
            for (int i = 0; i < some; i++) meanG[i] = dot(dy, dyAt + i * n, gamma, 0, n, partial) / n;
            normGradients(x, xAt, mean, inverse, gamma, dy, dyAt, meanG, dx, dxOff + r * n, some, n);
        }
    }

    @Override public void rmsNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                          float[] dx, int dxOff, int rows, int n) {
        int block = block(rows, n);
        float[] mean = new float[block], inverse = new float[block], meanG = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n;
            rmsNormMoments(x, xAt, epsilon, mean, inverse, 0, some, n);
            normGradients(x, xAt, mean, inverse, gamma, dy, dyOff + r * n, meanG, dx, dxOff + r * n, some, n);
        }
    }

    private static void normGradients(float[] x, int xOff, float[] mean, float[] inverse, float[] gamma, float[] dy, int dyOff,
                                      float[] meanG, float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS], meanGHat = new float[rows];
        for (int r = 0; r < rows; r++) {
            meanGHat[r] = dotHat(x, xOff + r * n, mean[r], inverse[r], gamma, dy, dyOff + r * n, n, partial) / n;
        }
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            normGradient(x, xOff + at, mean[r], inverse[r], gamma, dy, dyOff + at, meanG[r], meanGHat[r], dx, dxOff + at, n);
        }
    }

    /// `⟨g, x̂⟩`.
    private static float dotHat(float[] x, int xOff, float mean, float inverse, float[] gamma, float[] dy, int dyOff, int n,
                                float[] partial) {
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) {
                FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
                s = fromArray(FLOATS, dy, dyOff + i).mul(fromArray(FLOATS, gamma, i)).fma(hat, s);
            }
            if (i < n) {
                VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
                FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean, rest).mul(inverse, rest);
                s = fromArray(FLOATS, dy, dyOff + i, rest).mul(fromArray(FLOATS, gamma, i, rest)).fma(hat, s);
            }
            s.intoArray(partial, l);
        }
        return Lanes.tree(partial);
    }

    private static void normGradient(float[] x, int xOff, float mean, float inverse, float[] gamma, float[] dy, int dyOff,
                                     float meanG, float meanGHat, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
            FloatVector g = fromArray(FLOATS, dy, dyOff + i).fma(fromArray(FLOATS, gamma, i), broadcast(FLOATS, -meanG));
            hat.neg().fma(broadcast(FLOATS, meanGHat), g).mul(inverse).intoArray(dx, dxOff + i);
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean).mul(inverse);
            FloatVector g = fromArray(FLOATS, dy, dyOff + i, rest).fma(fromArray(FLOATS, gamma, i, rest), broadcast(FLOATS, -meanG));
            hat.neg().fma(broadcast(FLOATS, meanGHat), g).mul(inverse).intoArray(dx, dxOff + i, rest);
        }
    }

    @Override public void rmsNorm(float[] x, int xOff, float[] gamma, float epsilon, float[] y, int yOff, int rows, int n) {
        int block = block(rows, n);
        float[] mean = new float[block], inverse = new float[block];
        for (int r = 0; r < rows; r += block) {
            int some = Math.min(block, rows - r), xAt = xOff + r * n, yAt = yOff + r * n;
            rmsNormMoments(x, xAt, epsilon, mean, inverse, 0, some, n);
            for (int i = 0; i < some; i++) rmsNorm(x, xAt + i * n, inverse[i], gamma, y, yAt + i * n, n);
        }
    }

    private static void rmsNorm(float[] x, int xOff, float inverse, float[] gamma, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            fromArray(FLOATS, x, xOff + i).mul(inverse).mul(fromArray(FLOATS, gamma, i)).intoArray(y, yOff + i);
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            fromArray(FLOATS, x, xOff + i, rest).mul(inverse).mul(fromArray(FLOATS, gamma, i, rest)).intoArray(y, yOff + i, rest);
        }
    }
}
