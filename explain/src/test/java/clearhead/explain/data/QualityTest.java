package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class QualityTest {

    /// The intervals of the usual tables (z = 1.96).
    @Test void wilsonAsInTheTables() {
        assertThat(new Share(0, 10).low()).isZero();
        assertThat(new Share(0, 10).high()).isCloseTo(0.2775, within(5e-5));
        assertThat(new Share(5, 10).low()).isCloseTo(0.2366, within(5e-5));
        assertThat(new Share(5, 10).high()).isCloseTo(0.7634, within(5e-5));
        assertThat(new Share(81, 263).low()).isCloseTo(0.2553, within(5e-5));               // Newcombe 1998, table I
        assertThat(new Share(81, 263).high()).isCloseTo(0.3662, within(5e-5));
        assertThat(new Share(10, 10).high()).isCloseTo(1, within(1e-12));
        assertThat(new Share(0, 0)).extracting(Share::low, Share::high).containsExactly(0.0, 1.0);
    }

    @Test void rSquaredByHand() {
        double[][] y = {{1}, {2}, {3}, {6}};
        double[][] told = {{1}, {2}, {4}, {5}};
        RSquared fit = RSquared.of(y, told, new double[] {2}, 1);
        assertThat(fit.value()).isCloseTo(1 - 2 / (1.0 + 0 + 1 + 16), within(1e-15));
        assertThat(fit.low()).isLessThan(fit.value());
        assertThat(fit.high()).isBetween(fit.value(), 1.0);
        assertThat(RSquared.of(y, y, new double[] {2}, 1)).isEqualTo(new RSquared(1, 1, 1));
        assertThat(RSquared.of(new double[][] {{2}, {2}}, new double[][] {{2}, {1}}, new double[] {2}, 1).value()).isNaN();
    }

    /// The bootstrap's interval holds the R² of endless examples in about 95 of 100 studies; with 60 examples a little less, as is known of
    /// it.
    @Test void theBootstrapHoldsWhatItSays() {
        long held = IntStream.range(0, 200).filter(study -> {
            double[][] y = IntStream.range(0, 60).mapToObj(j -> new double[] {Seeds.normal(Seeds.mix(study, 1), j)})
                    .toArray(double[][]::new);
            double[][] told = IntStream.range(0, 60).mapToObj(j -> new double[] {y[j][0] + 0.5 * Seeds.normal(Seeds.mix(study, 2), j)})
                    .toArray(double[][]::new);
            RSquared fit = RSquared.of(y, told, new double[] {0}, study);
            return fit.low() <= 0.75 && 0.75 <= fit.high();
        }).count();
        assertThat(held).isBetween(176L, 200L);
    }

    /// Every example is in one part, and equal inputs are in the same.
    @Property(tries = 50) void whatIsHeldOutWasNotSeen(@ForAll @IntRange(min = 60, max = 200) int n,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        double[] values = IntStream.range(0, n).mapToDouble(i -> Seeds.mix(seed, i) & 63).toArray();
        Table table = Asked.table(values);
        RowModel model = Asked.rows(x -> x, "y").over(table, "a");
        if (Arrays.stream(values).distinct().count() < 20) {
            return;
        }
        Parts parts = Parts.of(model, seed);
        Set<Integer> all = new HashSet<>();
        Set<Double> seen = new HashSet<>();
        for (int[] part : new int[][] {parts.training(), parts.validation(), parts.heldOut()}) {
            Set<Double> own = new HashSet<>();
            Arrays.stream(part).forEach(row -> assertThat(all.add(row)).isTrue());
            Arrays.stream(part).forEach(row -> own.add(values[row]));
            assertThat(seen).doesNotContainAnyElementsOf(own);
            seen.addAll(own);
        }
        assertThat(all).hasSize(n);
    }
}
