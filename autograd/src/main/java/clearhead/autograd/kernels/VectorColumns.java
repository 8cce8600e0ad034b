package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// What [ScalarRows] sums down the columns, by whole vectors. Four vectors of sums stay in registers for a block of rows; a column
/// still gets row after row.
abstract class VectorColumns extends VectorNorms {

    /// So many rows fit a near cache, so that each is read from the far one once, in one piece.
    private static final int BLOCK = 64;

    @Override public void addRows(float[] x, int xOff, int xRow, float[] y, int yOff, int rows, int n) {
        int done = n - n % L;
        for (int r = 0; r < rows; r += BLOCK) {
            int some = Math.min(BLOCK, rows - r), at = xOff + r * xRow;
            int j = 0;
            for (; j <= n - 4 * L; j += 4 * L) addFour(x, at + j, xRow, y, yOff + j, some);
            for (; j < done; j += L) addOne(x, at + j, xRow, y, yOff + j, some);
        }
        super.addRows(x, xOff + done, xRow, y, yOff + done, rows, n - done);
    }

    private static void addFour(float[] x, int xOff, int xRow, float[] y, int yOff, int rows) {
        FloatVector s0 = fromArray(FLOATS, y, yOff), s1 = fromArray(FLOATS, y, yOff + L);
        FloatVector s2 = fromArray(FLOATS, y, yOff + 2 * L), s3 = fromArray(FLOATS, y, yOff + 3 * L);
        for (int r = 0; r < rows; r++) {
            int at = xOff + r * xRow;
            s0 = s0.add(fromArray(FLOATS, x, at));
            s1 = s1.add(fromArray(FLOATS, x, at + L));
            s2 = s2.add(fromArray(FLOATS, x, at + 2 * L));
            s3 = s3.add(fromArray(FLOATS, x, at + 3 * L));
        }
        s0.intoArray(y, yOff);
        s1.intoArray(y, yOff + L);
        s2.intoArray(y, yOff + 2 * L);
        s3.intoArray(y, yOff + 3 * L);
    }

    private static void addOne(float[] x, int xOff, int xRow, float[] y, int yOff, int rows) {
        FloatVector s = fromArray(FLOATS, y, yOff);
        for (int r = 0; r < rows; r++) s = s.add(fromArray(FLOATS, x, xOff + r * xRow));
        s.intoArray(y, yOff);
    }

    @Override public void normScaleGradient(float[] x, int xOff, float[] dy, int dyOff, int row, float[] mean, float[] inverse,
                                            float[] dGamma, int dGammaOff, int rows, int n) {
        int done = n - n % L;
        for (int r = 0; r < rows; r += BLOCK) {
            int end = Math.min(r + BLOCK, rows);
            int j = 0;
            for (; j <= n - 2 * L; j += 2 * L) scaleTwo(x, xOff + j, dy, dyOff + j, row, mean, inverse, dGamma, dGammaOff + j, r, end);
            for (; j < done; j += L) scaleOne(x, xOff + j, dy, dyOff + j, row, mean, inverse, dGamma, dGammaOff + j, r, end);
        }
        super.normScaleGradient(x, xOff + done, dy, dyOff + done, row, mean, inverse, dGamma, dGammaOff + done, rows, n - done);
    }

    private static void scaleTwo(float[] x, int xOff, float[] dy, int dyOff, int row, float[] mean, float[] inverse,
                                 float[] dGamma, int dGammaOff, int from, int to) {
        FloatVector s0 = fromArray(FLOATS, dGamma, dGammaOff), s1 = fromArray(FLOATS, dGamma, dGammaOff + L);
        for (int r = from; r < to; r++) {
            int xAt = xOff + r * row, dyAt = dyOff + r * row;
            FloatVector hat0 = fromArray(FLOATS, x, xAt).sub(mean[r]).mul(inverse[r]);
            FloatVector hat1 = fromArray(FLOATS, x, xAt + L).sub(mean[r]).mul(inverse[r]);
            s0 = fromArray(FLOATS, dy, dyAt).fma(hat0, s0);
            s1 = fromArray(FLOATS, dy, dyAt + L).fma(hat1, s1);
        }
        s0.intoArray(dGamma, dGammaOff);
        s1.intoArray(dGamma, dGammaOff + L);
    }

    private static void scaleOne(float[] x, int xOff, float[] dy, int dyOff, int row, float[] mean, float[] inverse,
                                 float[] dGamma, int dGammaOff, int from, int to) {
        FloatVector s = fromArray(FLOATS, dGamma, dGammaOff);
        for (int r = from; r < to; r++) {
            FloatVector hat = fromArray(FLOATS, x, xOff + r * row).sub(mean[r]).mul(inverse[r]);
            s = fromArray(FLOATS, dy, dyOff + r * row).fma(hat, s);
        }
        s.intoArray(dGamma, dGammaOff);
    }
}
