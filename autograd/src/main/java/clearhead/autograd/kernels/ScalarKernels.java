package clearhead.autograd.kernels;

/// The definition of all arithmetic in the project: plain loops, one element after the other. [ScalarElementwise] and [ScalarRows]
/// hold the short ones, [ScalarChoice] the comparisons, [ScalarRotary] the positions, this class the matrix product.
class ScalarKernels extends ScalarRows {

    @Override public String name() {
        return "scalar";
    }

    @Override public void choose(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep,
                                 float[] y, int yOff, int n) {
        ScalarChoice.choose(m, mOff, mStep, a, aOff, aStep, b, bOff, bStep, y, yOff, n);
    }

    @Override public void positive(float[] x, int xOff, float[] y, int yOff, int n) {
        ScalarChoice.positive(x, xOff, y, yOff, n);
    }

    @Override public void rotate(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                                 float[] y, int yOff, int heads, int width, int pairs) {
        ScalarRotary.rotate(x, xOff, cos, sin, tOff, turn, neighbours, y, yOff, heads, width, pairs);
    }

    @Override public void matmul(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bRow, int bCol,
                                 float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = init == null ? 0f : init[initOff + i * initRow + j];
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(a[aOff + i * aRow + p * aCol], b[bOff + p * bRow + j * bCol], sum);
                }
                c[cOff + i * cRow + j] = sum;
            }
        }
    }
}
