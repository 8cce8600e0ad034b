package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.StatisticsReport;

/// Every engine gives the same bits: each kind of kernels, any number of threads, forward and backward.
class EngineTest {

    /// Never closed: their threads are daemons, and whoever runs this class again in one JVM needs them again.
    private static final List<Threads> TEAMS = Stream.of(1, 2, 3, 7).map(Threads::of).toList();
    private static final Engine DEFINITION = Engine.with(Kernels.scalar(), TEAMS.getFirst());
    private static final List<Engine> ENGINES = Stream.concat(
            TEAMS.stream().map(Engine::with), Stream.of(Engine.standard(), Engine.with(Kernels.scalar(), TEAMS.getLast()))).toList();

    /// Ops that call one kernel for each range that the work is cut into, so that it can be counted.
    private static final Set<Class<?>> ONE_KERNEL_A_RANGE = Set.of(Arithmetic.Scale.class, Pointwise.Exp.class,
            Pointwise.Positive.class, Pointwise.Gradient.class, Product.MatMul.class, Product.Affine.class, Reduction.Max.class,
            Reduction.MaxShare.class, RowOp.Softmax.class, RowOp.LayerNorm.class, RowOp.SoftmaxGradient.class, RowOp.NormGradient.class,
            Loss.CrossEntropy.class, Loss.CrossEntropyGradient.class);

    @Provide Arbitrary<Case> small() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Provide Arbitrary<List<Case>> oneLargeOfEach() {
        return Combinators.combine(Catalogue.LARGE.stream().map(Catalogue.Entry::cases).toList()).as(cases -> cases);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void sameBitsForSmallTensors(@ForAll("small") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        sameBits(drawn, seed, List.of(ENGINES.getFirst(), Engine.standard()));
    }

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void sameBitsForLargeTensors(@ForAll("oneLargeOfEach") List<Case> drawn, @ForAll long seed) {
        drawn.forEach(one -> sameBits(one, seed, ENGINES));
    }

    private static void sameBits(Case drawn, long seed, List<Engine> engines) {
        Tensor u = Numbers.ANY.tensor(drawn.op().shape(), seed);
        List<float[]> expected = run(drawn, u, DEFINITION);
        for (Engine engine : engines) {
            List<float[]> actual = run(drawn, u, engine);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(Arrays.mismatch(actual.get(i), expected.get(i))).as("first difference on %s in %s of %s", engine.description(),
                        i == 0 ? "the result" : "the gradient of input " + (i - 1), drawn).isEqualTo(-1);
            }
        }
    }

    /// The result, then the gradients of all inputs.
    private static List<float[]> run(Case drawn, Tensor u, Engine engine) {
        List<Tensor> xs = drawn.inputs().stream().map(x -> x.variable().on(engine)).toList();
        Tensor y = drawn.run(xs);
        List<float[]> results = new ArrayList<>(List.of(y.toArray()));
        Gradients.of(y, u).wrt(xs).forEach(g -> results.add(g.toArray()));
        return results;
    }

    /// One input on an engine is enough to have all the work done there, and the gradients too.
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void anEngineSpreadsFromEveryInput(@ForAll("small") Case drawn) {
        Counting counting = new Counting();
        Engine engine = counting.engine(TEAMS.getFirst());
        List<String> all = counting.during(() -> drawn.on(engine));
        for (Tensor chosen : drawn.inputs()) {
            List<Tensor> xs = drawn.inputs().stream().map(x -> x == chosen ? x.variable().on(engine) : x.variable()).toList();
            assertThat(counting.during(() -> drawn.run(xs))).isEqualTo(all);
            Tensor y = drawn.run(xs);
            assertThat(Gradients.of(y, y.detach()).wrt(xs)).allMatch(g -> g.engine() == engine);
        }
    }

    /// Else the laws above would say nothing about vectors.
    @Example void theFastKernelsAreInUse() {
        assertThat(Engine.standard().description()).contains("vectors");
    }

    /// Nor about threads.
    @Example void largeTensorsAreReallyShared() {
        Catalogue.LARGE.stream().filter(entry -> ONE_KERNEL_A_RANGE.contains(entry.type())).forEach(entry ->
                assertThat(entry.cases().withoutEdgeCases().sampleStream().limit(100)).as(entry.type().getName()).anyMatch(drawn ->
                        ranges(drawn, TEAMS.getLast()) > ranges(drawn, TEAMS.getFirst())));
    }

    private static int ranges(Case drawn, Threads team) {
        Counting counting = new Counting();
        return counting.during(() -> drawn.on(counting.engine(team))).size();
    }
}
