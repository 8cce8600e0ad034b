package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Elementary.*;
import static clearhead.autograd.kernels.Lanes.all;
import static clearhead.autograd.kernels.Lanes.allInts;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// [Elementary] in all lanes at once: the same steps in the same order, so the same bits. A choice is a blend.
final class VectorMath {

    private VectorMath() {
    }

    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_MAX, x.compare(GT, EXP_MAX)).blend(EXP_MIN, x.compare(LT, EXP_MIN));
        FloatVector shifted = c.fma(all(LOG2_E), all(ROUND));
        FloatVector p = expm1OfRest(c, shifted.sub(ROUND)).add(1f);
        IntVector n = shifted.reinterpretAsInts().sub(ROUND_BITS);
        IntVector half = n.lanewise(ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    }

    private static FloatVector expm1OfRest(FloatVector x, FloatVector n) {
        FloatVector r = n.fma(all(-LN2_LO), n.fma(all(-LN2_HI), x));
        FloatVector p = r.fma(all(E4), all(E3));
        p = p.fma(r, all(E2));
        p = p.fma(r, all(E1));
        p = p.fma(r, all(E0));
        return r.mul(r).fma(p, r);
    }

    private static FloatVector powerOfTwo(IntVector n) {
        return n.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    }

    static FloatVector log(FloatVector x) {
        var denormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.mul(LIFT, denormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector e = (FloatVector) bits.lanewise(ASHR, 23).convert(I2F, 0);
        e = e.sub(LIFT_EXPONENT, denormal);
        FloatVector f = bits.and(FRACTION_BITS).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
        FloatVector p = f.fma(all(L7), all(L6));
        p = p.fma(f, all(L5));
        p = p.fma(f, all(L4));
        p = p.fma(f, all(L3));
        p = p.fma(f, all(L2));
        p = p.fma(f, all(L1));
        p = p.fma(f, all(L0));
        FloatVector ff = f.mul(f);
        FloatVector small = e.fma(all(LN2_LO), ff.fma(all(-0.5f), f.mul(ff).mul(p)));
        FloatVector y = e.fma(all(LN2_HI), f.add(small));
        y = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f)).blend(Float.NaN, x.compare(LT, 0f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector c = a.blend(TANH_MAX, a.compare(GT, TANH_MAX)).mul(2f);
        FloatVector shifted = c.fma(all(LOG2_E), all(ROUND));
        FloatVector p = expm1OfRest(c, shifted.sub(ROUND));
        FloatVector scale = powerOfTwo(shifted.reinterpretAsInts().sub(ROUND_BITS));
        FloatVector e = scale.fma(p, scale.sub(1f));
        return copySign(e.div(e.add(2f)), x);
    }

    /// `y`, which is not negative, with the sign of `x`.
    private static FloatVector copySign(FloatVector y, FloatVector x) {
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(allInts(Integer.MIN_VALUE))).reinterpretAsFloats();
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector c = a.blend(ERF_MAX, a.compare(GT, ERF_MAX));
        FloatVector u = c.mul(c);
        FloatVector n = u.fma(all(N5), all(N4));
        n = n.fma(u, all(N3));
        n = n.fma(u, all(N2));
        n = n.fma(u, all(N1));
        n = n.fma(u, all(N0));
        FloatVector d = u.fma(all(D5), all(D4));
        d = d.fma(u, all(D3));
        d = d.fma(u, all(D2));
        d = d.fma(u, all(D1));
        d = d.fma(u, all(1f));
        FloatVector y = c.mul(n).div(d);
        return copySign(y.blend(1f, y.compare(GT, 1f)), x);
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector one = all(1f);
        return one.div(one.add(exp(x.neg())));
    }
}
