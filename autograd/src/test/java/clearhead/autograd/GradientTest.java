package clearhead.autograd;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;

/// The gradient of every op is the derivative of its formula, and so is the gradient of that gradient, and of that.
///
/// `u` is the weight of each element of y, so that `⟨y, u⟩` is differentiated; w and z weigh the elements of the gradients in turn. They
/// are variables too: gradients depend on them, and constants among themselves would be multiplied in floats.
class GradientTest {

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void gradient(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        Tensor u = weights(y, seed);
        isGradient(Gradients.of(y, u).wrt(xs), y.dot(u), xs, seed + 1);
    }

    @Property(tries = 1200, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void gradientOfTheGradient(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        Tensor u = weights(y, seed);
        List<Tensor> inputs = Stream.concat(xs.stream(), Stream.of(u)).toList();
        Tensor g = pick(Gradients.of(y, u).wrt(xs), seed);
        Tensor f = g.dot(weights(g, seed + 1));
        isGradient(Gradients.of(f).wrt(inputs), f, inputs, seed + 2);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void thirdGradient(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        Tensor u = weights(y, seed);
        List<Tensor> inputs = Stream.concat(xs.stream(), Stream.of(u)).toList();
        Tensor g = pick(Gradients.of(y, u).wrt(xs), seed);
        Tensor gg = pick(Gradients.of(g.dot(weights(g, seed + 1))).wrt(inputs), seed + 2);
        Tensor f = gg.dot(weights(gg, seed + 3));
        isGradient(Gradients.of(f).wrt(inputs), f, inputs, seed + 4);
    }

    private static void isGradient(List<Tensor> gradients, Tensor f, List<Tensor> xs, long seed) {
        for (int i = 0; i < xs.size(); i++) {
            Law.isGradient(gradients.get(i), f, xs.get(i), seed + i);
        }
    }

    private static Tensor weights(Tensor of, long seed) {
        return Numbers.ANY.tensor(of.shape(), seed).variable();
    }

    private static Tensor pick(List<Tensor> gradients, long seed) {
        return gradients.get((int) Math.floorMod(seed, (long) gradients.size()));
    }
}
