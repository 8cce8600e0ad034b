package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.VectorMask;

/// The matrix product, cut so that what the inner loops ([VectorTiles]) read stays in the caches.
///
/// `b` is cut into blocks of at most `K_BLOCK` × `N_BLOCK`, and a block into panels two vectors wide (one vector at its right
/// end), which are copied so that each is contiguous. Then a few rows of `a` at a time, copied likewise if there are many columns, meet
/// every panel. An element of `c` takes its products in the order of `k` nevertheless: a block goes on from what the one before stored.
///
/// What has a path of its own: few rows ([VectorStream]), and one column, which is a row lying on its side.
final class VectorMatmul {

    private static final int K_BLOCK = 384;
    private static final int N_BLOCK = 768;
    /// For few rows of `a`, turning the columns of `b` round is most of the work: few of them at a time, in one piece, as memory likes it.
    private static final int N_BLOCK_FEW = 64, K_BLOCK_FEW = K_BLOCK * N_BLOCK / N_BLOCK_FEW;
    /// So many rows of `a`, packed, stay in the first cache while they meet all panels.
    private static final int M_BLOCK = 16;
    /// Up to so many columns the rows of `a` are read where they are: packing them would cost more than it gains.
    private static final int N_FEW = 128;
    /// A block of `b` up to this size is read where it is, if its rows are contiguous: it stays in the first cache anyway.
    private static final int IN_PLACE = 4096;
    /// Up to so many rows of `a`, any block is, so deep at most: packing it would cost more than it gains.
    private static final int M_FETCHED = 64, K_BLOCK_FETCHED = 128;
    private static final boolean EIGHT_ROWS = VectorPanels.ROWS == 8;

    private static final float[] ZEROS = new float[8 * L];

    private static final int B_ROOM = VectorPanels.room(K_BLOCK, N_BLOCK);
    /// Room for a packed block of `b`, and behind it for some rows of `a`.
    private static final int ROOM = B_ROOM + K_BLOCK * M_BLOCK;

    private final int m, kc, nc;
    private final float[] b;
    private final int bOff, bRow;
    private final boolean packed;
    /// Room for rows of `a`, from [#B_ROOM] on, or null.
    private final float[] rows;
    /// Room for the tile at the right end of some rows, if the columns do not fill whole vectors; else it is not used.
    private final float[] edge;

    private VectorMatmul(int m, int kc, int nc, float[] b, int bOff, int bRow, boolean packed, float[] rows, float[] edge) {
        this.m = m;
        this.kc = kc;
        this.nc = nc;
        this.b = b;
        this.bOff = bOff;
        this.bRow = bRow;
        this.packed = packed;
        this.rows = rows;
        this.edge = edge;
    }

    static Scratch scratch() {
        return new Scratch(ROOM);
    }

    static void matmul(Scratch scratch, int m, int n, int k, float[] a, int aOff, int aRow, int aCol,
                       float[] b, int bOff, int bRow, int bCol,
                       float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        if (n == 1 && m > 1) {
            column(scratch, m, k, a, aOff, aRow, aCol, b, bOff, bRow, bCol, init, initOff, initRow, c, cOff, cRow);
        } else if (bCol == 1 && m <= VectorStream.ROWS) {
            VectorStream.matmul(m, n, k, a, aOff, aRow, aCol, b, bOff, bRow, init, initOff, initRow, c, cOff, cRow);
        } else if (bRow == 1 && m <= VectorStream.ROWS_TRANSPOSED) {
            VectorStream.transposed(m, n, k, a, aOff, aRow, aCol, b, bOff, bCol, init, initOff, initRow, c, cOff, cRow);
        } else {
            blocks(scratch, m, n, k, a, aOff, aRow, aCol, b, bOff, bRow, bCol, init, initOff, initRow, c, cOff, cRow);
        }
    }

    /// `c` is one column: its transposed, a row, is `bᵀ · aᵀ`.
    private static void column(Scratch scratch, int m, int k, float[] a, int aOff, int aRow, int aCol,
                               float[] b, int bOff, int bRow, int bCol,
                               float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        float[] row = new float[m];
        for (int i = 0; init != null && i < m; i++) row[i] = init[initOff + i * initRow];
        matmul(scratch, 1, m, k, b, bOff, bCol, bRow, a, aOff, aCol, aRow, row, 0, 0, row, 0, m);
        for (int i = 0; i < m; i++) c[cOff + i * cRow] = row[i];
    }

    private static void blocks(Scratch scratch, int m, int n, int k, float[] a, int aOff, int aRow, int aCol,
                               float[] b, int bOff, int bRow, int bCol,
                               float[] init, int initOff, int initRow, float[] c, int cOff, int cRow) {
        boolean few = bRow == 1 && m < M_BLOCK;
        boolean small = Math.min(k, K_BLOCK) * Math.min(n, N_BLOCK) <= IN_PLACE;
        boolean packed = bCol != 1 || n % L != 0 || !small && m > M_FETCHED;
        boolean fetched = !packed && !small;
        int kBlock = few ? K_BLOCK_FEW : fetched ? K_BLOCK_FETCHED : K_BLOCK, nBlock = few ? N_BLOCK_FEW : N_BLOCK;
        boolean rows = m >= M_BLOCK && n > N_FEW;
        float[] room = packed || rows || fetched ? scratch.take() : null;
        float[] edge = n % L == 0 ? ZEROS : new float[8 * L];
        for (int j = 0; j < n; j += nBlock) {
            int nc = Math.min(nBlock, n - j);
            int p = 0;
            do {
                int kc = Math.min(kBlock, k - p);
                int bAt = bOff + p * bRow + j * bCol;
                if (fetched) VectorPanels.fetch(kc, nc, b, bAt, bRow, room);
                if (packed) VectorPanels.columns(kc, nc, b, bAt, bRow, bCol, room);
                var block = new VectorMatmul(m, kc, nc, packed ? room : b, packed ? 0 : bAt, bRow, packed, rows ? room : null, edge);
                int aAt = aOff + p * aCol;
                int cAt = cOff + j;
                if (p > 0) block.multiply(a, aAt, aRow, aCol, c, cAt, cRow, 1, c, cAt, cRow);
                else if (init == null) block.multiply(a, aAt, aRow, aCol, ZEROS, 0, 0, 0, c, cAt, cRow);
                else block.multiply(a, aAt, aRow, aCol, init, initOff + j, initRow, 1, c, cAt, cRow);
                p += kBlock;
            } while (p < k);
        }
        if (room != null) scratch.giveBack(room);
    }

    private void multiply(float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                          float[] c, int cAt, int cRow) {
        int i = 0;
        if (rows != null) {
            for (; i <= m - M_BLOCK; i += M_BLOCK) {
                manyRows(a, aAt + i * aRow, aRow, aCol, init, initAt + i * initRow, initRow, initCol, c, cAt + i * cRow, cRow);
            }
        }
        if (EIGHT_ROWS) {
            for (; i <= m - 8; i += 8) {
                eightRows(0, a, aAt + i * aRow, aRow, aCol, init, initAt + i * initRow, initRow, initCol, c, cAt + i * cRow, cRow);
            }
        }
        for (; i < m; i += 4) {
            fourRows(Math.min(4, m - i), 0, a, aAt + i * aRow, aRow, aCol, init, initAt + i * initRow, initRow, initCol,
                     c, cAt + i * cRow, cRow);
        }
    }

    /// `M_BLOCK` rows. Their last columns, which fill no pair of vectors, find `a` where it is.
    private void manyRows(float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                          float[] c, int cAt, int cRow) {
        VectorPanels.rows(M_BLOCK, kc, a, aAt, aRow, aCol, rows, B_ROOM);
        int j = 0;
        for (; j <= nc - 2 * L; j += 2 * L) {
            int initJ = initAt + j * initCol;
            int bStep = packed ? 2 * L : bRow;
            for (int i = 0; i < M_BLOCK; i += VectorPanels.ROWS) {
                int aI = B_ROOM + i * kc;
                int initIJ = initJ + i * initRow;
                int cIJ = cAt + j + i * cRow;
                if (EIGHT_ROWS) VectorPackedTiles.tile8x2(kc, rows, aI, b, panel(j), bStep, init, initIJ, initRow, c, cIJ, cRow);
                else VectorPackedTiles.tile4x2(kc, rows, aI, b, panel(j), bStep, init, initIJ, initRow, c, cIJ, cRow);
            }
        }
        for (int i = 0; i < M_BLOCK && j < nc; i += VectorPanels.ROWS) {
            int aI = aAt + i * aRow;
            int initI = initAt + i * initRow;
            int cI = cAt + i * cRow;
            if (EIGHT_ROWS) eightRows(j, a, aI, aRow, aCol, init, initI, initRow, initCol, c, cI, cRow);
            else fourRows(4, j, a, aI, aRow, aCol, init, initI, initRow, initCol, c, cI, cRow);
        }
    }

    /// The columns from `j` on.
    private void eightRows(int j, float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                           float[] c, int cAt, int cRow) {
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

    private void fourRows(int rows, int j, float[] a, int aAt, int aRow, int aCol, float[] init, int initAt, int initRow, int initCol,
                          float[] c, int cAt, int cRow) {
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
