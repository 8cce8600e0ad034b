package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// Random numbers have their distribution. A mean over n draws may be off by five times its standard error, σ/√n: of the fixed seeds
/// here one in millions would miss that by chance.
class SeedsTest {

    private static final int N = 100_000;
    private static final double ERRORS = 5 / Math.sqrt(N);

    /// The first outputs of SplitMix64 from seed 0, as its authors' program gives them.
    @Test void mixIsSplitMix64() {
        assertThat(Seeds.mix(0, 0)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(Seeds.mix(0, 1)).isEqualTo(0x6E789E6AA1B965F4L);
        assertThat(Seeds.mix(0, 2)).isEqualTo(0x06C45D188009454FL);
    }

    /// Of the even distribution: mean ½, E(x − ½)² = 1/12 with variance 1/180.
    @Test void uniformIsUniform() {
        assertThat(mean(i -> Seeds.uniform(7, i))).isCloseTo(0.5, within(ERRORS * Math.sqrt(1.0 / 12)));
        assertThat(mean(i -> Math.pow(Seeds.uniform(7, i) - 0.5, 2))).isCloseTo(1.0 / 12, within(ERRORS * Math.sqrt(1.0 / 180)));
    }

    @Property(tries = 1000)
    void uniformIsBelowOne(@ForAll long seed, @ForAll @LongRange(min = 0) long index) {
        assertThat(Seeds.uniform(seed, index)).isGreaterThanOrEqualTo(0).isLessThan(1);
    }

    /// Moments 0, 1, 0, 3 of the normal distribution; the variances of x, x², x³, x⁴ are 1, 2, 15, 96.
    @Test void normalIsNormal() {
        assertThat(mean(i -> Seeds.normal(8, i))).isCloseTo(0, within(ERRORS));
        assertThat(mean(i -> Math.pow(Seeds.normal(8, i), 2))).isCloseTo(1, within(ERRORS * Math.sqrt(2)));
        assertThat(mean(i -> Math.pow(Seeds.normal(8, i), 3))).isCloseTo(0, within(ERRORS * Math.sqrt(15)));
        assertThat(mean(i -> Math.pow(Seeds.normal(8, i), 4))).isCloseTo(3, within(ERRORS * Math.sqrt(96)));
    }

    /// Neighbours, whether in position or in seed, have nothing to do with each other: the mean of the product is 0, its variance 1.
    @Test void neighboursAreIndependent() {
        assertThat(mean(i -> Seeds.normal(9, i) * Seeds.normal(9, i + 1))).isCloseTo(0, within(ERRORS));
        assertThat(mean(i -> Seeds.normal(9, i) * Seeds.normal(10, i))).isCloseTo(0, within(ERRORS));
    }

    @Test void aNormalTensorHasItsDeviation() {
        float[] data = Tensor.normal(Shape.of(10, N / 10), 0.02, 11).toArray();
        assertThat(mean(i -> data[i])).isCloseTo(0, within(0.02 * ERRORS));
        assertThat(mean(i -> data[i] * data[i])).isCloseTo(0.02 * 0.02, within(0.02 * 0.02 * ERRORS * Math.sqrt(2)));
        assertThat(Tensor.normal(Shape.of(10, N / 10), 0.02, 11).toArray()).isEqualTo(data);
        assertThat(Tensor.normal(Shape.of(10, N / 10), 0.02, 12).toArray()).isNotEqualTo(data);
    }

    /// A share p of n is dropped, with the deviation √(p(1 − p)/n); the rest is scaled up, so that the mean stays.
    @Test void dropoutDropsItsShare() {
        float[] data = Tensor.full(Shape.of(N), 1).dropout(0.3f, 13).toArray();
        assertThat(mean(i -> data[i] == 0 ? 1 : 0)).isCloseTo(0.3, within(ERRORS * Math.sqrt(0.3 * 0.7)));
        assertThat(data).containsOnly(0, (float) (1 / (1 - (double) 0.3f)));
        assertThat(Tensor.full(Shape.of(N), 1).dropout(0.3f, 14).toArray()).isNotEqualTo(data);
    }

    private static double mean(IntToDoubleFunction draw) {
        return IntStream.range(0, N).mapToDouble(draw).average().orElseThrow();
    }
}
