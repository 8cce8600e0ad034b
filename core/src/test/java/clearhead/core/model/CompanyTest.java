package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Kind.Axis;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Padding is exact: what becomes of a row depends on the row alone, to the last bit, and not on who else is in the batch, what the rows
/// are filled up with, in which order they stand, or how many threads compute.
class CompanyTest {

    /// A batch, and what a model makes of it.
    private record Run(Subject subject, Site leaf, Trace trace, Tensor result) {

        static Run of(Subject subject) {
            Site leaf = Site.of(subject.towers().containsKey(Stack.ENCODER) ? Stack.ENCODER : Stack.ONLY, Kind.EMBED);
            Trace trace = Trace.all();
            return new Run(subject, leaf, trace, Intervention.at(leaf, Tensor::variable).run(trace, subject::forward));
        }

        /// All that is a row's own: its activations, its result, and the gradient of its loss with respect to its embedding.
        Map<String, float[]> own(int row) {
            Map<String, float[]> own = new LinkedHashMap<>();
            trace.activations().forEach((site, value) -> own.put(site.name(), own(site, value, row).toArray()));
            own.put("result", subject.ownResult(result, row).toArray());
            own.put("gradient", own(leaf, gradient(row), row).toArray());
            return own;
        }

        Tensor own(Site site, Tensor value, int row) {
            return subject.own(value, subject.axes(site), site.stack(), row);
        }

        /// The loss of a row weighs its own results, each by another number, and no other's.
        Tensor gradient(int row) {
            int each = result.shape().size() / result.dim(0);
            int own = subject.ownResult(result, row).shape().size();
            Tensor weights = Tensor.from(result.shape(), data -> {
                for (int i = 0; i < own; i++) {
                    data[row * each + i] = 1f / (i + 1);
                }
            });
            return Gradients.of(result, weights).wrt(trace.get(leaf));
        }
    }

    @Provide Arbitrary<Subject> subjects() {
        return Arbitraries.longs().flatMap(seed -> Arbitraries.of(Models.subjects(1, seed)));
    }

    @Provide Arbitrary<List<Text>> company() {
        return Arbitraries.integers().between(1, Models.MAX_SOURCE).flatMap(source -> Arbitraries.integers().between(1, Models.MAX_TARGET)
                .flatMap(target -> Arbitraries.longs().map(seed -> Text.random(source, target, seed)))).list().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aRowGivesTheSameBitsAloneAndInAnyCompany(@ForAll("subjects") Subject subject, @ForAll("company") List<Text> texts,
                                                  @ForAll @IntRange(max = 6) int filling) {
        Run together = Run.of(subject.with(texts, filling));
        for (int row = 0; row < texts.size(); row++) {
            isSame(together.own(row), Run.of(subject.with(texts, 0).alone(row)).own(0));
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheRowsChangesNoBit(@ForAll("subjects") Subject subject, @ForAll("company") List<Text> texts, @ForAll long seed) {
        List<Text> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, new Random(seed));
        Run run = Run.of(subject.with(texts, 0));
        Run moved = Run.of(subject.with(shuffled, 0));
        for (int row = 0; row < texts.size(); row++) {
            isSame(moved.own(shuffled.indexOf(texts.get(row))), run.own(row));
        }
    }

    /// Nobody reads the filling: its weights are 0, not small. And nobody's loss depends on it, nor on another row.
    /// (A gradient may be −0: a sum loses the sign.)
    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void theFillingIsNeverRead(@ForAll("subjects") Subject subject, @ForAll("company") List<Text> texts) {
        Run run = Run.of(subject.with(texts, 3));
        for (int row = 0; row < texts.size(); row++) {
            for (Site site : run.trace().activations().keySet()) {
                if (site.kind() == Kind.PATTERN || site.kind() == Kind.CROSS_PATTERN) {
                    Stack read = site.kind() == Kind.PATTERN ? site.stack() : Stack.ENCODER;
                    Tensor own = run.trace().get(site).slice(0, row, row + 1).slice(2, 0, run.subject().length(row, site.stack()));
                    Tensor behind = own.slice(-1, run.subject().length(row, read), run.subject().size(Axis.SEQ, read));
                    assertThat(behind.toArray()).as(site.name()).containsOnly(zeros(behind));
                }
            }
            Tensor gradient = run.gradient(row);
            for (int other = 0; other < texts.size(); other++) {
                Tensor foreign = gradient.slice(0, other, other + 1)
                        .slice(1, other == row ? run.subject().length(row, run.leaf().stack()) : 0, gradient.dim(1));
                assertThat(foreign.add(0).toArray()).as("gradient of the loss of row %d in row %d", row, other)
                        .containsOnly(zeros(foreign));
            }
        }
    }

    private static float[] zeros(Tensor like) {
        return new float[like.shape().size()];
    }

    /// Not even the filling is anything but a number: what is nobody's may still be looked at, and 0 times NaN would be everybody's.
    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void everythingIsANumber(@ForAll("subjects") Subject subject, @ForAll("company") List<Text> texts) {
        Trace trace = Trace.all();
        subject.with(texts, 3).forward(Pass.watched(trace));
        trace.activations().forEach((site, value) -> assertThat(value.toArray()).as(site.name()).doesNotContain(Float.NaN));
    }

    private static void isSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bits) -> assertThat(actual.get(name)).as(name).isEqualTo(bits));
    }

    /// Wide enough that its products are cut into ranges for the threads (`Engine.share` says from when on).
    static List<Subject> wide() {
        List<Text> texts = IntStream.range(0, 12).mapToObj(row -> Text.random(1 + row % 9, 1 + (row + 3) % 8, row)).toList();
        return Models.subjects(5, 1).stream().map(subject -> subject.with(texts, 0)).toList();
    }

    @ParameterizedTest @MethodSource("wide")
    void theNumberOfThreadsChangesNoBit(Subject subject) {
        Map<String, float[]> expected = bits(subject, 1);
        for (int threads : new int[] {2, 3, 7}) {
            isSame(bits(subject, threads), expected);
        }
    }

    /// Every activation, and the gradients with respect to all parameters.
    private static Map<String, float[]> bits(Subject subject, int threads) {
        try (Threads team = Threads.of(threads)) {
            Model<?> trainable = on(subject.model(), Engine.with(team));
            Trace trace = Trace.all();
            Tensor result = subject.with(trainable).forward(Pass.watched(trace));
            Map<String, Tensor> parameters = trainable.parameters();
            List<Tensor> gradients = Gradients.of(result.square().sum()).wrt(List.copyOf(parameters.values()));

            Map<String, float[]> bits = new LinkedHashMap<>();
            trace.activations().forEach((site, value) -> bits.put(site.name(), value.toArray()));
            List<String> names = List.copyOf(parameters.keySet());
            names.forEach(name -> bits.put("gradient of " + name, gradients.get(names.indexOf(name)).toArray()));
            return bits;
        }
    }

    private static <M extends Model<M>> Model<M> on(Model<M> model, Engine engine) {
        return model.on(engine).trainable();
    }
}
