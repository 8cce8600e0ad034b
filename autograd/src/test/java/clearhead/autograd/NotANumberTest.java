package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static String kind(double number) {
        return Double.isFinite(number) ? "finite" : String.valueOf(number);
    }
}
