package clearhead.autograd.kernels;

/// `exp`, `log`, `tanh`, `erf` and `σ` of one float, made of additions, multiplications, fused multiply-adds and divisions only.
///
/// Every one of these steps is exact to half a unit in the last place (ulp) on every machine, so the results have the same bits
/// everywhere, and [VectorMath] can repeat them step by step in all lanes at once. That is why there is no branch either:
/// where a formula has cases, both are computed and one is chosen.
///
/// The polynomials are minimax fits (Remez exchange; for `erf` Lawson's weights) made for this file. The largest errors among all
/// floats: exp 1.049, log 0.890, tanh 2.517 ulp; among a third of those from 2⁻¹³ to 2⁷ in size: erf 5.80 ulp, and σ 2.48 ulp down to
/// σ(−87), where `e⁻ˣ` leaves the range. Of what is made from them, in ulp of the argument: GELU below 2.7, its tanh form 1.8,
/// SiLU 2.
final class Elementary {

    static final float LOG2_E = 1.44269504f;
    /// `ln 2 = LN2_HI + LN2_LO` to 48 bits.
    static final float LN2_HI = 0.693147182f;
    static final float LN2_LO = -1.90465430e-9f;

    /// Adding 1.5 · 2²³ to a smaller number leaves no bits for a fraction: the sum is rounded to an integer, which stands in the low
    /// bits of the sum. With 254, twice the bias of a float's exponent, on top, these bits are nearly an exponent already.
    static final float ROUND = 0x1.8p23f + 254f;

    /// Beyond these `exp` is infinite or 0, and `tanh` and `erf` are ±1.
    static final float EXP_MAX = 89f;
    static final float EXP_MIN = -104f;
    static final float TANH_MAX = 10f;
    static final float ERF_MAX = 4f;

    /// `eʳ ≈ 1 + r + r²(E0 + E1·r + … + E4·r⁴)` for `|r| ≤ ½ ln 2`.
    static final float E0 = 0.5f;
    static final float E1 = 0.166665428f;
    static final float E2 = 0.0416662814f;
    static final float E3 = 0.00836661059f;
    static final float E4 = 0.00139464985f;

    /// `ln(1 + f) ≈ f − ½f² + f³(L0 + L1·f + … + L7·f⁷)` for `√½ ≤ 1 + f ≤ √2`.
    static final float L0 = 0.333333317f;
    static final float L1 = -0.250008210f;
    static final float L2 = 0.200012268f;
    static final float L3 = -0.166233574f;
    static final float L4 = 0.142017585f;
    static final float L5 = -0.131601825f;
    static final float L6 = 0.127615749f;
    static final float L7 = -0.0763449426f;
    static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0.707106781f);
    static final int FRACTION_BITS = 0x7fffff;
    /// What lifts denormal numbers to normal ones, and its exponent.
    static final float LIFT = 0x1p24f;
    static final float LIFT_EXPONENT = 24f;

    /// `erf x ≈ x · (N0 + N1·x² + … + N5·x¹⁰) / (1 + D1·x² + … + D5·x¹⁰)` for `0 ≤ x ≤ 4`: no term is negative, so nothing cancels.
    static final float N0 = 1.12837914f;
    static final float N1 = 0.193561085f;
    static final float N2 = 0.0531038258f;
    static final float N3 = 0.00388402158f;
    static final float N4 = 0.000284579984f;
    static final float N5 = 1.98664542e-6f;
    static final float D1 = 0.504871596f;
    static final float D2 = 0.115356591f;
    static final float D3 = 0.0152086057f;
    static final float D4 = 0.00118573337f;
    static final float D5 = 3.74194882e-5f;

    private Elementary() {
    }

    /// `eˣ = 2ⁿ · eʳ`, `n = round(x / ln 2)`, `r = x − n · ln 2`.
    static float exp(float x) {
        float c = x > EXP_MAX ? EXP_MAX : x < EXP_MIN ? EXP_MIN : x;
        float shifted = Math.fma(c, LOG2_E, ROUND);
        float p = 1f + expm1OfRest(c, shifted - ROUND);
        // 2ⁿ itself may be out of range where the result is not, so it is multiplied in two halves.
        int bits = Float.floatToRawIntBits(shifted);
        int half = bits >> 1;
        return p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat((bits - half) << 23);
    }

    /// `eʳ − 1` for `r = x − n · ln 2`.
    private static float expm1OfRest(float x, float n) {
        float r = Math.fma(n, -LN2_LO, Math.fma(n, -LN2_HI, x));
        float p = Math.fma(E4, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        p = Math.fma(p, r, E0);
        return Math.fma(r * r, p, r);
    }

    /// `ln x = e · ln 2 + ln(1 + f)` where `x = 2ᵉ · (1 + f)`.
    static float log(float x) {
        boolean denormal = x < Float.MIN_NORMAL;
        float lifted = denormal ? x * LIFT : x;
        int bits = Float.floatToRawIntBits(lifted) - SQRT_HALF_BITS;
        float e = (bits >> 23) - (denormal ? LIFT_EXPONENT : 0f);
        float f = Float.intBitsToFloat((bits & FRACTION_BITS) + SQRT_HALF_BITS) - 1f;
        float p = Math.fma(L7, f, L6);
        p = Math.fma(p, f, L5);
        p = Math.fma(p, f, L4);
        p = Math.fma(p, f, L3);
        p = Math.fma(p, f, L2);
        p = Math.fma(p, f, L1);
        p = Math.fma(p, f, L0);
        float ff = f * f;
        float small = Math.fma(e, LN2_LO, Math.fma(-0.5f, ff, f * ff * p));
        float y = Math.fma(e, LN2_HI, f + small);
        return x < 0f ? Float.NaN : x == 0f ? Float.NEGATIVE_INFINITY : x < Float.POSITIVE_INFINITY ? y : x;
    }

    /// `tanh x = q / (q + 2)` with `q = e²ˣ − 1`, for `x ≥ 0`; odd. As `2ⁿ · (eʳ − 1) + (2ⁿ − 1)`, q is accurate even near 0.
    static float tanh(float x) {
        float a = Math.abs(x);
        float c = 2f * (a > TANH_MAX ? TANH_MAX : a);
        float shifted = Math.fma(c, LOG2_E, ROUND);
        float p = expm1OfRest(c, shifted - ROUND);
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) - 127) << 23);
        float q = Math.fma(scale, p, scale - 1f);
        return Math.copySign(q / (q + 2f), x);
    }

    /// `erf x = 2/√π · ∫₀ˣ e^(−t²) dt`; odd.
    static float erf(float x) {
        float a = Math.abs(x);
        float c = a > ERF_MAX ? ERF_MAX : a;
        float u = c * c;
        float n = Math.fma(N5, u, N4);
        n = Math.fma(n, u, N3);
        n = Math.fma(n, u, N2);
        n = Math.fma(n, u, N1);
        n = Math.fma(n, u, N0);
        float d = Math.fma(D5, u, D4);
        d = Math.fma(d, u, D3);
        d = Math.fma(d, u, D2);
        d = Math.fma(d, u, D1);
        d = Math.fma(d, u, 1f);
        float y = c * n / d;
        return Math.copySign(y > 1f ? 1f : y, x);
    }

    /// `σ(x) = 1 / (1 + e⁻ˣ)`.
    static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }
}
