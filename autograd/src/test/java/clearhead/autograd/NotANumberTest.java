package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;

/// What is not a number, or is infinite, travels as IEEE 754 says it travels through the formula: to every element that depends on it
/// and to no other, so that nobody reads a number that means nothing.
class NotANumberTest {

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Provide Arbitrary<Float> strange() {
        return Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void strangeNumbersTravel(@ForAll("cases") Case drawn, @ForAll("strange") float strange, @ForAll long seed) {
        int input = (int) Math.floorMod(seed, (long) drawn.inputs().size());
        int size = drawn.inputs().get(input).shape().size();
        Assume.that(size > 0);
        Law.meetsAll(Catalogue.SMALL, drawn);
        Case changed = drawn.with(input, (int) Math.floorMod(seed / 8, (long) size), strange);
        Tensor y = Tensor.of(changed.op());
        Num[] expected = new Doubles().of(changed.op());
        for (int i = 0; i < expected.length; i++) {
            assertThat(kind(y.data()[i])).as("element %d: %s, formula %s", i, y.data()[i], expected[i])
                    .isEqualTo(kind(expected[i].value()));
        }
    }

    @Provide Arbitrary<Float> tiny() {
        return Arbitraries.of(-0f, Float.MIN_VALUE, -Float.MIN_VALUE, 0x1.8p-130f, -0x1.fffffcp-127f, Float.MIN_NORMAL, -0x1p-100f);
    }

    /// Numbers too small for all their digits are rounded, never flushed to zero; what is beyond the largest float is infinite.
    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void tinyNumbersAreRoundedAsAllOthers(@ForAll("cases") Case drawn, @ForAll("tiny") float tiny, @ForAll long seed) {
        int input = (int) Math.floorMod(seed, (long) drawn.inputs().size());
        int size = drawn.inputs().get(input).shape().size();
        Assume.that(size > 0);
        Law.meetsAll(Catalogue.SMALL, drawn);
        Case changed = drawn.with(input, (int) Math.floorMod(seed / 8, (long) size), tiny);
        float[] y = Tensor.of(changed.op()).data();
        Num[] expected = new Doubles().of(changed.op());
        for (int i = 0; i < expected.length; i++) {
            double value = expected[i].value();
            if (Math.abs(value) > Float.MAX_VALUE) {
                assertThat(y[i]).isEqualTo(value > 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
            } else if (Double.isNaN(value)) {
                assertThat(y[i]).isNaN();
            } else {
                assertThat((double) y[i]).as("element %d of %s", i, changed.op()).isCloseTo(value, offset(expected[i].error()));
            }
            if (value == 0 && expected[i].error() == 0 && keepsTheSignOfZero(drawn.op())) {
                assertThat(Float.compare(y[i], (float) value)).as("sign of zero %d", i).isZero();
            }
        }
    }

    /// A sum begins with +0, and −0 is lost in it; all that is not a sum has the sign that its formula has.
    private static boolean keepsTheSignOfZero(Op op) {
        return op instanceof Arithmetic || op instanceof Pointwise || op instanceof Masking
                || op instanceof Layout || op instanceof Lookup.Gather || op instanceof Lookup.Take;
    }

    private static String kind(double number) {
        return Double.isFinite(number) ? "finite" : String.valueOf(number);
    }
}
