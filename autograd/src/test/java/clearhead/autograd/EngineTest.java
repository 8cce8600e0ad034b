package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/// Every engine gives the same bits: each kind of kernels, any number of threads, forward and backward.
class EngineTest {

    private static final List<Threads> TEAMS = Stream.of(1, 2, 3, 7).map(Threads::of).toList();
    private static final Engine DEFINITION = Engine.with(Kernels.scalar(), TEAMS.getFirst());
    private static final List<Engine> ENGINES = Stream.concat(
            TEAMS.stream().map(Engine::with), Stream.of(Engine.standard(), Engine.with(Kernels.scalar(), TEAMS.getLast()))).toList();

    /// What gives its work to a single thread, since it only copies or is no part of a training step.
    private static final Set<Class<?>> NOT_SHARED = Set.of();

    @Provide Arbitrary<Case> small() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Provide Arbitrary<Case> large() {
        return Catalogue.cases(Catalogue.LARGE);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameBitsForSmallTensors(@ForAll("small") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        sameBits(drawn, seed);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameBitsForLargeTensors(@ForAll("large") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.LARGE, drawn);
        sameBits(drawn, seed);
    }

    private static void sameBits(Case drawn, long seed) {
        List<float[]> expected = run(drawn, seed, DEFINITION);
        for (Engine engine : ENGINES) {
            List<float[]> actual = run(drawn, seed, engine);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).as("%s: %s", engine.description(), i == 0 ? "result" : "gradient of input " + (i - 1))
                        .isEqualTo(expected.get(i));
            }
        }
    }

    /// The result, then the gradients of all inputs.
    private static List<float[]> run(Case drawn, long seed, Engine engine) {
        List<Tensor> xs = drawn.inputs().stream().map(x -> x.variable().on(engine)).toList();
        Tensor y = drawn.run(xs);
        List<float[]> results = new ArrayList<>(List.of(y.toArray()));
        Gradients.of(y, Numbers.ANY.tensor(y.shape(), seed)).wrt(xs).forEach(g -> results.add(g.toArray()));
        return results;
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void largeTensorsAreReallyShared(@ForAll("large") Case drawn) {
        Counting counting = new Counting();
        int alone = counting.during(() -> drawn.on(counting.engine(TEAMS.getFirst()))).size();
        int together = counting.during(() -> drawn.on(counting.engine(TEAMS.getLast()))).size();
        Statistics.label("shared").collect(drawn.op().getClass(), together > alone).coverage(coverage -> Catalogue.LARGE.stream()
                .filter(entry -> !NOT_SHARED.contains(entry.type()))
                .forEach(entry -> coverage.check(entry.type(), true).count(count -> count > 0)));
    }

    @AfterContainer
    static void sendHome() {
        TEAMS.forEach(Threads::close);
    }
}
