package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.VectorMask;

/// The matrix product, cut so that what the inner loops ([VectorTiles]) read stays in the caches.
///
/// `b` is cut into blocks of at most `K_BLOCK` × `N_BLOCK`, and a block into panels two vectors wide (one vector at its right
/// end), which are copied so that each is contiguous; the last one is filled up with zeros. Then every few rows of `a` meet every
/// panel. An element of `c` takes its products in the order of `k` nevertheless: a block goes on from what the one before stored.
final class VectorMatmul {

    private static final int K_BLOCK = 256;
    private static final int N_BLOCK = 384;
    /// A block of `b` up to this size is read where it is, if its rows are contiguous: it stays in the first cache anyway.
    private static final int IN_PLACE = 4096;
    /// Eight rows at a time need 8·2 + 3 registers: machines with 512-bit vectors have 32, others perhaps 16.
    private static final boolean EIGHT_ROWS = L == 16;

    private static final float[] ZEROS = new float[8 * L];

    private final int m, kc, nc;
    private final float[] b;
    private final int bOff, bRow;
    private final boolean packed;
    /// Room for the tile at the right end of some rows, if the columns do not fill whole vectors; else it is not used.
    private final float[] edge;

    private VectorMatmul(int m, int kc, int nc, float[] b, int bOff, int bRow, int bCol) {
        this.m = m;
        this.kc = kc;
        this.nc = nc;
        this.packed = bCol != 1 || nc % L != 0 || kc * nc > IN_PLACE && m > 8;
        this.b = packed ? VectorPanels.pack(kc, nc, b, bOff, bRow, bCol) : b;
        this.bOff = packed ? 0 : bOff;
        this.bRow = bRow;
        this.edge = nc % L == 0 ? ZEROS : new float[8 * L];
    }

    static void matmul(int m, int n, int k, float[] a, int aOff, int aRow, int aCol, float[] b, int bOff, int bRow, int bCol,
                       float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        for (int j = 0; j < n; j += N_BLOCK) {
            int nc = Math.min(N_BLOCK, n - j);
            int p = 0;
            do {
                int kc = Math.min(K_BLOCK, k - p);
                var block = new VectorMatmul(m, kc, nc, b, bOff + p * bRow + j * bCol, bRow, bCol);
                int aAt = aOff + p * aCol;
                int cAt = cOff + j;
                if (p > 0) block.multiply(a, aAt, aRow, aCol, c, cAt, cRow, 1, c, cAt, cRow);
                else if (init == null) block.multiply(a, aAt, aRow, aCol, ZEROS, 0, 0, 0, c, cAt, cRow);
                else block.multiply(a, aAt, aRow, aCol, init, initOff + j, initRow, 1, c, cAt, cRow);
                p += K_BLOCK;
            } while (p < k);
        }
    }

    private void multiply(float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                          float[] c, int cAt, int cRow) {
        int i = 0;
        if (EIGHT_ROWS) {
            for (; i <= m - 8; i += 8) {
                eightRows(a, aAt + i * aRow, aRow, aCol, init, initAt + i * initRow, initRow, initCol, c, cAt + i * cRow, cRow);
            }
        }
        for (; i < m; i += 4) {
            fourRows(Math.min(4, m - i), a, aAt + i * aRow, aRow, aCol, init, initAt + i * initRow, initRow, initCol,
                     c, cAt + i * cRow, cRow);
        }
    }

    private void eightRows(float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                           float[] c, int cAt, int cRow) {
        int j = 0;
        for (; j <= nc - 2 * L; j += 2 * L) {
            VectorTiles.tile8x2(kc, a, aAt, aRow, aCol, b, panel(j), packed ? 2 * L : bRow,
                                init, initAt + j * initCol, initRow, c, cAt + j, cRow);
        }
        for (; j <= nc - L; j += L) {
            VectorTiles.tile8x1(kc, a, aAt, aRow, aCol, b, panel(j), packed ? L : bRow,
                                init, initAt + j * initCol, initRow, c, cAt + j, cRow);
        }
        if (j < nc) {
            float[] from = edge(8, j, init, initAt + j, initRow, initCol);
            VectorTiles.tile8x1(kc, a, aAt, aRow, aCol, b, panel(j), L, from, 0, L, edge, 0, L);
            storeEdge(8, j, c, cAt + j, cRow);
        }
    }

    private void fourRows(int rows, float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                          float[] c, int cAt, int cRow) {
        int j = 0;
        for (; j <= nc - 2 * L; j += 2 * L) {
            VectorTiles.tile4x2(rows, kc, a, aAt, aRow, aCol, b, panel(j), packed ? 2 * L : bRow,
                                init, initAt + j * initCol, initRow, c, cAt + j, cRow);
        }
        for (; j <= nc - L; j += L) {
            VectorTiles.tile4x1(rows, kc, a, aAt, aRow, aCol, b, panel(j), packed ? L : bRow,
                                init, initAt + j * initCol, initRow, c, cAt + j, cRow);
        }
        if (j < nc) {
            float[] from = edge(rows, j, init, initAt + j, initRow, initCol);
            VectorTiles.tile4x1(rows, kc, a, aAt, aRow, aCol, b, panel(j), L, from, 0, L, edge, 0, L);
            storeEdge(rows, j, c, cAt + j, cRow);
        }
    }

    /// The columns from `j` on fill no vector. Their tile starts from a copy that does, and ends in it.
    private float[] edge(int rows, int j, float[] init, int initAt, int initRow, int initCol) {
        if (initCol == 0) return ZEROS;
        VectorMask<Float> mask = FLOATS.indexInRange(0, nc - j);
        for (int r = 0; r < rows; r++) fromArray(FLOATS, init, initAt + r * initRow, mask).intoArray(edge, r * L);
        return edge;
    }

    private void storeEdge(int rows, int j, float[] c, int cAt, int cRow) {
        VectorMask<Float> mask = FLOATS.indexInRange(0, nc - j);
        for (int r = 0; r < rows; r++) fromArray(FLOATS, edge, r * L).intoArray(c, cAt + r * cRow, mask);
    }

    private int panel(int j) {
        return packed ? j * kc : bOff + j;
    }
}
