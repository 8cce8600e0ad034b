package clearhead.autograd.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The accuracy that [Elementary] states, over all exponents and both signs, against double precision.
///
/// `mvn -pl autograd test -Dtest=ElementaryTest -Dclearhead.stride=1` tries every float there is, which takes long.
class ElementaryTest {

    /// 1031 is prime, so that the last bits differ; it leaves about 8000 floats for each exponent and sign.
    private static final int STRIDE = Integer.getInteger("clearhead.stride", 1031);

    private interface FloatFunction {
        float of(float x);
    }

    /// In ulp of the exact value.
    private static double worstUlps(FloatFunction f, DoubleUnaryOperator exact, float from) {
        double worst = 0;
        for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
            float x = Float.intBitsToFloat((int) bits);
            if (!(x >= from)) continue;
            double want = exact.applyAsDouble(x);
            float got = f.of(x);
            if (Float.isInfinite((float) want) || Double.isNaN(want)) {
                assertThat(got).as("at %s", x).isEqualTo((Object) (float) want);
            } else {
                worst = Math.max(worst, Math.abs(got - want) / Math.ulp((float) want));
            }
        }
        return worst;
    }

    /// In ulp of the argument, and not of the value, which far below 0 is a small share of it.
    private static double worstUlpsOfX(Kernel kernel, DoubleUnaryOperator exact) {
        float[] x = new float[1], y = new float[1];
        double worst = 0;
        for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
            x[0] = Float.intBitsToFloat((int) bits);
            if (!Float.isFinite(x[0])) continue;
            kernel.run(x, 0, y, 0, 1);
            worst = Math.max(worst, Math.abs(y[0] - exact.applyAsDouble(x[0])) / Math.ulp(x[0]));
        }
        return worst;
    }

    private interface Kernel {
        void run(float[] x, int xOff, float[] y, int yOff, int n);
    }

    @Test void accuracyOfGelu() {
        assertThat(worstUlpsOfX(Kernels.scalar()::gelu, x -> x * normal(x))).isLessThan(2.7);
    }

    /// `Φ(x)`, in the tail by the continued fraction of erfc: there `1 + erf` would be a difference.
    private static double normal(double x) {
        double t = Math.abs(x) * StrictMath.sqrt(0.5);
        if (t < 3) return 0.5 * (1 + Approx.erf(x * StrictMath.sqrt(0.5)));
        double fraction = t;
        for (int k = 60; k > 0; k--) fraction = t + k / 2.0 / fraction;
        double tail = 0.5 * StrictMath.exp(-t * t) / Math.sqrt(Math.PI) / fraction;
        return x < 0 ? tail : 1 - tail;
    }

    @Test void accuracyOfGeluTanh() {
        double root = Math.sqrt(2 / Math.PI);
        assertThat(worstUlpsOfX(Kernels.scalar()::geluTanh, x -> 0.5 * x * (1 + StrictMath.tanh(root * (x + 0.044715 * x * x * x)))))
                .isLessThan(1.8);
    }

    @Test void accuracyOfSilu() {
        assertThat(worstUlpsOfX(Kernels.scalar()::silu, x -> x / (1 + StrictMath.exp(-x)))).isLessThan(2);
    }

    @Test void accuracyOfExp() {
        assertThat(worstUlps(Elementary::exp, StrictMath::exp, Float.NEGATIVE_INFINITY)).isLessThan(Approx.EXP);
    }

    @Test void accuracyOfLog() {
        assertThat(worstUlps(Elementary::log, StrictMath::log, Float.NEGATIVE_INFINITY)).isLessThan(Approx.LOG);
    }

    @Test void accuracyOfTanh() {
        assertThat(worstUlps(Elementary::tanh, StrictMath::tanh, Float.NEGATIVE_INFINITY)).isLessThan(Approx.TANH);
    }

    @Test void accuracyOfErf() {
        assertThat(worstUlps(Elementary::erf, Approx::erf, Float.NEGATIVE_INFINITY)).isLessThan(Approx.ERF);
    }

    @Test void accuracyOfSigmoidWhereItIsNormal() {
        assertThat(worstUlps(Elementary::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), -87f)).isLessThan(Approx.SIGMOID);
    }

    @Test void exp() {
        expect(Elementary::exp, Float.NEGATIVE_INFINITY, 0f);
        expect(Elementary::exp, -104f, 0f);
        expect(Elementary::exp, -103.2f, Float.MIN_VALUE);
        expect(Elementary::exp, -0f, 1f);
        expect(Elementary::exp, 0f, 1f);
        expect(Elementary::exp, 88.72284f, Float.POSITIVE_INFINITY);
        expect(Elementary::exp, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
        expect(Elementary::exp, Float.NaN, Float.NaN);
    }

    @Test void log() {
        expect(Elementary::log, -0f, Float.NEGATIVE_INFINITY);
        expect(Elementary::log, 0f, Float.NEGATIVE_INFINITY);
        expect(Elementary::log, 1f, 0f);
        expect(Elementary::log, -Float.MIN_VALUE, Float.NaN);
        expect(Elementary::log, Float.MIN_VALUE, -103.27893f);
        expect(Elementary::log, Float.NEGATIVE_INFINITY, Float.NaN);
        expect(Elementary::log, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
        expect(Elementary::log, Float.NaN, Float.NaN);
    }

    @Test void tanhAndErfAreOddAndNeverBeyondOne() {
        for (FloatFunction f : new FloatFunction[] {Elementary::tanh, Elementary::erf}) {
            expect(f, 0f, 0f);
            expect(f, -0f, -0f);
            expect(f, Float.MIN_VALUE, Float.MIN_VALUE);
            expect(f, Float.POSITIVE_INFINITY, 1f);
            expect(f, Float.NEGATIVE_INFINITY, -1f);
            expect(f, Float.NaN, Float.NaN);
            for (int bits = 0; bits < 0x7f800000; bits += 4099) {
                float x = Float.intBitsToFloat(bits);
                expect(f, -x, -f.of(x));
                assertThat(f.of(x)).isBetween(0f, 1f);
            }
        }
    }

    @Test void sigmoid() {
        expect(Elementary::sigmoid, Float.NEGATIVE_INFINITY, 0f);
        expect(Elementary::sigmoid, 0f, 0.5f);
        expect(Elementary::sigmoid, Float.POSITIVE_INFINITY, 1f);
        expect(Elementary::sigmoid, Float.NaN, Float.NaN);
    }

    /// The same bits, so that −0 is not 0.
    private static void expect(FloatFunction f, float x, float y) {
        assertThat(f.of(x)).as("at %s", x).isEqualTo((Object) y);
    }
}
