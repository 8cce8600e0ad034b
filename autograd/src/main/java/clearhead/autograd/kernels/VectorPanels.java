package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.SPECIES_128;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// A block of the right operand of a product, as contiguous panels two vectors wide. What is left at the right end is panels of one
/// vector, the last filled up with zeros. Element (p, j) is at `j₀·k + p·w + (j − j₀)`, where `j₀` is the first column of its panel
/// and `w` the panel's width.
final class VectorPanels {

    private VectorPanels() {
    }

    static float[] pack(int k, int n, float[] b, int bOff, int bRow, int bCol) {
        float[] panels = new float[k * ((n + L - 1) / L * L)];
        int j = 0;
        for (; j <= n - 2 * L; j += 2 * L) {
            if (bCol == 1) copyPair(k, b, bOff + j, bRow, panels, j * k);
            else transpose(k, 2 * L, b, bOff + j * bCol, bRow, bCol, panels, j * k, 2 * L);
        }
        for (; j < n; j += L) {
            int w = Math.min(L, n - j);
            if (bCol == 1) copy(k, w, b, bOff + j, bRow, panels, j * k);
            else transpose(k, w, b, bOff + j * bCol, bRow, bCol, panels, j * k, L);
        }
        return panels;
    }

    private static void copyPair(int k, float[] b, int bAt, int bRow, float[] to, int toAt) {
        for (int p = 0; p < k; p++) {
            fromArray(FLOATS, b, bAt + p * bRow).intoArray(to, toAt + p * 2 * L);
            fromArray(FLOATS, b, bAt + p * bRow + L).intoArray(to, toAt + p * 2 * L + L);
        }
    }

    private static void copy(int k, int w, float[] b, int bAt, int bRow, float[] to, int toAt) {
        VectorMask<Float> mask = FLOATS.indexInRange(0, w);
        for (int p = 0; p < k; p++) fromArray(FLOATS, b, bAt + p * bRow, mask).intoArray(to, toAt + p * L);
    }

    // Which of the eight floats of two vectors of four to take: the first halves alternating, the second halves alternating, …
    private static final VectorShuffle<Float> ZIP_LOW = VectorShuffle.fromValues(SPECIES_128, 0, 4, 1, 5);
    private static final VectorShuffle<Float> ZIP_HIGH = VectorShuffle.fromValues(SPECIES_128, 2, 6, 3, 7);
    private static final VectorShuffle<Float> LOW = VectorShuffle.fromValues(SPECIES_128, 0, 1, 4, 5);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromValues(SPECIES_128, 2, 3, 6, 7);

    /// Four by four in registers, where there are four and the columns of `b` are contiguous; the rest one by one.
    private static void transpose(int k, int w, float[] b, int bAt, int bRow, int bCol, float[] to, int toAt, int toRow) {
        int k4 = bRow == 1 ? k - k % 4 : 0;
        int w4 = w - w % 4;
        for (int j = 0; j < w4; j += 4) {
            for (int p = 0; p < k4; p += 4) four(b, bAt + p + j * bCol, bCol, to, toAt + p * toRow + j, toRow);
        }
        for (int j = 0; j < w; j++) {
            for (int p = j < w4 ? k4 : 0; p < k; p++) to[toAt + p * toRow + j] = b[bAt + p * bRow + j * bCol];
        }
    }

    private static void four(float[] b, int bAt, int bCol, float[] to, int toAt, int toRow) {
        FloatVector b0 = FloatVector.fromArray(SPECIES_128, b, bAt);
        FloatVector b1 = FloatVector.fromArray(SPECIES_128, b, bAt + bCol);
        FloatVector b2 = FloatVector.fromArray(SPECIES_128, b, bAt + 2 * bCol);
        FloatVector b3 = FloatVector.fromArray(SPECIES_128, b, bAt + 3 * bCol);
        FloatVector low01 = b0.rearrange(ZIP_LOW, b1), high01 = b0.rearrange(ZIP_HIGH, b1);
        FloatVector low23 = b2.rearrange(ZIP_LOW, b3), high23 = b2.rearrange(ZIP_HIGH, b3);
        low01.rearrange(LOW, low23).intoArray(to, toAt);
        low01.rearrange(HIGH, low23).intoArray(to, toAt + toRow);
        high01.rearrange(LOW, high23).intoArray(to, toAt + 2 * toRow);
        high01.rearrange(HIGH, high23).intoArray(to, toAt + 3 * toRow);
    }
}
