package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/// Sixteen rows of a matrix turned into columns, sixteen floats of each at a time, in the registers of a machine whose vectors hold as
/// many. A line of memory is then read in one piece, and a product with a transposed operand keeps up with memory.
///
/// Four rounds: vectors whose numbers differ in one bit exchange the lanes whose numbers have, or lack, that bit.
///
/// ```
///     round 1        a b c d …      a A c C …          round 2: pairs of lanes, between vectors 0 and 2, 1 and 3, …
///                    A B C D …  →   b B d D …          rounds 4 and 8 likewise
/// ```
final class VectorSixteen {

    /// Whether vectors are that wide. Elsewhere four times four floats are turned at a time ([VectorPanels]).
    static final boolean FITS = L == 16;

    // Which lane of two vectors, the second counted from 16 on, each lane of the result takes.
    private static final FloatVector LOW_1 = exchange(1, false), HIGH_1 = exchange(1, true);
    private static final FloatVector LOW_2 = exchange(2, false), HIGH_2 = exchange(2, true);
    private static final FloatVector LOW_4 = exchange(4, false), HIGH_4 = exchange(4, true);
    private static final FloatVector LOW_8 = exchange(8, false), HIGH_8 = exchange(8, true);

    private VectorSixteen() {
    }

    /// Lanes without the bit from the first vector, the others from the second; the half that changes places is turned by the bit.
    private static FloatVector exchange(int bit, boolean high) {
        float[] from = new float[L];
        for (int i = 0; i < L; i++) {
            boolean second = (i & bit) != 0;
            from[i] = (second ? L : 0) + (second == high ? i : i ^ bit);
        }
        return fromArray(FLOATS, from, 0);
    }

    /// `to[toAt + p·toRow + j] = b[bAt + p + j·bCol]`, for p and j from 0 to 15.
    static void turn(float[] b, int bAt, int bCol, float[] to, int toAt, int toRow) {
        FloatVector r0 = fromArray(FLOATS, b, bAt), r1 = fromArray(FLOATS, b, bAt + bCol);
        FloatVector r2 = fromArray(FLOATS, b, bAt + 2 * bCol), r3 = fromArray(FLOATS, b, bAt + 3 * bCol);
        FloatVector r4 = fromArray(FLOATS, b, bAt + 4 * bCol), r5 = fromArray(FLOATS, b, bAt + 5 * bCol);
        FloatVector r6 = fromArray(FLOATS, b, bAt + 6 * bCol), r7 = fromArray(FLOATS, b, bAt + 7 * bCol);
        FloatVector r8 = fromArray(FLOATS, b, bAt + 8 * bCol), r9 = fromArray(FLOATS, b, bAt + 9 * bCol);
        FloatVector r10 = fromArray(FLOATS, b, bAt + 10 * bCol), r11 = fromArray(FLOATS, b, bAt + 11 * bCol);
        FloatVector r12 = fromArray(FLOATS, b, bAt + 12 * bCol), r13 = fromArray(FLOATS, b, bAt + 13 * bCol);
        FloatVector r14 = fromArray(FLOATS, b, bAt + 14 * bCol), r15 = fromArray(FLOATS, b, bAt + 15 * bCol);
        FloatVector s0 = LOW_1.selectFrom(r0, r1), s1 = HIGH_1.selectFrom(r0, r1);
        FloatVector s2 = LOW_1.selectFrom(r2, r3), s3 = HIGH_1.selectFrom(r2, r3);
        FloatVector s4 = LOW_1.selectFrom(r4, r5), s5 = HIGH_1.selectFrom(r4, r5);
        FloatVector s6 = LOW_1.selectFrom(r6, r7), s7 = HIGH_1.selectFrom(r6, r7);
        FloatVector s8 = LOW_1.selectFrom(r8, r9), s9 = HIGH_1.selectFrom(r8, r9);
        FloatVector s10 = LOW_1.selectFrom(r10, r11), s11 = HIGH_1.selectFrom(r10, r11);
        FloatVector s12 = LOW_1.selectFrom(r12, r13), s13 = HIGH_1.selectFrom(r12, r13);
        FloatVector s14 = LOW_1.selectFrom(r14, r15), s15 = HIGH_1.selectFrom(r14, r15);
        FloatVector t0 = LOW_2.selectFrom(s0, s2), t2 = HIGH_2.selectFrom(s0, s2);
        FloatVector t1 = LOW_2.selectFrom(s1, s3), t3 = HIGH_2.selectFrom(s1, s3);
        FloatVector t4 = LOW_2.selectFrom(s4, s6), t6 = HIGH_2.selectFrom(s4, s6);
        FloatVector t5 = LOW_2.selectFrom(s5, s7), t7 = HIGH_2.selectFrom(s5, s7);
        FloatVector t8 = LOW_2.selectFrom(s8, s10), t10 = HIGH_2.selectFrom(s8, s10);
        FloatVector t9 = LOW_2.selectFrom(s9, s11), t11 = HIGH_2.selectFrom(s9, s11);
        FloatVector t12 = LOW_2.selectFrom(s12, s14), t14 = HIGH_2.selectFrom(s12, s14);
        FloatVector t13 = LOW_2.selectFrom(s13, s15), t15 = HIGH_2.selectFrom(s13, s15);
        FloatVector u0 = LOW_4.selectFrom(t0, t4), u4 = HIGH_4.selectFrom(t0, t4);
        FloatVector u1 = LOW_4.selectFrom(t1, t5), u5 = HIGH_4.selectFrom(t1, t5);
        FloatVector u2 = LOW_4.selectFrom(t2, t6), u6 = HIGH_4.selectFrom(t2, t6);
        FloatVector u3 = LOW_4.selectFrom(t3, t7), u7 = HIGH_4.selectFrom(t3, t7);
        FloatVector u8 = LOW_4.selectFrom(t8, t12), u12 = HIGH_4.selectFrom(t8, t12);
        FloatVector u9 = LOW_4.selectFrom(t9, t13), u13 = HIGH_4.selectFrom(t9, t13);
        FloatVector u10 = LOW_4.selectFrom(t10, t14), u14 = HIGH_4.selectFrom(t10, t14);
        FloatVector u11 = LOW_4.selectFrom(t11, t15), u15 = HIGH_4.selectFrom(t11, t15);
        FloatVector v0 = LOW_8.selectFrom(u0, u8), v8 = HIGH_8.selectFrom(u0, u8);
        FloatVector v1 = LOW_8.selectFrom(u1, u9), v9 = HIGH_8.selectFrom(u1, u9);
        FloatVector v2 = LOW_8.selectFrom(u2, u10), v10 = HIGH_8.selectFrom(u2, u10);
        FloatVector v3 = LOW_8.selectFrom(u3, u11), v11 = HIGH_8.selectFrom(u3, u11);
        FloatVector v4 = LOW_8.selectFrom(u4, u12), v12 = HIGH_8.selectFrom(u4, u12);
        FloatVector v5 = LOW_8.selectFrom(u5, u13), v13 = HIGH_8.selectFrom(u5, u13);
        FloatVector v6 = LOW_8.selectFrom(u6, u14), v14 = HIGH_8.selectFrom(u6, u14);
        FloatVector v7 = LOW_8.selectFrom(u7, u15), v15 = HIGH_8.selectFrom(u7, u15);
        v0.intoArray(to, toAt);
        v1.intoArray(to, toAt + toRow);
        v2.intoArray(to, toAt + 2 * toRow);
        v3.intoArray(to, toAt + 3 * toRow);
        v4.intoArray(to, toAt + 4 * toRow);
        v5.intoArray(to, toAt + 5 * toRow);
        v6.intoArray(to, toAt + 6 * toRow);
        v7.intoArray(to, toAt + 7 * toRow);
        v8.intoArray(to, toAt + 8 * toRow);
        v9.intoArray(to, toAt + 9 * toRow);
        v10.intoArray(to, toAt + 10 * toRow);
        v11.intoArray(to, toAt + 11 * toRow);
        v12.intoArray(to, toAt + 12 * toRow);
        v13.intoArray(to, toAt + 13 * toRow);
        v14.intoArray(to, toAt + 14 * toRow);
        v15.intoArray(to, toAt + 15 * toRow);
    }

    /// `c[j] += Σₚ a[p] · b[p, j]` for sixteen j, `k` a multiple of sixteen: what was turned never leaves the registers.
    static void add(int k, float[] a, int aAt, int aCol, float[] b, int bAt, int bCol, float[] c, int cAt) {
        FloatVector sum = fromArray(FLOATS, c, cAt);
        for (int p = 0; p < k; p += 16) {
            FloatVector r0 = fromArray(FLOATS, b, bAt), r1 = fromArray(FLOATS, b, bAt + bCol);
            FloatVector r2 = fromArray(FLOATS, b, bAt + 2 * bCol), r3 = fromArray(FLOATS, b, bAt + 3 * bCol);
            FloatVector r4 = fromArray(FLOATS, b, bAt + 4 * bCol), r5 = fromArray(FLOATS, b, bAt + 5 * bCol);
            FloatVector r6 = fromArray(FLOATS, b, bAt + 6 * bCol), r7 = fromArray(FLOATS, b, bAt + 7 * bCol);
            FloatVector r8 = fromArray(FLOATS, b, bAt + 8 * bCol), r9 = fromArray(FLOATS, b, bAt + 9 * bCol);
            FloatVector r10 = fromArray(FLOATS, b, bAt + 10 * bCol), r11 = fromArray(FLOATS, b, bAt + 11 * bCol);
            FloatVector r12 = fromArray(FLOATS, b, bAt + 12 * bCol), r13 = fromArray(FLOATS, b, bAt + 13 * bCol);
            FloatVector r14 = fromArray(FLOATS, b, bAt + 14 * bCol), r15 = fromArray(FLOATS, b, bAt + 15 * bCol);
            FloatVector s0 = LOW_1.selectFrom(r0, r1), s1 = HIGH_1.selectFrom(r0, r1);
            FloatVector s2 = LOW_1.selectFrom(r2, r3), s3 = HIGH_1.selectFrom(r2, r3);
            FloatVector s4 = LOW_1.selectFrom(r4, r5), s5 = HIGH_1.selectFrom(r4, r5);
            FloatVector s6 = LOW_1.selectFrom(r6, r7), s7 = HIGH_1.selectFrom(r6, r7);
            FloatVector s8 = LOW_1.selectFrom(r8, r9), s9 = HIGH_1.selectFrom(r8, r9);
            FloatVector s10 = LOW_1.selectFrom(r10, r11), s11 = HIGH_1.selectFrom(r10, r11);
            FloatVector s12 = LOW_1.selectFrom(r12, r13), s13 = HIGH_1.selectFrom(r12, r13);
            FloatVector s14 = LOW_1.selectFrom(r14, r15), s15 = HIGH_1.selectFrom(r14, r15);
            FloatVector t0 = LOW_2.selectFrom(s0, s2), t2 = HIGH_2.selectFrom(s0, s2);
            FloatVector t1 = LOW_2.selectFrom(s1, s3), t3 = HIGH_2.selectFrom(s1, s3);
            FloatVector t4 = LOW_2.selectFrom(s4, s6), t6 = HIGH_2.selectFrom(s4, s6);
            FloatVector t5 = LOW_2.selectFrom(s5, s7), t7 = HIGH_2.selectFrom(s5, s7);
            FloatVector t8 = LOW_2.selectFrom(s8, s10), t10 = HIGH_2.selectFrom(s8, s10);
            FloatVector t9 = LOW_2.selectFrom(s9, s11), t11 = HIGH_2.selectFrom(s9, s11);
            FloatVector t12 = LOW_2.selectFrom(s12, s14), t14 = HIGH_2.selectFrom(s12, s14);
            FloatVector t13 = LOW_2.selectFrom(s13, s15), t15 = HIGH_2.selectFrom(s13, s15);
            FloatVector u0 = LOW_4.selectFrom(t0, t4), u4 = HIGH_4.selectFrom(t0, t4);
            FloatVector u1 = LOW_4.selectFrom(t1, t5), u5 = HIGH_4.selectFrom(t1, t5);
            FloatVector u2 = LOW_4.selectFrom(t2, t6), u6 = HIGH_4.selectFrom(t2, t6);
            FloatVector u3 = LOW_4.selectFrom(t3, t7), u7 = HIGH_4.selectFrom(t3, t7);
            FloatVector u8 = LOW_4.selectFrom(t8, t12), u12 = HIGH_4.selectFrom(t8, t12);
            FloatVector u9 = LOW_4.selectFrom(t9, t13), u13 = HIGH_4.selectFrom(t9, t13);
            FloatVector u10 = LOW_4.selectFrom(t10, t14), u14 = HIGH_4.selectFrom(t10, t14);
            FloatVector u11 = LOW_4.selectFrom(t11, t15), u15 = HIGH_4.selectFrom(t11, t15);
            FloatVector v0 = LOW_8.selectFrom(u0, u8), v8 = HIGH_8.selectFrom(u0, u8);
            FloatVector v1 = LOW_8.selectFrom(u1, u9), v9 = HIGH_8.selectFrom(u1, u9);
            FloatVector v2 = LOW_8.selectFrom(u2, u10), v10 = HIGH_8.selectFrom(u2, u10);
            FloatVector v3 = LOW_8.selectFrom(u3, u11), v11 = HIGH_8.selectFrom(u3, u11);
            FloatVector v4 = LOW_8.selectFrom(u4, u12), v12 = HIGH_8.selectFrom(u4, u12);
            FloatVector v5 = LOW_8.selectFrom(u5, u13), v13 = HIGH_8.selectFrom(u5, u13);
            FloatVector v6 = LOW_8.selectFrom(u6, u14), v14 = HIGH_8.selectFrom(u6, u14);
            FloatVector v7 = LOW_8.selectFrom(u7, u15), v15 = HIGH_8.selectFrom(u7, u15);
            sum = broadcast(FLOATS, a[aAt]).fma(v0, sum);
            sum = broadcast(FLOATS, a[aAt + aCol]).fma(v1, sum);
            sum = broadcast(FLOATS, a[aAt + 2 * aCol]).fma(v2, sum);
            sum = broadcast(FLOATS, a[aAt + 3 * aCol]).fma(v3, sum);
            sum = broadcast(FLOATS, a[aAt + 4 * aCol]).fma(v4, sum);
            sum = broadcast(FLOATS, a[aAt + 5 * aCol]).fma(v5, sum);
            sum = broadcast(FLOATS, a[aAt + 6 * aCol]).fma(v6, sum);
            sum = broadcast(FLOATS, a[aAt + 7 * aCol]).fma(v7, sum);
            sum = broadcast(FLOATS, a[aAt + 8 * aCol]).fma(v8, sum);
            sum = broadcast(FLOATS, a[aAt + 9 * aCol]).fma(v9, sum);
            sum = broadcast(FLOATS, a[aAt + 10 * aCol]).fma(v10, sum);
            sum = broadcast(FLOATS, a[aAt + 11 * aCol]).fma(v11, sum);
            sum = broadcast(FLOATS, a[aAt + 12 * aCol]).fma(v12, sum);
            sum = broadcast(FLOATS, a[aAt + 13 * aCol]).fma(v13, sum);
            sum = broadcast(FLOATS, a[aAt + 14 * aCol]).fma(v14, sum);
            sum = broadcast(FLOATS, a[aAt + 15 * aCol]).fma(v15, sum);
            aAt += 16 * aCol;
            bAt += 16;
        }
        sum.intoArray(c, cAt);
    }
}
