package clearhead.explain.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.nn.Mask;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands on single blocks: that they can be run again, and taken apart, in every architecture.
class BlocksTest {

    /// All folders of reference numbers, and one with parallel blocks.
    static final List<String> MODELS = Stream.concat(OracleCase.MODEL_NAMES.stream(), Stream.of("gpt_neox")).toList();

    private record Run(OpenModel model, Input input, Trace trace) {

        static Run of(String name) {
            OpenModel model = OracleCase.open(name);
            OracleCase first = OracleCase.of(OracleCase.MODEL_NAMES.contains(name) ? name : "gpt2").getFirst();
            Input input = first.input(model);
            Trace trace = Trace.all();
            model.forward(input, 1, Pass.watched(trace));
            return new Run(model, input, trace);
        }

        Tower.Reading reading(Stack stack) {
            Tower tower = model.towers().get(stack);
            int rows = trace.get(new Site(stack, 0, Kind.RESID_PRE)).dim(1);
            Optional<Block.Memory> memory = stack == Stack.DECODER ? Optional.of(new Block.Memory(
                    trace.get(model.towers().get(Stack.ENCODER).output(Stack.ENCODER)), Mask.NONE)) : Optional.empty();
            return tower.reading(rows, model.causal(stack) ? Mask.CAUSAL : Mask.NONE, memory, stack);
        }
    }

    /// Bit for bit: masks, turned positions, biases, windows and memory are those of the whole run.
    @ParameterizedTest @FieldSource("MODELS") void aBlockRunAgainGivesWhatItGave(String name) {
        Run run = Run.of(name);
        run.model.towers().forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.blocks().size(); layer++) {
                Tensor post = run.reading(stack).block(layer, run.trace.get(new Site(stack, layer, Kind.RESID_PRE)), Pass.PLAIN);
                assertThat(post.toArray()).isEqualTo(run.trace.get(new Site(stack, layer, Kind.RESID_POST)).toArray());
            }
        });
    }

    /// `|y − Σ T − b| ≤ 2 · (width + columns + 8) · 2⁻²⁴ · (Σ |T| + |b|)`, the norm's factor in it: what the model rounds in float, once
    /// for each term of its sums, and a norm divides by a deviation that is rounded, too.
    @ParameterizedTest @FieldSource("MODELS") void theAttentionHalfIsTheSumOfItsParts(String name) {
        Run run = Run.of(name);
        Target target = Target.named(OracleCase.of(OracleCase.MODEL_NAMES.contains(name) ? name : "gpt2").getFirst().target(), run.model);
        Watched watched = Watched.run(run.model, run.input, target, false, Decomposition::wants);
        List<AttentionSite> sites = Watched.hasTwo(run.model) ? List.of(AttentionSite.ENCODER, AttentionSite.DECODER, AttentionSite.CROSS)
                : List.of(AttentionSite.ONLY);
        for (AttentionSite site : sites) {
            for (int layer = 0; layer < watched.layers(site); layer++) {
                Decomposition block = Decomposition.of(watched, site, layer);
                for (int i = 0; i < block.after().rows(); i++) {
                    isTheSum(block, i);
                }
            }
        }
    }

    private static void isTheSum(Decomposition block, int i) {
        double[][] parts = block.parts(i);
        double[] rest = block.rest(i);
        double[] y = block.output(i);
        double size = Arrays.stream(rest).map(Math::abs).max().orElseThrow() + Arrays.stream(parts).mapToDouble(part ->
                Arrays.stream(part).map(Math::abs).max().orElseThrow()).sum();
        double allowed = 2 * (y.length + parts.length + 8) * 0x1p-24 * size;
        for (int d = 0; d < y.length; d++) {
            double sum = rest[d];
            for (double[] part : parts) {
                sum += part[d];
            }
            assertThat(Math.abs(y[d] - sum)).isLessThanOrEqualTo(allowed);
        }
    }

    /// One block alone moves as it does when the whole model runs with the same values set to zero.
    @ParameterizedTest @FieldSource("MODELS") void zeroingIsWhatAnInterventionDoes(String name) {
        Run run = Run.of(name);
        Target target = Target.named(OracleCase.of(OracleCase.MODEL_NAMES.contains(name) ? name : "gpt2").getFirst().target(), run.model);
        AttentionSite site = Watched.hasTwo(run.model) ? AttentionSite.CROSS : AttentionSite.ONLY;
        Watched watched = Watched.run(run.model, run.input, target, false, Zeroed.wants(run.model));
        int layer = watched.layers(site) - 1;
        Matrix ours = new Zeroed(watched, site, layer).distances(ValueZeroing.Distance.EUCLIDEAN);
        Site post = new Site(site.stack(), layer, Kind.RESID_POST);
        for (int j = 0; j < ours.columns(); j++) {
            int zeroed = j;
            Trace trace = Trace.of(post::equals);
            Intervention.at(site.values(layer), values -> without(values, zeroed)).run(trace,
                    pass -> run.model.forward(run.input, 1, pass));
            for (int i = 0; i < ours.rows(); i++) {
                double moved = ValueZeroing.distance(ValueZeroing.Distance.EUCLIDEAN, row(run.trace.get(post), i), row(trace.get(post), i));
                assertThat(ours.at(i, j)).isEqualTo(moved);
                if (site.stack() == Stack.ONLY && run.model.causal(Stack.ONLY) && j > i) {
                    assertThat(moved).isZero();
                }
            }
        }
    }

    private static Tensor without(Tensor values, int position) {
        Tensor before = values.slice(2, 0, position + 1);
        Tensor gone = Tensor.concat(2, position == 0 ? new Tensor[] {before.scale(0)}
                : new Tensor[] {values.slice(2, 0, position), values.slice(2, position, position + 1).scale(0)});
        return position + 1 == values.dim(2) ? gone : Tensor.concat(2, gone, values.slice(2, position + 1, values.dim(2)));
    }

    private static double[] row(Tensor x, int i) {
        return Matrix.of(x, i * x.dim(2), 1, x.dim(2)).values();
    }

    @Test void neitherBudgetNorThreadsChangeABit() {
        OpenModel model = OracleCase.open("marian");
        OracleCase one = OracleCase.of("marian").getFirst();
        Target target = Target.named(one.target(), model);
        Explanation all = new ValueZeroing().explain(model, one.input(model), target);
        Explanation few = new ValueZeroing().explain(model.within(new Budget(60_000)), one.input(model), target);
        assertThat(few.matrix()).isEqualTo(all.matrix());
        assertThat(few.cost().forwards()).isEqualTo(all.cost().forwards());
        try (Threads single = Threads.of(1)) {
            assertThat(new ValueZeroing().explain(model.on(Engine.with(single)), one.input(model), target).matrix())
                    .isEqualTo(all.matrix());
        }
        assertThatThrownBy(() -> new ValueZeroing().explain(model.within(new Budget(100)), one.input(model), target))
                .isInstanceOf(BadInput.class).hasMessageStartingWith("memory: ");
    }

    /// gpt2 has three layers: one of them for each of six tokens is two forwards, beside the one of the whole; all of them are six.
    @Test void blocksAreCountedAsPartsOfTheModel() {
        OpenModel model = OracleCase.open("gpt2");
        OracleCase one = OracleCase.of("gpt2").getFirst();
        Target target = Target.named(one.target(), model);
        assertThat(one.input(model).tokens()).hasSize(6);
        assertThat(zeroing(Map.of("layer", "1")).explain(model, one.input(model), target).cost().forwards()).isEqualTo(1 + 2);
        assertThat(zeroing(Map.of()).explain(model, one.input(model), target).cost().forwards()).isEqualTo(1 + 6);
        assertThat(zeroing(Map.of()).explain(model, one.input(model), target).cost().tokens()).isEqualTo(6 + 6 * 6);
    }

    private static ValueZeroing zeroing(Map<String, String> settings) {
        return (ValueZeroing) ValueZeroing.CARD.with(settings, 0);
    }

    /// What a decoder's rows hold of source and own tokens is all that they hold; a row reads nothing that stands behind it.
    @ParameterizedTest @ValueSource(strings = {"marian", "t5"}) void aDecoderHoldsBothSides(String name) {
        OpenModel model = OracleCase.open(name);
        OracleCase one = OracleCase.of(name).getFirst();
        Input input = one.input(model);
        int read = input.tokens().size();
        for (Explainer<WhiteBox> method : List.of(new Alti(), new ValueZeroing(), new Rollout(), new AttentionFlow())) {
            float[][] matrix = method.explain(model, input, Target.named(one.target(), model)).matrix();
            assertThat(matrix).hasDimensions(1 + input.targets().size(), read + 1 + input.targets().size());
            for (int i = 0; i < matrix.length; i++) {
                double sum = 0;
                for (int j = 0; j < matrix[i].length; j++) {
                    sum += matrix[i][j];
                    assertThat(j <= read + i || matrix[i][j] == 0).isTrue();
                }
                assertThat(sum).isCloseTo(1, within(matrix[i].length * 0x1p-24));                    // each score is rounded to a float
            }
        }
    }

    /// Cross-attention adds to the decoder's own row, which is no token of the source: it has columns of its own.
    @Test void theResidualOfCrossAttentionStandsBesideTheSource() {
        OpenModel model = OracleCase.open("t5");
        OracleCase one = OracleCase.of("t5").getFirst();
        Target target = Target.named(one.target(), model);
        int read = one.input(model).tokens().size();
        float[][] plain = NormAttention.CARD.with(Map.of("form", "n"), 0).explain(model, one.input(model), target).matrix();
        float[][] whole = NormAttention.CARD.with(Map.of("form", "res-ln"), 0).explain(model, one.input(model), target).matrix();
        for (int i = 0; i < whole.length; i++) {
            assertThat(Arrays.copyOf(whole[i], read)).isEqualTo(plain[i]);                            // T5's norms stand in front
            for (int t = 0; t < whole.length; t++) {
                assertThat(whole[i][read + t] > 0).isEqualTo(t == i);
            }
        }
    }

    /// Rows that hardly move are 0, and not the shares of what rounding makes of them.
    @Test void noiseIsNoShare() {
        EncoderDecoder model = Small.model(Block.Order.PRE_NORM, Activation.SILU, 4);
        OpenModel deaf = Small.box(model.map((name, weight) -> name.contains("encoder.blocks.1.self.out") ? weight.scale(1e-9f) : weight));
        Explainer<? super WhiteBox> first = ValueZeroing.CARD.with(Map.of("site", "encoder.attn", "layer", "0"), 0);
        Explainer<? super WhiteBox> second = ValueZeroing.CARD.with(Map.of("site", "encoder.attn", "layer", "1"), 0);
        for (float[] row : second.explain(deaf, Small.input(5, 3, 1), new Target.Logit(0)).matrix()) {
            assertThat(row).containsOnly(0);
        }
        for (float[] row : first.explain(deaf, Small.input(5, 3, 1), new Target.Logit(0)).matrix()) {
            assertThat(IntStream.range(0, row.length).mapToDouble(i -> row[i]).sum()).isCloseTo(1, within(5 * 0x1p-24));
        }
    }

    @Test void whatHasNoProductIsRefused() {
        OpenModel model = OracleCase.open("t5");
        OracleCase one = OracleCase.of("t5").getFirst();
        Target target = Target.named(one.target(), model);
        assertThatThrownBy(() -> zeroing(Map.of("site", "decoder.cross_attn")).explain(model, one.input(model), target))
                .isInstanceOf(BadInput.class).hasMessage("site=decoder.cross_attn: its layers do not read each other "
                        + "(need encoder.attn, decoder.attn, or whole for the whole model)");
        assertThatThrownBy(() -> Alti.CARD.with(Map.of("layer", "0"), 0).explain(model, one.input(model), target))
                .isInstanceOf(BadInput.class).hasMessage("layer=0: encoder and decoder have layers of their own "
                        + "(need site=encoder.attn or decoder.attn)");
        assertThatThrownBy(() -> Alti.CARD.with(Map.of("layer", "7", "site", "encoder.attn"), 0)
                .explain(model, one.input(model), target))
                .isInstanceOf(BadInput.class).hasMessage("layer=7: there is no such layer (need 0 to 1)");
    }

    @Test void theySayWhatTheyAreNot() {
        OpenModel model = OracleCase.open("gpt2");
        OracleCase one = OracleCase.of("gpt2").getFirst();
        Target target = Target.named(one.target(), model);
        for (Explainer<WhiteBox> method : List.of(new RawAttention(), new Rollout(), new AttentionFlow())) {
            assertThat(method.explain(model, one.input(model), target).warnings()).contains(RawAttention.DISCLAIMER);
        }
        assertThat(new Alti().explain(model, one.input(model), target).warnings()).contains(NormAttention.MIXING, Alti.BASIS);
        assertThat(new GradientAttention().explain(model, one.input(model), target).warnings()).isEmpty();
    }
}
