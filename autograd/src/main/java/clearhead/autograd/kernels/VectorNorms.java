package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The norms of [ScalarRows] by whole vectors, in the manner of [VectorRows].
abstract class VectorNorms extends VectorRows {

    @Override public void layerNorm(float[] x, int xOff, float[] gamma, float[] beta, float epsilon,
                                    float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n, yAt = yOff + r * n;
            float mean = sum(x, xAt, n, partial) / n;
            float inverse = inverse(x, xAt, mean, epsilon, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) {
                FloatVector hat = fromArray(FLOATS, x, xAt + i).sub(mean).mul(inverse);
                hat.fma(fromArray(FLOATS, gamma, i), fromArray(FLOATS, beta, i)).intoArray(y, yAt + i);
            }
            if (i < n) {
                FloatVector hat = fromArray(FLOATS, x, xAt + i, rest).sub(mean).mul(inverse);
                hat.fma(fromArray(FLOATS, gamma, i, rest), fromArray(FLOATS, beta, i, rest)).intoArray(y, yAt + i, rest);
            }
        }
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
        return 1f / (float) Math.sqrt(Sum.tree(partial) / n + epsilon);
    }

    @Override public void layerNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                            float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n, dyAt = dyOff + r * n;
            float mean = sum(x, xAt, n, partial) / n;
            float inverse = inverse(x, xAt, mean, epsilon, n, partial);
            float meanG = dot(dy, dyAt, gamma, 0, n, partial) / n;
            normGradient(x, xAt, mean, inverse, gamma, dy, dyAt, meanG, dx, dxOff + r * n, n, partial);
        }
    }

    private static void normGradient(float[] x, int xOff, float mean, float inverse, float[] gamma, float[] dy, int dyOff, float meanG,
                                     float[] dx, int dxOff, int n, float[] partial) {
        VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
        for (int l = 0; l < Sum.PARTS; l += L) {
            FloatVector s = zero(FLOATS);
            int i = l;
            for (; i <= n - L; i += Sum.PARTS) {
                FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
                s = fromArray(FLOATS, dy, dyOff + i).mul(fromArray(FLOATS, gamma, i)).fma(hat, s);
            }
            if (i < n) {
                FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean, rest).mul(inverse, rest);
                s = fromArray(FLOATS, dy, dyOff + i, rest).mul(fromArray(FLOATS, gamma, i, rest)).fma(hat, s);
            }
            s.intoArray(partial, l);
        }
        float meanGHat = Sum.tree(partial) / n;
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
            FloatVector g = fromArray(FLOATS, dy, dyOff + i).fma(fromArray(FLOATS, gamma, i), broadcast(FLOATS, -meanG));
            hat.neg().fma(broadcast(FLOATS, meanGHat), g).mul(inverse).intoArray(dx, dxOff + i);
        }
        if (i < n) {
            FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean).mul(inverse);
            FloatVector g = fromArray(FLOATS, dy, dyOff + i, rest).fma(fromArray(FLOATS, gamma, i, rest), broadcast(FLOATS, -meanG));
            hat.neg().fma(broadcast(FLOATS, meanGHat), g).mul(inverse).intoArray(dx, dxOff + i, rest);
        }
    }

    @Override public void layerNormScaleGradient(float[] x, int xOff, float epsilon, float[] dy, int dyOff,
                                                 float[] dGamma, int dGammaOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n;
            float mean = sum(x, xAt, n, partial) / n;
            float inverse = inverse(x, xAt, mean, epsilon, n, partial);
            scaleGradient(x, xAt, mean, inverse, dy, dyOff + r * n, dGamma, dGammaOff, n);
        }
    }

    private static void scaleGradient(float[] x, int xOff, float mean, float inverse, float[] dy, int dyOff,
                                      float[] dGamma, int dGammaOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector hat = fromArray(FLOATS, x, xOff + i).sub(mean).mul(inverse);
            fromArray(FLOATS, dy, dyOff + i).fma(hat, fromArray(FLOATS, dGamma, dGammaOff + i)).intoArray(dGamma, dGammaOff + i);
        }
        if (i < n) {
            VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
            FloatVector hat = fromArray(FLOATS, x, xOff + i, rest).sub(mean).mul(inverse);
            FloatVector before = fromArray(FLOATS, dGamma, dGammaOff + i, rest);
            fromArray(FLOATS, dy, dyOff + i, rest).fma(hat, before).intoArray(dGamma, dGammaOff + i, rest);
        }
    }

    @Override public void rmsNorm(float[] x, int xOff, float[] gamma, float epsilon, float[] y, int yOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        VectorMask<Float> rest = FLOATS.indexInRange(0, n % L);
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n, yAt = yOff + r * n;
            float inverse = inverse(x, xAt, 0f, epsilon, n, partial);
            int i = 0;
            for (; i <= n - L; i += L) {
                fromArray(FLOATS, x, xAt + i).mul(inverse).mul(fromArray(FLOATS, gamma, i)).intoArray(y, yAt + i);
            }
            if (i < n) {
                fromArray(FLOATS, x, xAt + i, rest).mul(inverse).mul(fromArray(FLOATS, gamma, i, rest)).intoArray(y, yAt + i, rest);
            }
        }
    }

    @Override public void rmsNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                          float[] dx, int dxOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n;
            float inverse = inverse(x, xAt, 0f, epsilon, n, partial);
            normGradient(x, xAt, 0f, inverse, gamma, dy, dyOff + r * n, 0f, dx, dxOff + r * n, n, partial);
        }
    }

    @Override public void rmsNormScaleGradient(float[] x, int xOff, float epsilon, float[] dy, int dyOff,
                                               float[] dGamma, int dGammaOff, int rows, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int r = 0; r < rows; r++) {
            int xAt = xOff + r * n;
            float inverse = inverse(x, xAt, 0f, epsilon, n, partial);
            scaleGradient(x, xAt, 0f, inverse, dy, dyOff + r * n, dGamma, dGammaOff, n);
        }
    }
}
