package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// A derivative that has a kernel is what the small ops say it is, and is differentiated as a function of its own inputs, whatever these
/// have to do with each other.
class FusedTest {

    private static final List<Catalogue.Entry> FUSED = Catalogue.SMALL.stream()
            .filter(entry -> Fused.class.isAssignableFrom(entry.type())).toList();

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(FUSED);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void fusedAndUnfusedAreTheSame(@ForAll("cases") Case drawn) {
        Law.meetsAll(FUSED, drawn);
        Fused op = (Fused) drawn.make().apply(drawn.variables());
        Tensor fused = Tensor.of(op);
        Tensor unfused = op.unfused();
        Num[] a = new Doubles().of(fused);
        Num[] b = new Doubles().of(unfused);
        assertThat(unfused.shape()).isEqualTo(fused.shape());
        for (int i = 0; i < a.length; i++) {
            assertThat((double) fused.data()[i]).isCloseTo(unfused.data()[i], Offset.offset(a[i].error() + b[i].error()));
            Law.isSame(a[i], b[i]);
        }
    }

    /// The same tensor stands for every input whose shape it has.
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void oneTensorMayBeSeveralInputs(@ForAll("cases") Case drawn, @ForAll long seed) {
        List<Tensor> xs = drawn.variables();
        Tensor x = xs.getFirst();
        List<Tensor> same = xs.stream().map(other -> other.shape().equals(x.shape()) ? x : other).toList();
        Assume.that(same.stream().filter(other -> other == x).count() > 1);
        Tensor f = drawn.run(same).dot(Numbers.ANY.tensor(drawn.op().shape(), seed).variable());
        Law.isGradient(Gradients.of(f).wrt(x), f, x, seed + 1);
    }

    /// One input is computed from another: `f(x, 2x)`.
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void oneInputMayDependOnAnother(@ForAll("cases") Case drawn, @ForAll long seed) {
        List<Tensor> xs = drawn.variables();
        Tensor x = xs.getFirst();
        List<Tensor> linked = xs.stream().map(other -> other != x && other.shape().equals(x.shape()) ? x.scale(2) : other).toList();
        Assume.that(linked.stream().filter(other -> other.shape().equals(x.shape())).count() > 1);
        Tensor f = drawn.run(linked).dot(Numbers.ANY.tensor(drawn.op().shape(), seed).variable());
        Law.isGradient(Gradients.of(f).wrt(x), f, x, seed + 1);
    }

    /// An ignored row of a batch may hold anything, as a row does whose keys were all masked.
    @Test void anIgnoredRowSpoilsNoDerivative() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, Float.NaN, Float.NaN).variable();
        Tensor g = Gradients.of(x.crossEntropy(0, -1)).wrt(x);
        Tensor gg = Gradients.of(g.dot(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4))).wrt(x);
        assertThat(gg.toArray()).doesNotContain(Float.NaN).endsWith(0, 0);
        assertThat(gg.at(0, 0)).isNotZero();
    }
}
