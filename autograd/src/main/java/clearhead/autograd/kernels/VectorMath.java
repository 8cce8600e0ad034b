package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Elementary.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// [Elementary] in all lanes at once: the same steps in the same order, so the same bits. A choice is a blend.
///
/// No method calls another of ours. The compiler stops inlining our methods, though not the Vector API's, once a compilation has become
/// large (about 85 vector operations), and a vector that is handed to a method that was not inlined costs an object.
final class VectorMath {

    /// [Elementary#ROUND] for an exponent that is 25 too large.
    private static final float ROUND_LIFTED = 0x1.8p23f + 127f + 25f;

    private VectorMath() {
    }

    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_MAX, x.compare(GT, EXP_MAX)).blend(EXP_MIN, x.compare(LT, EXP_MIN));
        FloatVector shifted = c.fma(LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.lanewise(FMA, -LN2_LO, n.lanewise(FMA, -LN2_HI, c));
        FloatVector p = r.fma(E4, E3).lanewise(FMA, r, E2).lanewise(FMA, r, E1).lanewise(FMA, r, E0);
        p = r.mul(r).fma(p, r).add(1f);
        IntVector bits = shifted.reinterpretAsInts();
        IntVector half = bits.lanewise(ASHR, 1);
        return p.mul(half.lanewise(LSHL, 23).reinterpretAsFloats()).mul(bits.sub(half).lanewise(LSHL, 23).reinterpretAsFloats());
    }

    /// `eˣ` for x ≤ 0 only: the same bits in fewer steps. Nothing is too large here, so x is held on one side only, and `2ⁿ⁺²⁵`, which
    /// is in range for all n ≥ −150, can be multiplied in at once.
    static FloatVector expOfNegative(FloatVector x) {
        FloatVector c = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
        FloatVector shifted = c.fma(LOG2_E, ROUND_LIFTED);
        FloatVector n = shifted.sub(ROUND_LIFTED);
        FloatVector r = n.lanewise(FMA, -LN2_LO, n.lanewise(FMA, -LN2_HI, c));
        FloatVector p = r.fma(E4, E3).lanewise(FMA, r, E2).lanewise(FMA, r, E1).lanewise(FMA, r, E0);
        p = r.mul(r).fma(p, r).add(1f);
        return p.mul(shifted.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats()).mul(0x1p-25f);
    }

    static FloatVector log(FloatVector x) {
        var denormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.mul(LIFT, denormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector e = (FloatVector) bits.lanewise(ASHR, 23).convert(I2F, 0);
        e = e.sub(LIFT_EXPONENT, denormal);
        FloatVector f = bits.and(FRACTION_BITS).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector p = f.fma(L7, L6).lanewise(FMA, f, L5).lanewise(FMA, f, L4).lanewise(FMA, f, L3);
        p = p.lanewise(FMA, f, L2).lanewise(FMA, f, L1).lanewise(FMA, f, L0);
        FloatVector ff = f.mul(f);
        FloatVector small = e.lanewise(FMA, LN2_LO, ff.lanewise(FMA, -0.5f, f.mul(ff).mul(p)));
        FloatVector y = e.lanewise(FMA, LN2_HI, f.add(small));
        y = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f)).blend(Float.NaN, x.compare(LT, 0f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector c = a.blend(TANH_MAX, a.compare(GT, TANH_MAX)).mul(2f);
        FloatVector shifted = c.fma(LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.lanewise(FMA, -LN2_LO, n.lanewise(FMA, -LN2_HI, c));
        FloatVector p = r.fma(E4, E3).lanewise(FMA, r, E2).lanewise(FMA, r, E1).lanewise(FMA, r, E0);
        p = r.mul(r).fma(p, r);
        FloatVector scale = shifted.reinterpretAsInts().sub(127).lanewise(LSHL, 23).reinterpretAsFloats();
        FloatVector q = scale.fma(p, scale.sub(1f));
        FloatVector y = q.div(q.add(2f));
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();   // the sign of x
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector c = a.blend(ERF_MAX, a.compare(GT, ERF_MAX));
        FloatVector u = c.mul(c);
        FloatVector n = u.fma(N5, N4).lanewise(FMA, u, N3).lanewise(FMA, u, N2).lanewise(FMA, u, N1).lanewise(FMA, u, N0);
        FloatVector d = u.fma(D5, D4).lanewise(FMA, u, D3).lanewise(FMA, u, D2).lanewise(FMA, u, D1).lanewise(FMA, u, 1f);
        FloatVector y = c.mul(n).div(d);
        y = y.blend(1f, y.compare(GT, 1f));
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();   // the sign of x
    }
}
