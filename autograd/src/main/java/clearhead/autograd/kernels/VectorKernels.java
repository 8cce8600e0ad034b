package clearhead.autograd.kernels;

/// The definition ([ScalarKernels]), computed by whole vectors and to the same bits.
final class VectorKernels extends VectorColumns {

    private final Scratch scratch = VectorMatmul.scratch();

    @Override public String name() {
        return Lanes.FLOATS.vectorBitSize() + "-bit vectors";
    }

    @Override public void choose(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep,
                                 float[] y, int yOff, int n) {
        VectorChoice.choose(m, mOff, mStep, a, aOff, aStep, b, bOff, bStep, y, yOff, n);
    }

    @Override public void positive(float[] x, int xOff, float[] y, int yOff, int n) {
        VectorChoice.positive(x, xOff, y, yOff, n);
    }

    @Override public void rotate(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                                 float[] y, int yOff, int heads, int width, int pairs) {
        VectorRotary.rotate(x, xOff, cos, sin, tOff, turn, neighbours, y, yOff, heads, width, pairs);
    }

    @Override public void matmul(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bRow, int bCol,
                                 float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        VectorMatmul.matmul(scratch, m, n, k, a, aOff, aRow, aCol, b, bOff, bRow, bCol, init, initOff, initRow, c, cOff, cRow);
    }
}
