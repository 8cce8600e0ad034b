package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static clearhead.autograd.kernels.VectorPanels.ODD;
import static clearhead.autograd.kernels.VectorPanels.SECOND_PAIR;
import static clearhead.autograd.kernels.VectorPanels.SWAP;
import static clearhead.autograd.kernels.VectorPanels.SWAP_PAIRS;
import static jdk.incubator.vector.FloatVector.SPECIES_128;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The product of a few rows with a matrix that is read once, as fast as memory gives it: nearly all that generating text one token
/// at a time consists of. Nothing is worth packing then. Four rows of `b` at a time, or eight if `a` is a single row, are read from left
/// to right and added to the rows of `c`, which stay in the first cache. If `b` is transposed, sixteen of its columns, which are
/// contiguous, are read at a time, or eight.
///
/// Not more: rows of `b` are often a multiple of 4,096 bytes apart, and a first cache keeps only about eight lines of such addresses.
/// For the same reason the rows of `c` are summed beside each other elsewhere, and copied in the end; threads that work on neighbouring
/// columns then do not write to the same line of memory again and again either.
final class VectorStream {

    /// Up to how many rows pay: with more, packing a block of `b` is the smaller part of the work.
    static final int ROWS = 7, ROWS_TRANSPOSED = 1;

    /// So many columns of the rows of `c` stay in the first cache.
    private static final int N_BLOCK_ONE = 4096, N_BLOCK = 1024;

    private VectorStream() {
    }

    /// As [Kernels#matmul], for `bCol = 1`.
    static void matmul(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bRow,
                       float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        int block = Math.min(n, m == 1 ? N_BLOCK_ONE : N_BLOCK);
        int sumRow = block + L;
        float[] sums = new float[m * sumRow];
        for (int j = 0; j < n; j += block) {
            int nc = Math.min(block, n - j);
            for (int i = 0; i < m; i++) start(nc, init, initOff + i * initRow + j, sums, i * sumRow);
            add(m, nc, k, a, aOff, aRow, aCol, b, bOff + j, bRow, sums, sumRow);
            for (int i = 0; i < m; i++) System.arraycopy(sums, i * sumRow, c, cOff + i * cRow + j, nc);
        }
    }

    private static void add(int m, int n, int k, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                            float[] c, int cRow) {
        int p = 0;
        for (; m == 1 && p <= k - 8; p += 8) addEightToOne(n, a, aAt + p * aCol, aCol, b, bAt + p * bRow, bRow, c);
        for (; p <= k - 4; p += 4) {
            int aP = aAt + p * aCol;
            int i = 0;
            for (; i <= m - 4; i += 4) addToFour(n, a, aP + i * aRow, aRow, aCol, b, bAt + p * bRow, bRow, c, i * cRow, cRow);
            for (; i < m; i++) addToOne(n, a, aP + i * aRow, aCol, b, bAt + p * bRow, bRow, c, i * cRow);
        }
        for (; p < k; p++) {
            for (int i = 0; i < m; i++) addOne(n, a[aAt + i * aRow + p * aCol], b, bAt + p * bRow, c, i * cRow);
        }
    }

    /// As [Kernels#matmul], for `bRow = 1`.
    static void transposed(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bCol,
                           float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        for (int i = 0; i < m; i++) {
            start(n, init, initOff + i * initRow, c, cOff + i * cRow);
            int j = 0;
            for (; VectorSixteen.FITS && j <= n - 16; j += 16) {
                addSixteen(k, a, aOff + i * aRow, aCol, b, bOff + j * bCol, bCol, c, cOff + i * cRow + j);
            }
            for (; j <= n - 8; j += 8) addColumns(k, a, aOff + i * aRow, aCol, b, bOff + j * bCol, bCol, c, cOff + i * cRow + j);
            for (; j < n; j++) addColumn(0, k, a, aOff + i * aRow, aCol, b, bOff + j * bCol, c, cOff + i * cRow + j);
        }
    }

    private static void start(int n, float[] init, int initAt, float[] c, int cAt) {
        if (init == null) Arrays.fill(c, cAt, cAt + n, 0f);
        else if (init != c || initAt != cAt) System.arraycopy(init, initAt, c, cAt, n);
    }

    /// Four rows of `b` to four rows of `c`.
    private static void addToFour(int n, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                                  float[] c, int cAt, int cRow) {
        int a1 = aAt + aRow, a2 = a1 + aRow, a3 = a2 + aRow, to1 = cAt + cRow, to2 = to1 + cRow, to3 = to2 + cRow;
        int b1 = bAt + bRow, b2 = b1 + bRow, b3 = b2 + bRow, p1 = aCol, p2 = 2 * aCol, p3 = 3 * aCol;
        FloatVector x00 = broadcast(FLOATS, a[aAt]), x01 = broadcast(FLOATS, a[aAt + p1]);
        FloatVector x02 = broadcast(FLOATS, a[aAt + p2]), x03 = broadcast(FLOATS, a[aAt + p3]);
        FloatVector x10 = broadcast(FLOATS, a[a1]), x11 = broadcast(FLOATS, a[a1 + p1]);
        FloatVector x12 = broadcast(FLOATS, a[a1 + p2]), x13 = broadcast(FLOATS, a[a1 + p3]);
        FloatVector x20 = broadcast(FLOATS, a[a2]), x21 = broadcast(FLOATS, a[a2 + p1]);
        FloatVector x22 = broadcast(FLOATS, a[a2 + p2]), x23 = broadcast(FLOATS, a[a2 + p3]);
        FloatVector x30 = broadcast(FLOATS, a[a3]), x31 = broadcast(FLOATS, a[a3 + p1]);
        FloatVector x32 = broadcast(FLOATS, a[a3 + p2]), x33 = broadcast(FLOATS, a[a3 + p3]);
        int whole = n - n % L;
        for (int j = 0; j < whole; j += L) {
            FloatVector y0 = fromArray(FLOATS, b, bAt + j), y1 = fromArray(FLOATS, b, b1 + j);
            FloatVector y2 = fromArray(FLOATS, b, b2 + j), y3 = fromArray(FLOATS, b, b3 + j);
            x03.fma(y3, x02.fma(y2, x01.fma(y1, x00.fma(y0, fromArray(FLOATS, c, cAt + j))))).intoArray(c, cAt + j);
            x13.fma(y3, x12.fma(y2, x11.fma(y1, x10.fma(y0, fromArray(FLOATS, c, to1 + j))))).intoArray(c, to1 + j);
            x23.fma(y3, x22.fma(y2, x21.fma(y1, x20.fma(y0, fromArray(FLOATS, c, to2 + j))))).intoArray(c, to2 + j);
            x33.fma(y3, x32.fma(y2, x31.fma(y1, x30.fma(y0, fromArray(FLOATS, c, to3 + j))))).intoArray(c, to3 + j);
        }
        for (int p = 0; p < 4 && whole < n; p++) {
            for (int i = 0; i < 4; i++) {
                addOne(n - whole, a[aAt + i * aRow + p * aCol], b, bAt + p * bRow + whole, c, cAt + i * cRow + whole);
            }
        }
    }

    /// Four rows of `b` to one row of `c`.
    private static void addToOne(int n, float[] a, int aAt, int aCol, float[] b, int bAt, int bRow, float[] c, int cAt) {
        float a0 = a[aAt], a1 = a[aAt + aCol], a2 = a[aAt + 2 * aCol], a3 = a[aAt + 3 * aCol];
        int b1 = bAt + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
        FloatVector x0 = broadcast(FLOATS, a0), x1 = broadcast(FLOATS, a1), x2 = broadcast(FLOATS, a2), x3 = broadcast(FLOATS, a3);
        int j = 0;
        for (; j <= n - L; j += L) {
            FloatVector sum = fromArray(FLOATS, c, cAt + j);
            sum = x0.fma(fromArray(FLOATS, b, bAt + j), sum);
            sum = x1.fma(fromArray(FLOATS, b, b1 + j), sum);
            sum = x2.fma(fromArray(FLOATS, b, b2 + j), sum);
            x3.fma(fromArray(FLOATS, b, b3 + j), sum).intoArray(c, cAt + j);
        }
        for (; j < n; j++) {
            float sum = Math.fma(a1, b[b1 + j], Math.fma(a0, b[bAt + j], c[cAt + j]));
            c[cAt + j] = Math.fma(a3, b[b3 + j], Math.fma(a2, b[b2 + j], sum));
        }
    }

    /// Eight rows of `b` to the only row of `c`.
    private static void addEightToOne(int n, float[] a, int aAt, int aCol, float[] b, int bAt, int bRow, float[] c) {
        int b1 = bAt + bRow, b2 = b1 + bRow, b3 = b2 + bRow, b4 = b3 + bRow, b5 = b4 + bRow, b6 = b5 + bRow, b7 = b6 + bRow;
        FloatVector x0 = broadcast(FLOATS, a[aAt]), x1 = broadcast(FLOATS, a[aAt + aCol]);
        FloatVector x2 = broadcast(FLOATS, a[aAt + 2 * aCol]), x3 = broadcast(FLOATS, a[aAt + 3 * aCol]);
        FloatVector x4 = broadcast(FLOATS, a[aAt + 4 * aCol]), x5 = broadcast(FLOATS, a[aAt + 5 * aCol]);
        FloatVector x6 = broadcast(FLOATS, a[aAt + 6 * aCol]), x7 = broadcast(FLOATS, a[aAt + 7 * aCol]);
        int whole = n - n % L;
        for (int j = 0; j < whole; j += L) {
            FloatVector sum = x0.fma(fromArray(FLOATS, b, bAt + j), fromArray(FLOATS, c, j));
            sum = x2.fma(fromArray(FLOATS, b, b2 + j), x1.fma(fromArray(FLOATS, b, b1 + j), sum));
            sum = x4.fma(fromArray(FLOATS, b, b4 + j), x3.fma(fromArray(FLOATS, b, b3 + j), sum));
            sum = x6.fma(fromArray(FLOATS, b, b6 + j), x5.fma(fromArray(FLOATS, b, b5 + j), sum));
            x7.fma(fromArray(FLOATS, b, b7 + j), sum).intoArray(c, j);
        }
        for (int p = 0; p < 8 && whole < n; p++) addOne(n - whole, a[aAt + p * aCol], b, bAt + p * bRow + whole, c, whole);
    }

    private static void addOne(int n, float x, float[] b, int bAt, float[] c, int cAt) {
        FloatVector xs = broadcast(FLOATS, x);
        int j = 0;
        for (; j <= n - L; j += L) xs.fma(fromArray(FLOATS, b, bAt + j), fromArray(FLOATS, c, cAt + j)).intoArray(c, cAt + j);
        for (; j < n; j++) c[cAt + j] = Math.fma(x, b[bAt + j], c[cAt + j]);
    }

    private static void addSixteen(int k, float[] a, int aAt, int aCol, float[] b, int bAt, int bCol, float[] c, int cAt) {
        int whole = k - k % 16;
        VectorSixteen.add(whole, a, aAt, aCol, b, bAt, bCol, c, cAt);
        for (int j = 0; j < 16 && whole < k; j += 8) {
            addColumns(k - whole, a, aAt + whole * aCol, aCol, b, bAt + whole + j * bCol, bCol, c, cAt + j);
        }
    }

    /// Eight sums, in two vectors of four whatever the species: four steps of four columns at a time are transposed in registers.
    private static void addColumns(int k, float[] a, int aAt, int aCol, float[] b, int bAt, int bCol, float[] c, int cAt) {
        int b1 = bAt + bCol, b2 = b1 + bCol, b3 = b2 + bCol, b4 = b3 + bCol, b5 = b4 + bCol, b6 = b5 + bCol, b7 = b6 + bCol;
        FloatVector s = fromArray(SPECIES_128, c, cAt), t = fromArray(SPECIES_128, c, cAt + 4);
        int p = 0;
        for (; p <= k - 4; p += 4) {
            int at = aAt + p * aCol;
            FloatVector x0 = broadcast(SPECIES_128, a[at]), x1 = broadcast(SPECIES_128, a[at + aCol]);
            FloatVector x2 = broadcast(SPECIES_128, a[at + 2 * aCol]), x3 = broadcast(SPECIES_128, a[at + 3 * aCol]);
            FloatVector y0 = fromArray(SPECIES_128, b, bAt + p), y1 = fromArray(SPECIES_128, b, b1 + p);
            FloatVector y2 = fromArray(SPECIES_128, b, b2 + p), y3 = fromArray(SPECIES_128, b, b3 + p);
            FloatVector even01 = y0.blend(y1.rearrange(SWAP), ODD), odd01 = y0.rearrange(SWAP).blend(y1, ODD);
            FloatVector even23 = y2.blend(y3.rearrange(SWAP), ODD), odd23 = y2.rearrange(SWAP).blend(y3, ODD);
            s = x0.fma(even01.blend(even23.rearrange(SWAP_PAIRS), SECOND_PAIR), s);
            s = x1.fma(odd01.blend(odd23.rearrange(SWAP_PAIRS), SECOND_PAIR), s);
            s = x2.fma(even01.rearrange(SWAP_PAIRS).blend(even23, SECOND_PAIR), s);
            s = x3.fma(odd01.rearrange(SWAP_PAIRS).blend(odd23, SECOND_PAIR), s);
            FloatVector y4 = fromArray(SPECIES_128, b, b4 + p), y5 = fromArray(SPECIES_128, b, b5 + p);
            FloatVector y6 = fromArray(SPECIES_128, b, b6 + p), y7 = fromArray(SPECIES_128, b, b7 + p);
            FloatVector even45 = y4.blend(y5.rearrange(SWAP), ODD), odd45 = y4.rearrange(SWAP).blend(y5, ODD);
            FloatVector even67 = y6.blend(y7.rearrange(SWAP), ODD), odd67 = y6.rearrange(SWAP).blend(y7, ODD);
            t = x0.fma(even45.blend(even67.rearrange(SWAP_PAIRS), SECOND_PAIR), t);
            t = x1.fma(odd45.blend(odd67.rearrange(SWAP_PAIRS), SECOND_PAIR), t);
            t = x2.fma(even45.rearrange(SWAP_PAIRS).blend(even67, SECOND_PAIR), t);
            t = x3.fma(odd45.rearrange(SWAP_PAIRS).blend(odd67, SECOND_PAIR), t);
        }
        s.intoArray(c, cAt);
        t.intoArray(c, cAt + 4);
        for (int j = 0; p < k && j < 8; j++) addColumn(p, k, a, aAt, aCol, b, bAt + j * bCol, c, cAt + j);
    }

    private static void addColumn(int from, int k, float[] a, int aAt, int aCol, float[] b, int bAt, float[] c, int cAt) {
        float sum = c[cAt];
        for (int p = from; p < k; p++) sum = Math.fma(a[aAt + p * aCol], b[bAt + p], sum);
        c[cAt] = sum;
    }
}
