package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
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
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Padding is exact: what becomes of a row depends on the row alone, to the last bit, and not on who else is in the batch, what the rows
/// are filled up with, in which order they stand, or how many threads compute.
class CompanyTest {

    private static final Site LEAF = Site.of(Stack.ENCODER, Kind.EMBED);

    private record Text(int[] source, int[] target) {}

    /// A batch, and what a model makes of it.
    private record Run(Batch source, Batch target, Trace trace, Tensor logits) {

        static Run of(EncoderDecoder model, List<Text> texts, int filling) {
            Batch source = Batch.of(filling, texts.stream().map(Text::source).toList());
            Batch target = Batch.of(filling, texts.stream().map(Text::target).toList());
            Trace trace = Trace.all();
            Tensor logits = Intervention.at(LEAF, Tensor::variable).run(trace, pass -> model.forward(source, target, pass));
            return new Run(source, target, trace, logits);
        }

        /// All that is a row's own: its activations, and the gradient of its loss with respect to its embedding.
        Map<String, float[]> own(int row) {
            Map<String, float[]> own = new LinkedHashMap<>();
            trace.activations().forEach((site, value) -> own.put(site.name(), own(site, value, row).toArray()));
            own.put("gradient", own(LEAF, gradient(row), row).toArray());
            return own;
        }

        /// The loss of a row weighs its own logits, each by another number, and no other's.
        Tensor gradient(int row) {
            int vocab = logits.dim(2);
            Tensor weights = Tensor.from(logits.shape(), data -> {
                for (int i = 0; i < target.length(row) * vocab; i++) {
                    data[row * target.seq() * vocab + i] = 1f / (i + 1);
                }
            });
            return Gradients.of(logits, weights).wrt(trace.get(LEAF));
        }

        /// The row's part of an activation, without the filling.
        Tensor own(Site site, Tensor value, int row) {
            Tensor own = value;
            for (int axis = 0; axis < value.shape().rank(); axis++) {
                own = switch (site.kind().axes().get(axis)) {
                    case BATCH -> own.slice(axis, row, row + 1);
                    case SEQ -> own.slice(axis, 0, (site.stack() == Stack.ENCODER ? source : target).length(row));
                    case MEMORY -> own.slice(axis, 0, source.length(row));
                    case D_MODEL, HEADS, KV_HEADS, D_HEAD, D_MLP, VOCAB -> own;
                };
            }
            return own;
        }
    }

    @Provide Arbitrary<Order> orders() {
        return Arbitraries.of(Models.ORDERS);
    }

    @Provide Arbitrary<List<Text>> company() {
        Arbitrary<int[]> sources = Arbitraries.integers().between(0, 10).array(int[].class).ofMinSize(1).ofMaxSize(Models.MAX_SOURCE);
        Arbitrary<int[]> targets = Arbitraries.integers().between(0, 6).array(int[].class).ofMinSize(1).ofMaxSize(Models.MAX_TARGET);
        return Combinators.combine(sources, targets).as(Text::new).list().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void aRowGivesTheSameBitsAloneAndInAnyCompany(@ForAll("company") List<Text> texts, @ForAll("orders") Order order, @ForAll Activation activation,
                                                  @ForAll @IntRange(max = 6) int filling, @ForAll long seed) {
        EncoderDecoder model = Models.model(order, activation, seed);
        Run together = Run.of(model, texts, filling);
        for (int row = 0; row < texts.size(); row++) {
            isSame(together.own(row), Run.of(model, List.of(texts.get(row)), filling).own(0));
        }
    }

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheRowsChangesNoBit(@ForAll("company") List<Text> texts, @ForAll("orders") Order order, @ForAll long seed) {
        EncoderDecoder model = Models.model(order, Activation.GELU, seed);
        List<Text> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, new Random(seed));
        Run run = Run.of(model, texts, 0);
        Run moved = Run.of(model, shuffled, 0);
        for (int row = 0; row < texts.size(); row++) {
            isSame(moved.own(shuffled.indexOf(texts.get(row))), run.own(row));
        }
    }

    /// Nobody reads the filling: its weights are 0, not small. And nobody's loss depends on it, nor on another row.
    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void theFillingIsNeverRead(@ForAll("company") List<Text> texts, @ForAll("orders") Order order, @ForAll long seed) {
        Run run = Run.of(Models.model(order, Activation.GELU, seed), texts, 3);
        Batch source = run.source();
        for (int row = 0; row < texts.size(); row++) {
            for (Site site : List.of(new Site(Stack.ENCODER, 0, Kind.PATTERN), new Site(Stack.DECODER, 0, Kind.CROSS_PATTERN),
                    new Site(Stack.DECODER, 1, Kind.CROSS_PATTERN))) {
                Tensor behind = run.trace().get(site).slice(0, row, row + 1).slice(-1, source.length(row), source.seq());
                assertThat(behind.toArray()).as(site.name()).containsOnly(zeros(behind));
            }
            Tensor gradient = run.gradient(row);
            for (int other = 0; other < texts.size(); other++) {
                Tensor foreign = gradient.slice(0, other, other + 1).slice(1, other == row ? source.length(row) : 0, source.seq());
                assertThat(foreign.toArray()).as("gradient of the loss of row %d in row %d", row, other).containsOnly(zeros(foreign));
            }
        }
    }

    private static float[] zeros(Tensor like) {
        return new float[like.shape().size()];
    }

    private static void isSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bits) -> assertThat(actual.get(name)).as(name).isEqualTo(bits));
    }

    /// Wide enough that its products are cut into ranges for the threads (`Engine.share` says from when on).
    @Example void theNumberOfThreadsChangesNoBit() {
        EncoderDecoder model = Models.lively(EncoderDecoder.random(
                EncoderDecoder.Config.of(30, 20, 24, 12, 64, 4, 160, 1, 1, Order.PRE_NORM, Activation.GELU), 1), 1);
        int[] lengths = IntStream.range(0, 16).map(row -> 9 + row).toArray();
        Batch source = Models.batch(30, 2, lengths);
        Batch target = Models.batch(20, 3, IntStream.of(lengths).map(length -> length / 2).toArray());

        Map<String, float[]> expected = bits(model, source, target, 1);
        for (int threads : new int[] {2, 3, 7}) {
            isSame(bits(model, source, target, threads), expected);
        }
    }

    /// Every activation, and the gradients with respect to all parameters.
    private static Map<String, float[]> bits(EncoderDecoder model, Batch source, Batch target, int threads) {
        try (Threads team = Threads.of(threads)) {
            EncoderDecoder trainable = model.on(Engine.with(team)).trainable();
            Trace trace = Trace.all();
            Tensor logits = trainable.forward(source, target, Pass.watched(trace));
            Map<String, Tensor> parameters = trainable.parameters();
            List<Tensor> gradients = Gradients.of(logits.square().sum()).wrt(List.copyOf(parameters.values()));

            Map<String, float[]> bits = new LinkedHashMap<>();
            trace.activations().forEach((site, value) -> bits.put(site.name(), value.toArray()));
            List<String> names = List.copyOf(parameters.keySet());
            names.forEach(name -> bits.put("gradient of " + name, gradients.get(names.indexOf(name)).toArray()));
            return bits;
        }
    }
}
