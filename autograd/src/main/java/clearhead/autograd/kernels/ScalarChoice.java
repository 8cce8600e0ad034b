package clearhead.autograd.kernels;

/// The definition of comparisons and of choosing by them.
final class ScalarChoice {

    private ScalarChoice() {
    }

    static void positive(float[] x, int xOff, float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = x[xOff + i] > 0f ? 1f : 0f;
    }

    static void choose(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep,
                       float[] y, int yOff, int n) {
        for (int i = 0; i < n; i++) y[yOff + i] = m[mOff + i * mStep] != 0f ? a[aOff + i * aStep] : b[bOff + i * bStep];
    }
}
