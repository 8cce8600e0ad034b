package clearhead.autograd.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The accuracy that [Elementary] states, over all exponents and both signs, against double precision.
class ElementaryTest {

    private interface FloatFunction {
        float of(float x);
    }

    /// Every 1031st float: 1031 is prime, so that the last bits differ; about 8000 for each exponent and sign.
    private static double worstUlps(FloatFunction f, DoubleUnaryOperator exact, float from) {
        double worst = 0;
        for (long bits = 0; bits < 1L << 32; bits += 1031) {
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
