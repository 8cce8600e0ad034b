package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// The innermost loops of a large product, like those of [VectorTiles], but for rows of `a` that are packed ([VectorPanels#rows]): the
/// floats of one step lie side by side, at a distance from those of the next that the compiler knows. That spares it the checks of
/// bounds and the sums of addresses within the loop, which is worth a tenth.
final class VectorPackedTiles {

    private VectorPackedTiles() {
    }

    static void tile8x2(int k, float[] a, int aAt, float[] b, int bAt, int bRow,
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
            FloatVector x0 = broadcast(FLOATS, a[aAt + 8 * p]);
            s0 = x0.fma(bs, s0);
            t0 = x0.fma(bt, t0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + 8 * p + 1]);
            s1 = x1.fma(bs, s1);
            t1 = x1.fma(bt, t1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + 8 * p + 2]);
            s2 = x2.fma(bs, s2);
            t2 = x2.fma(bt, t2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + 8 * p + 3]);
            s3 = x3.fma(bs, s3);
            t3 = x3.fma(bt, t3);
            FloatVector x4 = broadcast(FLOATS, a[aAt + 8 * p + 4]);
            s4 = x4.fma(bs, s4);
            t4 = x4.fma(bt, t4);
            FloatVector x5 = broadcast(FLOATS, a[aAt + 8 * p + 5]);
            s5 = x5.fma(bs, s5);
            t5 = x5.fma(bt, t5);
            FloatVector x6 = broadcast(FLOATS, a[aAt + 8 * p + 6]);
            s6 = x6.fma(bs, s6);
            t6 = x6.fma(bt, t6);
            FloatVector x7 = broadcast(FLOATS, a[aAt + 8 * p + 7]);
            s7 = x7.fma(bs, s7);
            t7 = x7.fma(bt, t7);
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

    static void tile4x2(int k, float[] a, int aAt, float[] b, int bAt, int bRow,
                        float[] init, int initAt, int initRow, float[] c, int cAt, int cRow) {
        FloatVector s0 = fromArray(FLOATS, init, initAt), t0 = fromArray(FLOATS, init, initAt + L);
        FloatVector s1 = fromArray(FLOATS, init, initAt + initRow), t1 = fromArray(FLOATS, init, initAt + initRow + L);
        FloatVector s2 = fromArray(FLOATS, init, initAt + 2 * initRow), t2 = fromArray(FLOATS, init, initAt + 2 * initRow + L);
        FloatVector s3 = fromArray(FLOATS, init, initAt + 3 * initRow), t3 = fromArray(FLOATS, init, initAt + 3 * initRow + L);
        for (int p = 0; p < k; p++) {
            FloatVector bs = fromArray(FLOATS, b, bAt), bt = fromArray(FLOATS, b, bAt + L);
            FloatVector x0 = broadcast(FLOATS, a[aAt + 4 * p]);
            s0 = x0.fma(bs, s0);
            t0 = x0.fma(bt, t0);
            FloatVector x1 = broadcast(FLOATS, a[aAt + 4 * p + 1]);
            s1 = x1.fma(bs, s1);
            t1 = x1.fma(bt, t1);
            FloatVector x2 = broadcast(FLOATS, a[aAt + 4 * p + 2]);
            s2 = x2.fma(bs, s2);
            t2 = x2.fma(bt, t2);
            FloatVector x3 = broadcast(FLOATS, a[aAt + 4 * p + 3]);
            s3 = x3.fma(bs, s3);
            t3 = x3.fma(bt, t3);
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
    }
}
