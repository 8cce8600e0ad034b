package clearhead.autograd.kernels;

/// The definition of everything that treats its elements one by one. The derivatives stand next to their functions.
abstract class ScalarElementwise implements Kernels {

    static final float SQRT_HALF = 0.707106781f;
    /// `1/√(2π)`, the height of the bell curve `φ`.
    static final float BELL = 0.398942280f;
    /// `√(2/π)` and `√(2/π) · 0.044715`: `u = x · (U1 + U3·x²)` in the tanh form of GELU.
    static final float U1 = 0.797884561f;
    static final float U3 = 0.0356774081f;

    @Override public void add(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = a[aOff + i * aStep] + b[bOff + i * bStep];
    }

    @Override public void sub(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = a[aOff + i * aStep] - b[bOff + i * bStep];
    }

    @Override public void mul(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = a[aOff + i * aStep] * b[bOff + i * bStep];
    }

    @Override public void div(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = a[aOff + i * aStep] / b[bOff + i * bStep];
    }

    @Override public void scale(float[] x, int xOff, float c, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = c * x[xOff + i];
    }

    @Override public void exp(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Elementary.exp(x[xOff + i]);
    }

    @Override public void log(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Elementary.log(x[xOff + i]);
    }

    @Override public void sqrt(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = (float) Math.sqrt(x[xOff + i]);
    }

    @Override public void erf(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Elementary.erf(x[xOff + i]);
    }

    @Override public void tanh(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Elementary.tanh(x[xOff + i]);
    }

    @Override public void tanhGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) dx[dxOff + i] = dy[dyOff + i] * (1f - y[yOff + i] * y[yOff + i]);
    }

    @Override public void sigmoid(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Elementary.sigmoid(x[xOff + i]);
    }

    @Override public void sigmoidGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) dx[dxOff + i] = dy[dyOff + i] * y[yOff + i] * (1f - y[yOff + i]);
    }

    @Override public void relu(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = Math.max(x[xOff + i], 0f);
    }

    @Override public void reluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) dx[dxOff + i] = x[xOff + i] > 0f ? dy[dyOff + i] : 0f;
    }

    @Override public void gelu(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = x[xOff + i] * normal(x[xOff + i]);
    }

    @Override public void geluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xOff + i];
            float density = BELL * Elementary.exp(-0.5f * xi * xi);
            dx[dxOff + i] = dy[dyOff + i] * (normal(xi) + xi * density);
        }
    }

    /// `Φ(x)`, the share of a normal distribution below x.
    private static float normal(float x) {
        return 0.5f * (1f + Elementary.erf(x * SQRT_HALF));
    }

    @Override public void geluTanh(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xOff + i];
            float t = Elementary.tanh(xi * Math.fma(U3, xi * xi, U1));
            y[yOff + i] = 0.5f * xi * (1f + t);
        }
    }

    @Override public void geluTanhGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xOff + i];
            float xx = xi * xi;
            float t = Elementary.tanh(xi * Math.fma(U3, xx, U1));
            float slope = Math.fma(3f * U3, xx, U1);
            dx[dxOff + i] = dy[dyOff + i] * (0.5f * (1f + t) + 0.5f * xi * (1f - t * t) * slope);
        }
    }

    @Override public void silu(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = x[xOff + i] * Elementary.sigmoid(x[xOff + i]);
    }

    @Override public void siluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        for (int i = 0; i < n; i++) {
            float s = Elementary.sigmoid(x[xOff + i]);
            dx[dxOff + i] = dy[dyOff + i] * (s * (1f + x[xOff + i] * (1f - s)));
        }
    }

    @Override public void adamW(float[] w, float[] g, float[] m, float[] v, float[] y, int off, int n,
                                float lr, float beta1, float beta2, float epsilon, float decay, float c1, float c2) {
        for (int i = off; i < off + n; i++) {
            m[i] = Math.fma(beta1, m[i], (1f - beta1) * g[i]);
            v[i] = Math.fma(beta2, v[i], (1f - beta2) * g[i] * g[i]);
            float step = c1 * m[i] / ((float) Math.sqrt(c2 * v[i]) + epsilon);
            y[i] = Math.fma(-lr, Math.fma(decay, w[i], step), w[i]);
        }
    }
}
