package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.SPECIES_128;
import static jdk.incubator.vector.FloatVector.SPECIES_256;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Blocks of the operands of a product, copied into panels: what a tile needs at one step `p` lies side by side, and what it needs at
/// the next follows.
final class VectorPanels {

    /// The rows of a tile. Eight need 8·2 sums, two vectors of b and up to eight floats of a, since the compiler likes to load all of
    /// them first: 26 registers. Machines with 512-bit vectors have 32, others perhaps 16; there it is 4·2 + 2 + 4.
    static final int ROWS = L == 16 ? 8 : 4;
    private static final VectorSpecies<Float> STEP = ROWS == 8 ? SPECIES_256 : SPECIES_128;

    private VectorPanels() {
    }

    /// How many floats [#columns] fills.
    static int room(int k, int n) {
        return k * ((n + L - 1) / L * L);
    }

    /// A block of the right operand as panels two vectors wide. What is left at the right end is panels of one vector; behind
    /// the last column stands anything. Element (p, j) is at `j₀·k + p·w + (j − j₀)`, where `j₀` is the first column of
    /// its panel and `w` the panel's width.
    static void columns(int k, int n, float[] b, int bOff, int bRow, int bCol, float[] panels) {
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
    }

    /// Brings a block of the right operand, whose rows are contiguous, into the second cache, as one reads memory fast: eight rows at a
    /// time, from left to right. Something must come of what is read, or the compiler leaves it out: the first floats of `to` are
    /// overwritten.
    static void fetch(int k, int n, float[] b, int bAt, int bRow, float[] to) {
        FloatVector s = zero(FLOATS), t = s;
        for (int p = 0; p <= k - 8; p += 8) {
            int b0 = bAt + p * bRow, b1 = b0 + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
            int b4 = b3 + bRow, b5 = b4 + bRow, b6 = b5 + bRow, b7 = b6 + bRow;
            for (int j = 0; j < n; j += L) {
                s = s.add(fromArray(FLOATS, b, b0 + j)).add(fromArray(FLOATS, b, b1 + j));
                t = t.add(fromArray(FLOATS, b, b2 + j)).add(fromArray(FLOATS, b, b3 + j));
                s = s.add(fromArray(FLOATS, b, b4 + j)).add(fromArray(FLOATS, b, b5 + j));
                t = t.add(fromArray(FLOATS, b, b6 + j)).add(fromArray(FLOATS, b, b7 + j));
            }
        }
        s.add(t).intoArray(to, 0);
    }

    /// Some rows of the left operand, a multiple of [#ROWS], as panels of that many. Element (i, p) is at
    /// `off + i₀·k + p·ROWS + (i − i₀)`, where `i₀` is the first row of its panel.
    static void rows(int m, int k, float[] a, int aOff, int aRow, int aCol, float[] panels, int off) {
        for (int i = 0; i < m; i += ROWS) {
            if (aRow == 1) copyRows(k, a, aOff + i, aCol, panels, off + i * k);
            else transpose(k, ROWS, a, aOff + i * aRow, aCol, aRow, panels, off + i * k, ROWS);
        }
    }

    private static void copyRows(int k, float[] a, int aAt, int aCol, float[] to, int toAt) {
        for (int p = 0; p < k; p++) fromArray(STEP, a, aAt + p * aCol).intoArray(to, toAt + p * ROWS);
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

    // Exchanges neighbours, or pairs; keeps every other float, or pair, from another vector.
    static final VectorShuffle<Float> SWAP = VectorShuffle.fromValues(SPECIES_128, 1, 0, 3, 2);
    static final VectorShuffle<Float> SWAP_PAIRS = VectorShuffle.fromValues(SPECIES_128, 2, 3, 0, 1);
    static final VectorMask<Float> ODD = VectorMask.fromValues(SPECIES_128, false, true, false, true);
    static final VectorMask<Float> SECOND_PAIR = VectorMask.fromValues(SPECIES_128, false, false, true, true);

    /// Sixteen by sixteen, or four by four, in registers, where there are as many and the columns of `b` are contiguous; else one by one.
    private static void transpose(int k, int w, float[] b, int bAt, int bRow, int bCol, float[] to, int toAt, int toRow) {
        int k16 = VectorSixteen.FITS && bRow == 1 ? k - k % 16 : 0, w16 = w - w % 16;
        for (int j = 0; j < w16; j += 16) {
            for (int p = 0; p < k16; p += 16) VectorSixteen.turn(b, bAt + p + j * bCol, bCol, to, toAt + p * toRow + j, toRow);
        }
        int k4 = bRow == 1 ? k - k % 4 : 0, w4 = w - w % 4;
        for (int j = 0; j < w4; j += 4) {
            for (int p = j < w16 ? k16 : 0; p < k4; p += 4) four(b, bAt + p + j * bCol, bCol, to, toAt + p * toRow + j, toRow);
        }
        for (int j = 0; j < w; j++) {
            for (int p = j < w4 ? k4 : 0; p < k; p++) to[toAt + p * toRow + j] = b[bAt + p * bRow + j * bCol];
        }
    }

    private static void four(float[] b, int bAt, int bCol, float[] to, int toAt, int toRow) {
        FloatVector b0 = fromArray(SPECIES_128, b, bAt), b1 = fromArray(SPECIES_128, b, bAt + bCol);
        FloatVector b2 = fromArray(SPECIES_128, b, bAt + 2 * bCol), b3 = fromArray(SPECIES_128, b, bAt + 3 * bCol);
        FloatVector even01 = b0.blend(b1.rearrange(SWAP), ODD), odd01 = b0.rearrange(SWAP).blend(b1, ODD);
        FloatVector even23 = b2.blend(b3.rearrange(SWAP), ODD), odd23 = b2.rearrange(SWAP).blend(b3, ODD);
        even01.blend(even23.rearrange(SWAP_PAIRS), SECOND_PAIR).intoArray(to, toAt);
        odd01.blend(odd23.rearrange(SWAP_PAIRS), SECOND_PAIR).intoArray(to, toAt + toRow);
        even01.rearrange(SWAP_PAIRS).blend(even23, SECOND_PAIR).intoArray(to, toAt + 2 * toRow);
        odd01.rearrange(SWAP_PAIRS).blend(odd23, SECOND_PAIR).intoArray(to, toAt + 3 * toRow);
    }
}
