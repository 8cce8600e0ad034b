package clearhead.autograd.kernels;

/// The definition of all arithmetic in the project: plain loops, one element after the other. [ScalarElementwise] and [ScalarRows]
/// hold the short ones, this class the matrix product.
class ScalarKernels extends ScalarRows {

    @Override public String name() {
        return "scalar";
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
