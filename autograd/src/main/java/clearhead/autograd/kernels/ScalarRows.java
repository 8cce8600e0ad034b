package clearhead.autograd.kernels;

import java.util.Arrays;

/// The definition of everything that works row by row.
abstract class ScalarRows extends ScalarElementwise {

    @Override public void rowSums(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            float[] partial = new float[Sum.PARTS];
            for (int i = 0; i < n; i++) partial[i % Sum.PARTS] += x[xOff + r * n + i];
            y[yOff + r] = Sum.tree(partial);
        }
    }

    @Override public void rowMaxima(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) y[yOff + r] = max(x, xOff + r * n, n);
    }

    private static float max(float[] x, int off, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) max = Math.max(max, x[off + i]);
        return max;
    }

    @Override public void addRows(float[] x, int xOff, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < n; i++) y[yOff + i] += x[xOff + r * n + i];
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
            float[] partial = new float[Sum.PARTS];
            for (int i = at; i < at + n; i++) {
                int l = (i - at) % Sum.PARTS;
                partial[l] = Math.fma(dy[dyOff + i], y[yOff + i], partial[l]);
            }
            float dot = Sum.tree(partial);
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
        float[] sum = new float[1];
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            rowSums(dy, dyOff + at, sum, 0, 1, n);
            for (int i = at; i < at + n; i++) dx[dxOff + i] = dy[dyOff + i] - Elementary.exp(y[yOff + i]) * sum[0];
        }
    }

    @Override public void layerNorm(float[] x, int xOff, float[] gamma, float[] beta, float epsilon, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            Norm norm = Norm.aroundMean(x, xOff + r * n, n, epsilon);
            for (int i = 0; i < n; i++) {
                float hat = (x[xOff + r * n + i] - norm.mean) * norm.inverse;
                y[yOff + r * n + i] = Math.fma(hat, gamma[i], beta[i]);
            }
        }
    }

    /// What normalises one row: `x̂ = (x − mean) · inverse`.
    private record Norm(float mean, float inverse) {

        static Norm aroundMean(float[] x, int off, int n, float epsilon) {
            float[] partial = new float[Sum.PARTS];
            for (int i = 0; i < n; i++) partial[i % Sum.PARTS] += x[off + i];
            return around(Sum.tree(partial) / n, x, off, n, epsilon);
        }

        static Norm around(float mean, float[] x, int off, int n, float epsilon) {
            float[] partial = new float[Sum.PARTS];
            for (int i = 0; i < n; i++) {
                float d = x[off + i] - mean;
                partial[i % Sum.PARTS] = Math.fma(d, d, partial[i % Sum.PARTS]);
            }
            return new Norm(mean, 1f / (float) Math.sqrt(Sum.tree(partial) / n + epsilon));
        }
    }

    @Override public void layerNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                            float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            int at = r * n;
            Norm norm = Norm.aroundMean(x, xOff + at, n, epsilon);
            float[] partial = new float[Sum.PARTS];
            for (int i = 0; i < n; i++) partial[i % Sum.PARTS] = Math.fma(dy[dyOff + at + i], gamma[i], partial[i % Sum.PARTS]);
            normGradient(x, xOff + at, norm, gamma, dy, dyOff + at, Sum.tree(partial) / n, dx, dxOff + at, n);
        }
    }

    /// `dx = (g − meanG − x̂ · mean(g ⊙ x̂)) / σ`, one row.
    private static void normGradient(float[] x, int xOff, Norm norm, float[] gamma, float[] dy, int dyOff, float meanG,
                                     float[] dx, int dxOff, int n) {
        float[] partial = new float[Sum.PARTS];
        for (int i = 0; i < n; i++) {
            float hat = (x[xOff + i] - norm.mean) * norm.inverse;
            partial[i % Sum.PARTS] = Math.fma(dy[dyOff + i] * gamma[i], hat, partial[i % Sum.PARTS]);
        }
        float meanGHat = Sum.tree(partial) / n;
        for (int i = 0; i < n; i++) {
            float hat = (x[xOff + i] - norm.mean) * norm.inverse;
            float g = Math.fma(dy[dyOff + i], gamma[i], -meanG);
            dx[dxOff + i] = Math.fma(-hat, meanGHat, g) * norm.inverse;
        }
    }

    @Override public void layerNormScaleGradient(float[] x, int xOff, float epsilon, float[] dy, int dyOff,
                                                 float[] dGamma, int dGammaOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            Norm norm = Norm.aroundMean(x, xOff + r * n, n, epsilon);
            scaleGradient(x, xOff + r * n, norm, dy, dyOff + r * n, dGamma, dGammaOff, n);
        }
    }

    private static void scaleGradient(float[] x, int xOff, Norm norm, float[] dy, int dyOff, float[] dGamma, int dGammaOff, int n) {
        for (int i = 0; i < n; i++) {
            float hat = (x[xOff + i] - norm.mean) * norm.inverse;
            dGamma[dGammaOff + i] = Math.fma(dy[dyOff + i], hat, dGamma[dGammaOff + i]);
        }
    }

    @Override public void rmsNorm(float[] x, int xOff, float[] gamma, float epsilon, float[] y, int yOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            Norm norm = Norm.around(0f, x, xOff + r * n, n, epsilon);
            for (int i = 0; i < n; i++) y[yOff + r * n + i] = x[xOff + r * n + i] * norm.inverse * gamma[i];
        }
    }

    @Override public void rmsNormGradient(float[] x, int xOff, float[] gamma, float epsilon, float[] dy, int dyOff,
                                          float[] dx, int dxOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            Norm norm = Norm.around(0f, x, xOff + r * n, n, epsilon);
            normGradient(x, xOff + r * n, norm, gamma, dy, dyOff + r * n, 0f, dx, dxOff + r * n, n);
        }
    }

    @Override public void rmsNormScaleGradient(float[] x, int xOff, float epsilon, float[] dy, int dyOff,
                                               float[] dGamma, int dGammaOff, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            Norm norm = Norm.around(0f, x, xOff + r * n, n, epsilon);
            scaleGradient(x, xOff + r * n, norm, dy, dyOff + r * n, dGamma, dGammaOff, n);
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
