package clearhead.autograd.kernels;

import java.util.Arrays;

/// The definition of everything that works row by row.
abstract class ScalarRows extends ScalarElementwise {

    @Override public void rowSums(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = sum(x, xOff + r * n, n);
    }

    private static float sum(float[] x, int off, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) partial[i % Sum.PARTS] += x[off + i];
        return Sum.tree(partial);
    }

    private static float dot(float[] a, int aOff, float[] b, int bOff, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) partial[i % Sum.PARTS] = Math.fma(a[aOff + i], b[bOff + i], partial[i % Sum.PARTS]);
        return Sum.tree(partial);
    }

    @Override public void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = max(x, xOff + r * n, n);
    }

    private static float max(float[] x, int off, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) max = Math.max(max, x[off + i]);
        return max;
    }

    @Override public void addRows(float[] x, int xOff, int xRow, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) y[yOff + j] += x[xOff + r * xRow + j];
        }
    }

    @Override public void softmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) softmaxRow(x, xOff + r * n, y, yOff + r * n, n);
    }

    private static void softmaxRow(float[] x, int xOff, float[] y, int yOff, int n) {
        float max = max(x, xOff, n);
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) {
            float e = Elementary.exp(x[xOff + i] - max);
            partial[i % Sum.PARTS] += e;
            y[yOff + i] = e;
        }
        float inverse = 1f / Sum.tree(partial);
        for (int i = 0; i < n; i++) y[yOff + i] *= inverse;
    }

    @Override public void softmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float dot = dot(dy, dyOff + at, y, yOff + at, n);
            for (int i = at; i < at + n; i++) dx[dxOff + i] = y[yOff + i] * (dy[dyOff + i] - dot);
        }
    }

    @Override public void logSoftmax(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float max = max(x, xOff + at, n);
            float log = logOfSum(x, xOff + at, max, n);
            for (int i = at; i < at + n; i++) y[yOff + i] = x[xOff + i] - max - log;
        }
    }

    /// `ln Σᵢ exp(xᵢ − max)`.
    private static float logOfSum(float[] x, int off, float max, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) partial[i % Sum.PARTS] += Elementary.exp(x[off + i] - max);
        return Elementary.log(Sum.tree(partial));
    }

    @Override public void logSoftmaxGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float sum = sum(dy, dyOff + at, n);
            for (int i = at; i < at + n; i++) dx[dxOff + i] = dy[dyOff + i] - Elementary.exp(y[yOff + i]) * sum;
        }
    }

    @Override public void layerNorm(float[] x, int xOff, float[] gamma, float[] beta, float epsilon,
                                    float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float mean = sum(x, xOff + at, n) / n;
            float inverse = inverse(x, xOff + at, mean, epsilon, n);
            for (int i = 0; i < n; i++) {
                float hat = (x[xOff + at + i] - mean) * inverse;
                y[yOff + at + i] = Math.fma(hat, gamma[i], beta[i]);
            }
        }
    }

    /// `1 / √(mean (x − mean)² + ε)`, one row.
    private static float inverse(float[] x, int off, float mean, float epsilon, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) {
            float d = x[off + i] - mean;
            partial[i % Sum.PARTS] = Math.fma(d, d, partial[i % Sum.PARTS]);
        }
        return 1f / (float) Math.sqrt(Sum.tree(partial) / n + epsilon);
    }

    @Override public void layerNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                            float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float mean = sum(x, xOff + at, n) / n;
            float inverse = inverse(x, xOff + at, mean, epsilon, n);
            float meanG = dot(dy, dyOff + at, gamma, 0, n) / n;
            normGradient(x, xOff + at, mean, inverse, gamma, dy, dyOff + at, meanG, dx, dxOff + at, n);
        }
    }

    /// `dx = (g − meanG − x̂ · mean(g ⊙ x̂)) / σ`, one row.
    private static void normGradient(float[] x, int xOff, float mean, float inverse, float[] gamma, float[] dy, int dyOff, float meanG,
                                     float[] dx, int dxOff, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) {
            float hat = (x[xOff + i] - mean) * inverse;
            partial[i % Sum.PARTS] = Math.fma(dy[dyOff + i] * gamma[i], hat, partial[i % Sum.PARTS]);
        }
        float meanGHat = Sum.tree(partial) / n;
        for (int i = 0; i < n; i++) {
            float hat = (x[xOff + i] - mean) * inverse;
            float g = Math.fma(dy[dyOff + i], gamma[i], -meanG);
            dx[dxOff + i] = Math.fma(-hat, meanGHat, g) * inverse;
        }
    }

    @Override public void rmsNorm(float[] x, int xOff, float[] gamma, float epsilon, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float inverse = inverse(x, xOff + at, 0f, epsilon, n);
            for (int i = 0; i < n; i++) y[yOff + at + i] = x[xOff + at + i] * inverse * gamma[i];
        }
    }

    @Override public void rmsNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                          float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            float inverse = inverse(x, xOff + at, 0f, epsilon, n);
            normGradient(x, xOff + at, 0f, inverse, gamma, dy, dyOff + at, 0f, dx, dxOff + at, n);
        }
    }

    @Override public void layerNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            mean[off + r] = sum(x, xOff + r * n, n) / n;
            inverse[off + r] = inverse(x, xOff + r * n, mean[off + r], epsilon, n);
        }
    }

    @Override public void rmsNormMoments(float[] x, int xOff, float epsilon, float[] mean, float[] inverse, int off, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            mean[off + r] = 0f;
            inverse[off + r] = inverse(x, xOff + r * n, 0f, epsilon, n);
        }
    }

    @Override public void normScaleGradient(float[] x, int xOff, float[] dy, int dyOff, int row, float[] mean, float[] inverse,
                                            float[] dGamma, int dGammaOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) {
                float hat = (x[xOff + r * row + j] - mean[r]) * inverse[r];
                dGamma[dGammaOff + j] = Math.fma(dy[dyOff + r * row + j], hat, dGamma[dGammaOff + j]);
            }
        }
    }

    @Override public void crossEntropy(float[] x, int xOff, int[] target, int targetOff, float[] loss, int lossOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = xOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                loss[lossOff + r] = 0f;
            } else {
                float max = max(x, at, n);
                loss[lossOff + r] = logOfSum(x, at, max, n) - (x[at + t] - max);
            }
        }
    }

    @Override public void crossEntropyGradient(float[] x, int xOff, int[] target, int targetOff, float factor,
                                               float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = dxOff + r * n;
            int t = target[targetOff + r];
            if (t < 0) {
                Arrays.fill(dx, at, at + n, 0f);
            } else {
                softmaxRow(x, xOff + r * n, dx, at, n);
                dx[at + t] -= 1f;
                for (int i = at; i < at + n; i++) dx[i] *= factor;
            }
        }
    }
}
