package clearhead.explain.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Toy;
import clearhead.explain.Words;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.oracle.OracleCase;
import clearhead.explain.perturb.Occlusion;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a text owes to its context: by hand, and from the definitions again on the reference models.
class PecoreTest {

    private static final Occlusion DELETING = new Occlusion(Players.TOKENS.by(Replacement.Away.DELETE), 1, 1, Occlusion.Leave.ONE_OUT);

    private static Words words(int... ids) {
        return Words.of(ids, new int[ids.length], Optional.empty());
    }

    private static Selection top(int count) {
        return new Selection(Selection.Measure.KL, 1, OptionalInt.of(count));
    }

    /// A model that writes token 0 first where the numbers of what it reads are large, then 2 whatever it reads: token 1 counts 2, token 2
    /// counts 1/2, token 0 nothing.
    private static Toy reader() {
        return new Toy(Tensor.of(Shape.of(3, 1), 0, 2, 0.5f), points -> {
            Tensor sum = points.sum(1);                                                                  // [copies, 1]
            Tensor first = Tensor.concat(1, sum, Tensor.full(sum.shape(), 0.3f), Tensor.full(sum.shape(), 0));
            Tensor second = Tensor.concat(1, Tensor.full(sum.shape(), 0), Tensor.full(sum.shape(), 0), Tensor.full(sum.shape(), 0.7f));
            return Tensor.concat(1, first.reshape(points.dim(0), 1, 3), second.reshape(points.dim(0), 1, 3));
        });
    }

    private static Contextual example() {
        return new Contextual(words(1, 2, 0), words(0), new int[] {0, 1});
    }

    @Test void aTextByHand() {
        ContextReliance found = new Pecore(new Selection(Selection.Measure.KL, 0.5, OptionalInt.empty()), new Occlusion())
                .of(reader(), example(), words(0, 2));
        double z = Math.exp(2.5) + Math.exp(0.3) + 1;
        double without = 1 + Math.exp(0.3) + 1;
        double own = Math.exp(2.5) / z * (2.5 - Math.log(z) + Math.log(without));
        double others = (Math.exp(0.3) + 1) / z * (Math.log(without) - Math.log(z));
        assertThat(found.steps().getFirst().divergence()).isCloseTo(own + others, within(1e-6));
        assertThat(found.steps().getFirst().pcxmi()).isCloseTo((2.5 - Math.log(z) + Math.log(without)) / Math.log(2), within(1e-6))
                .isPositive();
        assertThat(found.steps().getLast().divergence()).isZero();
        assertThat(found.steps().getLast().pcxmi()).isZero();
        assertThat(found.cues()).singleElement().satisfies(cue -> {
            assertThat(cue.step()).isZero();
            assertThat(cue.alternative()).isEqualTo(1);
            assertThat(cue.with()).isCloseTo(2.2, within(1e-6));
            assertThat(cue.without()).isCloseTo(-0.3, within(1e-6));
            assertThat(cue.scores()).containsExactly(2, 0.5f);
        });
        assertThat(found.text()).contains("""
                "#0" rather than "class 1": +2.200 with the context, -0.300 without
                  #1 +2.000, #2 +0.500
                """);
    }

    @Test void gradientsExplainTheSameContrast() {
        assertThat(new Pecore(top(1), new InputXGradient()).of(reader(), example(), words(0, 2)).matrix())
                .isDeepEqualTo(new float[][] {{2, 0.5f}});
    }

    @Test void oneTokenHasNoKindToStandOutFrom() {
        ContextReliance found = new Pecore(Selection.STANDARD, new Occlusion()).of(reader(), example(), words(0));
        assertThat(found.cues()).isEmpty();
        assertThat(found.warnings()).containsExactly("one token alone is not above the mean of its kind: --top 1 selects it");
        assertThat(found.text()).contains("no token stands out");
    }

    /// Both measures, and the contrast without each of the context's tokens, from the model's own logits.
    @ParameterizedTest @ValueSource(strings = {"gpt2", "llama", "qwen2", "marian", "t5"}) void theDefinitionAgain(String folder) {
        OpenModel model = OracleCase.open(folder);
        int[] context = {31, 44, 50};
        int[] question = {17, 60, 23};
        Contextual input = Contextual.of(model, context, question);
        Words written = input.written(model, 5);
        ContextReliance found = new Pecore(top(2), DELETING).of(model, input, written);
        assertThat(found.cues()).hasSize(Math.min(2, written.size()));
        int[] both = joined(context, question);
        for (int t = 0; t < written.size(); t++) {
            double[] p = logs(model, both, Arrays.copyOf(written.ids(), t));
            double[] q = logs(model, question, Arrays.copyOf(written.ids(), t));
            double divergence = IntStream.range(0, p.length).mapToDouble(v -> Math.exp(p[v]) * (p[v] - q[v])).sum();
            assertThat(found.steps().get(t).divergence()).isCloseTo(divergence, within(1e-4 * Math.max(1, divergence)));
            int own = written.ids()[t];
            assertThat(found.steps().get(t).pcxmi())
                    .isCloseTo((p[own] - q[own]) / Math.log(2), within(1e-4 * Math.max(1, Math.abs(p[own] - q[own]))));
        }
        assertThat(written.ids()[0]).isEqualTo(best(logs(model, both, new int[0]), -1));
        for (ContextReliance.Cue cue : found.cues()) {
            int[] before = Arrays.copyOf(written.ids(), cue.step());
            int own = written.ids()[cue.step()];
            int other = best(logs(model, question, before), own);
            assertThat(cue.alternative()).isEqualTo(other);
            double[] p = logs(model, both, before);
            for (int i = 0; i < context.length; i++) {
                int gone = i;
                double[] less = logs(model, IntStream.range(0, both.length).filter(j -> j != gone).map(j -> both[j]).toArray(), before);
                assertThat((double) cue.scores()[i]).isCloseTo(p[own] - p[other] - (less[own] - less[other]),
                        within(1e-4 * Math.max(1, Math.abs(cue.with()))));
            }
        }
    }

    private static int[] joined(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    private static double[] logs(OpenModel model, int[] read, int[] before) {
        Input input = new Input.Text(words(read), before.length == 0 ? Optional.empty() : Optional.of(words(before)), Optional.empty());
        Tensor output = model.forward(input, 1, Pass.PLAIN);
        int last = output.dim(1) - 1;
        float[] row = output.slice(1, last, last + 1).logSoftmax().toArray();
        return IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
    }

    private static int best(double[] scores, int but) {
        return IntStream.range(0, scores.length).filter(i -> i != but).reduce((a, b) -> scores[b] > scores[a] ? b : a).orElseThrow();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void selectionsAreAboveTheirThreshold(@ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 9) Double> measures,
            @ForAll @DoubleRange(min = -2, max = 2) double deviations, @ForAll @IntRange(min = 1, max = 14) int top) {
        double[] values = measures.stream().mapToDouble(Double::doubleValue).toArray();
        Selection above = new Selection(Selection.Measure.KL, deviations, OptionalInt.empty());
        int[] chosen = above.of(values);
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow() - mean * mean);
        IntStream.range(0, values.length).filter(i -> Math.abs(values[i] - mean - deviations * deviation) > 1e-6).forEach(i ->
                assertThat(Arrays.stream(chosen).anyMatch(one -> one == i)).isEqualTo(values[i] > mean + deviations * deviation));
        int[] greatest = top(top).of(values);
        assertThat(greatest).hasSize(Math.min(top, values.length)).isSorted();
        double least = Arrays.stream(greatest).mapToDouble(i -> values[i]).min().orElseThrow();
        assertThat(least).isEqualTo(top(top).threshold(values));
        assertThat(Arrays.stream(values).filter(value -> value > least).count()).isLessThan(greatest.length);
    }

    @Test void jsonFitsItsSchema() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema());
        for (ContextReliance found : List.of(new Pecore(top(1), new Occlusion()).of(reader(), example(), words(0, 2)),
                new Pecore(Selection.STANDARD, new Occlusion()).of(reader(), example(), words(0)))) {
            JsonNode json = JsonMapper.shared().readTree(found.json());
            assertThat(schema.validate(json)).isEmpty();
            ((ObjectNode) json).remove("steps");
            assertThat(schema.validate(json)).hasSize(1);
        }
    }

    private static InputStream schema() {
        return ContextReliance.class.getResourceAsStream("/clearhead/explain/clearhead-context-1.schema.json");
    }

    @Test void whatCannotBeAskedIsRefused() {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Contextual(words(1), words(1), new int[0]))
                .withMessage("context: has no token (need a text in front of the question)");
        OpenModel reads = OracleCase.open("bert-seqcls");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Pecore(top(1), new Occlusion()).of(reads, example(), words(0)))
                .withMessageStartingWith("context: this model reads, and does not write");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Contextual.of(reads, new int[] {5}, new int[] {6}).written(reads, 3))
                .withMessageStartingWith("context: this model reads, and does not write");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Selection(Selection.Measure.KL, Double.NaN, OptionalInt.empty()));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> top(0))
                .withMessage("context: std=1.0, top=0 (need a number, and at least 1)");
    }
}
