package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// The inner loops of the matrix product: `c = init + a · b` for a few rows and one or two vectors of columns, held in registers
/// from the first to the last of `k` products. `b` is a panel: the rows of the tile's columns, `bRow` floats apart.
///
/// They are long because every sum must be a variable of its own to stay in a register, and have no branch that could come after
/// the loop. A tile that starts from nothing starts from zeros.
final class VectorTiles {

    private VectorTiles() {
    }

    static void tile8x2(int k, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                        float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        FloatVector s0 = fromArray(FLOATS, init, initAt), t0 = fromArray(FLOATS, init, initAt + L);
        FloatVector s1 = fromArray(FLOATS, init, initAt + initRow), t1 = fromArray(FLOATS, init, initAt + initRow + L);
        FloatVector s2 = fromArray(FLOATS, init, initAt + 2 * initRow), t2 = fromArray(FLOATS, init, initAt + 2 * initRow + L);
        FloatVector s3 = fromArray(FLOATS, init, initAt + 3 * initRow), t3 = fromArray(FLOATS, init, initAt + 3 * initRow + L);
        FloatVector s4 = fromArray(FLOATS, init, initAt + 4 * initRow), t4 = fromArray(FLOATS, init, initAt + 4 * initRow + L);
        FloatVector s5 = fromArray(FLOATS, init, initAt + 5 * initRow), t5 = fromArray(FLOATS, init, initAt + 5 * initRow + L);
        FloatVector s6 = fromArray(FLOATS, init, initAt + 6 * initRow), t6 = fromArray(FLOATS, init, initAt + 6 * initRow + L);
        FloatVector s7 = fromArray(FLOATS, init, initAt + 7 * initRow), t7 = fromArray(FLOATS, init, initAt + 7 * initRow + L);
        for (int p = 0; p < k; p++) {
            FloatVector bs = fromArray(FLOATS, b, bAt), bt = fromArray(FLOATS, b, bAt + L);
            FloatVector x0 = broadcast(FLOATS, a[aAt]);
            s0 = x0.fma(bs, s0);
            t0 = x0.fma(bt, t0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + aRow]);
            s1 = x1.fma(bs, s1);
            t1 = x1.fma(bt, t1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + 2 * aRow]);
            s2 = x2.fma(bs, s2);
            t2 = x2.fma(bt, t2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + 3 * aRow]);
            s3 = x3.fma(bs, s3);
            t3 = x3.fma(bt, t3);
            FloatVector x4 = broadcast(FLOATS, a[aAt + 4 * aRow]);
            s4 = x4.fma(bs, s4);
            t4 = x4.fma(bt, t4);
            FloatVector x5 = broadcast(FLOATS, a[aAt + 5 * aRow]);
            s5 = x5.fma(bs, s5);
            t5 = x5.fma(bt, t5);
            FloatVector x6 = broadcast(FLOATS, a[aAt + 6 * aRow]);
            s6 = x6.fma(bs, s6);
            t6 = x6.fma(bt, t6);
            FloatVector x7 = broadcast(FLOATS, a[aAt + 7 * aRow]);
            s7 = x7.fma(bs, s7);
            t7 = x7.fma(bt, t7);
            aAt += aCol;
            bAt += bRow;
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + L);
        s1.intoArray(c, cAt + cRow);
        t1.intoArray(c, cAt + cRow + L);
        s2.intoArray(c, cAt + 2 * cRow);
        t2.intoArray(c, cAt + 2 * cRow + L);
        s3.intoArray(c, cAt + 3 * cRow);
        t3.intoArray(c, cAt + 3 * cRow + L);
        s4.intoArray(c, cAt + 4 * cRow);
        t4.intoArray(c, cAt + 4 * cRow + L);
        s5.intoArray(c, cAt + 5 * cRow);
        t5.intoArray(c, cAt + 5 * cRow + L);
        s6.intoArray(c, cAt + 6 * cRow);
        t6.intoArray(c, cAt + 6 * cRow + L);
        s7.intoArray(c, cAt + 7 * cRow);
        t7.intoArray(c, cAt + 7 * cRow + L);
    }

    /// As many `rows` as there are, at most four: the last one also stands in for those that are missing.
    static void tile4x2(int rows, int k, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                        float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1);
        int init1 = initAt + r1 * initRow, init2 = initAt + r2 * initRow, init3 = initAt + r3 * initRow;
        int c1 = cAt + r1 * cRow, c2 = cAt + r2 * cRow, c3 = cAt + r3 * cRow;
        int a1 = r1 * aRow, a2 = r2 * aRow, a3 = r3 * aRow;
        FloatVector s0 = fromArray(FLOATS, init, initAt), t0 = fromArray(FLOATS, init, initAt + L);
        FloatVector s1 = fromArray(FLOATS, init, init1), t1 = fromArray(FLOATS, init, init1 + L);
        FloatVector s2 = fromArray(FLOATS, init, init2), t2 = fromArray(FLOATS, init, init2 + L);
        FloatVector s3 = fromArray(FLOATS, init, init3), t3 = fromArray(FLOATS, init, init3 + L);
        for (int p = 0; p < k; p++) {
            FloatVector bs = fromArray(FLOATS, b, bAt), bt = fromArray(FLOATS, b, bAt + L);
            FloatVector x0 = broadcast(FLOATS, a[aAt]);
            s0 = x0.fma(bs, s0);
            t0 = x0.fma(bt, t0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + a1]);
            s1 = x1.fma(bs, s1);
            t1 = x1.fma(bt, t1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + a2]);
            s2 = x2.fma(bs, s2);
            t2 = x2.fma(bt, t2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + a3]);
            s3 = x3.fma(bs, s3);
            t3 = x3.fma(bt, t3);
            aAt += aCol;
            bAt += bRow;
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + L);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + L);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + L);
        s3.intoArray(c, c3);
        t3.intoArray(c, c3 + L);
    }

    static void tile8x1(int k, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                        float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        FloatVector s0 = fromArray(FLOATS, init, initAt);
        FloatVector s1 = fromArray(FLOATS, init, initAt + initRow);
        FloatVector s2 = fromArray(FLOATS, init, initAt + 2 * initRow);
        FloatVector s3 = fromArray(FLOATS, init, initAt + 3 * initRow);
        FloatVector s4 = fromArray(FLOATS, init, initAt + 4 * initRow);
        FloatVector s5 = fromArray(FLOATS, init, initAt + 5 * initRow);
        FloatVector s6 = fromArray(FLOATS, init, initAt + 6 * initRow);
        FloatVector s7 = fromArray(FLOATS, init, initAt + 7 * initRow);
        for (int p = 0; p < k; p++) {
            FloatVector bs = fromArray(FLOATS, b, bAt);
            FloatVector x0 = broadcast(FLOATS, a[aAt]);
            s0 = x0.fma(bs, s0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + aRow]);
            s1 = x1.fma(bs, s1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + 2 * aRow]);
            s2 = x2.fma(bs, s2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + 3 * aRow]);
            s3 = x3.fma(bs, s3);
            FloatVector x4 = broadcast(FLOATS, a[aAt + 4 * aRow]);
            s4 = x4.fma(bs, s4);
            FloatVector x5 = broadcast(FLOATS, a[aAt + 5 * aRow]);
            s5 = x5.fma(bs, s5);
            FloatVector x6 = broadcast(FLOATS, a[aAt + 6 * aRow]);
            s6 = x6.fma(bs, s6);
            FloatVector x7 = broadcast(FLOATS, a[aAt + 7 * aRow]);
            s7 = x7.fma(bs, s7);
            aAt += aCol;
            bAt += bRow;
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + cRow);
        s2.intoArray(c, cAt + 2 * cRow);
        s3.intoArray(c, cAt + 3 * cRow);
        s4.intoArray(c, cAt + 4 * cRow);
        s5.intoArray(c, cAt + 5 * cRow);
        s6.intoArray(c, cAt + 6 * cRow);
        s7.intoArray(c, cAt + 7 * cRow);
    }

    static void tile4x1(int rows, int k, float[] a, int aAt, int aRow, int aCol, float[] b, int bAt, int bRow,
                        float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        int r1 = Math.min(1, rows - 1), r2 = Math.min(2, rows - 1), r3 = Math.min(3, rows - 1);
        int init1 = initAt + r1 * initRow, init2 = initAt + r2 * initRow, init3 = initAt + r3 * initRow;
        int c1 = cAt + r1 * cRow, c2 = cAt + r2 * cRow, c3 = cAt + r3 * cRow;
        int a1 = r1 * aRow, a2 = r2 * aRow, a3 = r3 * aRow;
        FloatVector s0 = fromArray(FLOATS, init, initAt);
        FloatVector s1 = fromArray(FLOATS, init, init1);
        FloatVector s2 = fromArray(FLOATS, init, init2);
        FloatVector s3 = fromArray(FLOATS, init, init3);
        for (int p = 0; p < k; p++) {
            FloatVector bs = fromArray(FLOATS, b, bAt);
            FloatVector x0 = broadcast(FLOATS, a[aAt]);
            s0 = x0.fma(bs, s0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + a1]);
            s1 = x1.fma(bs, s1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + a2]);
            s2 = x2.fma(bs, s2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + a3]);
            s3 = x3.fma(bs, s3);
            aAt += aCol;
            bAt += bRow;
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
    }
}
