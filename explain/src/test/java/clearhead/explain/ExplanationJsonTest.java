package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.VisionModel;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.methods.Methods;
import clearhead.explain.oracle.OracleCase;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ExplanationJsonTest {

    private static final JsonMapper READER = JsonMapper.shared();
    private static final Schema SCHEMA = schema();
    private static final Map<String, OpenModel> MODELS = new HashMap<>();
    private static final OpenModel BOX = Small.box(4);
    private static final Input INPUT = Small.input(3, 2, 4);

    private static Schema schema() {
        try (InputStream file = Explanation.class.getResourceAsStream("clearhead-explain-1.schema.json")) {
            JsonNode schema = READER.readTree(file);
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            return registry.getSchema(schema);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static JsonNode valid(Explanation explanation) {
        return valid(explanation, BOX);
    }

    private static JsonNode valid(Explanation explanation, OpenModel model) {
        JsonNode json = READER.readTree(explanation.json(model));
        assertThat(SCHEMA.validate(json)).as(json.toPrettyString()).isEmpty();
        return json;
    }

    /// What a method finds beside scores, and the errors of several numbers, row by row.
    @Test void fitAndErrorsOfSeveralNumbers() {
        Explanation each = of(INPUT, new Target.Each(), "lime", List.of(), new Explanation.Row(new float[] {1, 2, 3}, 4, OptionalDouble.empty(),
                new float[] {0.1f, 0.2f, 0.3f}), new Explanation.Row(new float[] {0, 0, 0}, 1, OptionalDouble.empty(), new float[3]));
        Explanation.Method fitted = new Explanation.Method("lime", Map.of(), "a fit", Map.of("r2", List.of(0.5, 0.75)));
        JsonNode json = valid(new Explanation(fitted, each.model(), each.input(), each.target(), each.scores(), 0, each.cost(), List.of()));
        assertThat(json.get("method").get("fit").get("r2").get(1).asDouble()).isEqualTo(0.75);
        assertThat(json.get("standardErrors").get(0).get(2).floatValue()).isEqualTo(0.3f);
        assertThat(json.get("standardErrors")).hasSize(2);
    }

    private static Explanation of(Input input, Target target, String method, List<String> warnings, Explanation.Row... rows) {
        List<Axis> tokens = List.of(Axis.of(Axis.TOKENS, input.tokens()));
        Map<String, Object> settings = Map.of("steps", 2, "rule", "left", "tolerance", 0.5, "stepsByRow", List.of(1, 2));
        return new Explanation(new Explanation.Method(method, settings, ""),
                new WhiteBox.ModelInfo("sha256:" + "a".repeat(64), "toy", "here"), input, target,
                target instanceof Target.Each ? new Scores.Each(Axis.of(Axis.TARGETS, input.targets()), tokens, List.of(rows))
                        : new Scores.One(tokens, rows[0]), -3, new Cost(1, 2, 3, 4, 5), warnings);
    }

    @Test void oneNumberAsItStandsInTheFile() {
        Input input = Input.of("a b", List.of(new Token(0, 8, "[CLS]", 0, 0, true), new Token(1, 5, "a", 0, 1, false),
                new Token(2, 6, " b", 1, 3, false)), List.of());
        Explanation explanation = of(input, new Target.Difference(-1, 0, 3), "m", List.of("careful"),
                new Explanation.Row(new float[] {0.1f, -1e-8f, 3}, 2.5, OptionalDouble.of(0.5)));
        assertThat(valid(explanation)).isEqualTo(READER.readTree("""
                {"schema": "clearhead/explain/1",
                 "model": {"digest": "sha256:%s", "architecture": "toy", "source": "here"},
                 "tokens": [{"index": 0, "id": 8, "piece": "[CLS]", "start": 0, "end": 0, "special": true},
                            {"index": 1, "id": 5, "piece": "a", "start": 0, "end": 1, "special": false},
                            {"index": 2, "id": 6, "piece": " b", "start": 1, "end": 3, "special": false}],
                 "targetTokens": [],
                 "method": {"id": "m", "settings": {"rule": "left", "steps": 2, "stepsByRow": [1, 2], "tolerance": 0.5}},
                 "target": {"kind": "diff", "position": -1, "class": 0, "label": "a", "against": 3, "againstLabel": "d"},
                 "scores": [0.1, -1.0E-8, 3.0],
                 "words": [{"text": "a", "start": 0, "end": 1, "score": -1.0E-8}, {"text": "b", "start": 2, "end": 3, "score": 3.0}],
                 "value": 2.5, "baselineValue": 0.5, "gap": %s, "gapReason": null,
                 "seed": -3, "cost": {"forwards": 1, "backwards": 2, "tokens": 3, "nanos": 4, "peakBytes": 5},
                 "faithfulness": null, "warnings": ["careful"]}
                """.formatted("a".repeat(64), 2.5 - 0.5 - (0.1f + (double) -1e-8f + 3))));
    }

    /// Every target, by one method; every method, for a target of every form of result.
    static Stream<Arguments> everything() {
        Stream<Arguments> targets = Stream.of(
                Arguments.of("bert-seqcls", List.of("predicted", "logit:2", "prob:1", "logprob:0", "diff:0,1", "entropy")),
                Arguments.of("bert-ner", List.of("logit:0@2", "entropy@-1")),
                Arguments.of("bert-qa", List.of("predicted", "start:2", "end:-1", "span:1,2")),
                Arguments.of("bert-mlm", List.of("logit:#10@1")),
                Arguments.of("gpt2", List.of("predicted", "sequence", "activation:blocks.1.mlp.post@2,3"))).flatMap(model ->
                        ((List<?>) model.get()[1]).stream().map(target -> Arguments.of(model.get()[0], target, "saliency")));
        return Stream.concat(targets, Stream.of(Arguments.of("bert-qa", "span:1,2"), Arguments.of("bert-sentence", "similarity"),
                Arguments.of("gpt2", "each"), Arguments.of("marian", "each"), Arguments.of("marian", "sequence"),
                Arguments.of("vit", "logit:0"))
                .flatMap(question -> Methods.ALL.stream().map(card -> Arguments.of(question.get()[0], question.get()[1], card.id()))));
    }

    private static Input input(OpenModel model, boolean byPixel) {
        if (model.gives() == WhiteBox.Gives.CLASSES && model.model() instanceof VisionModel vision) {
            VisionModel.Config config = vision.config();
            return new Input.Picture(Tensor.normal(Shape.of(1, config.channels(), config.height(), config.width()), 1, 1),
                    config.height() / config.patch(), config.width() / config.patch(), byPixel);
        }
        Words words = Words.of(new int[] {2, 8, 3}, new int[] {0, 0, 0}, Optional.empty());
        Optional<Words> two = Optional.of(Words.of(new int[] {5, 6}, new int[] {0, 0}, Optional.empty()));
        return switch (model.gives()) {
            case NEXT -> new Input.Text(words, two, Optional.empty());
            case VECTOR -> new Input.Text(words, Optional.empty(), two);
            case CLASSES, POSITION_CLASSES, NUMBERS, SPAN, FILLING, ROWS -> new Input.Text(words);
        };
    }

    @ParameterizedTest @MethodSource("everything")
    void everyMethodAndTargetIsWhatTheSchemaSays(String folder, String target, String method) {
        OpenModel model = MODELS.computeIfAbsent(folder, OracleCase::open);
        MethodCard card = Methods.named(method);
        Map<String, String> quick = new HashMap<>(Map.of("steps", "4", "samples", "3"));
        quick.keySet().retainAll(card.settings().keySet());
        Supplier<Explanation> explanation = () -> card.with(quick, 0).explain(model, input(model, false), Target.named(target, model));
        boolean refused = switch (method) {
            case "similarity-jacobian" -> !target.equals("similarity");
            case "integrated-hessians", "pairwise-interaction", "shapley-interaction", "shapley-taylor" -> target.equals("each");
            case "reagent" -> true;                                         // none of these is how likely one token is
            case "anchors" -> List.of("sequence", "each", "similarity").contains(target);
            case "discretized-ig" -> folder.equals("vit");
            default -> false;
        };
        if (refused) {
            assertThatThrownBy(explanation::get).isInstanceOf(BadInput.class);
        } else {
            fits(explanation.get(), model);
        }
    }

    @Test void pixelsAreAMatrixOfTheirOwn() {
        OpenModel model = OracleCase.open("vit");
        JsonNode json = fits(new IntegratedGradients().explain(model, input(model, true), new Target.Logit(0)), model);
        assertThat(json.get("rows").stringValue()).isEqualTo("pixelRows");
        assertThat(json.has("scores")).isFalse();
    }

    private static JsonNode fits(Explanation explanation, OpenModel model) {
        JsonNode json = valid(explanation, model);
        boolean complete = explanation.method().gapReason().isEmpty();
        assertThat(json.get("gapReason").isNull()).isEqualTo(complete);
        assertThat(json.get("target").get("kind").stringValue()).isEqualTo(explanation.target().kind());
        assertThat(json.get("tokens")).hasSize(explanation.input().tokens().size());
        explanation.scores().answer().ifPresent(scores ->
                reads(json.get("scores"), Arrays.copyOf(scores, explanation.input().tokens().size())));
        switch (explanation.scores()) {
            case Scores.One one -> {
                JsonNode scores = json.has("matrix") ? json.get("matrix").get(0) : json.get("scores");
                reads(scores, one.matrix()[0]);
                balances(json.get("value"), json.get("baselineValue"), json.get("gap"), scores, complete);
            }
            case Scores.Each each -> {
                assertThat(json.get("matrix")).hasSize(each.targets().size());
                for (int row = 0; row < each.targets().size(); row++) {
                    reads(json.get("matrix").get(row), each.each().get(row).scores());
                    balances(json.get("values").get(row), json.get("baselineValues").get(row), json.get("gaps").get(row),
                            json.get("matrix").get(row), complete);
                }
            }
            case Scores.Grid grid -> {
                assertThat(names(json, "rows")).isEqualTo(grid.rows().stream().map(Axis::name).toList());
                assertThat(names(json, "columns")).isEqualTo(grid.columns().stream().map(Axis::name).toList());
                float[][] matrix = grid.matrix();
                for (int row = 0; row < matrix.length; row++) {
                    reads(json.get("matrix").get(row), matrix[row]);
                }
                assertThat(json.has("row")).isEqualTo(grid.row().isPresent());
                ArrayNode all = READER.createArrayNode();
                json.get("matrix").forEach(row -> row.forEach(all::add));
                balances(json.get("value"), json.get("baselineValue"), json.get("gap"), all, complete);
            }
        }
        return json;
    }

    private static List<String> names(JsonNode json, String key) {
        JsonNode names = json.get(key);
        return names.isArray() ? names.valueStream().map(JsonNode::stringValue).toList() : List.of(names.stringValue());
    }

    /// The gap, from what a reader of the file has: three scores and a difference, all in double precision.
    private static void balances(JsonNode value, JsonNode baseline, JsonNode gap, JsonNode scores, boolean complete) {
        assertThat(baseline.isNull()).isEqualTo(!complete);
        assertThat(gap.isNull()).isEqualTo(!complete);
        if (complete) {
            double left = value.doubleValue() - baseline.doubleValue();
            double size = Math.abs(value.doubleValue()) + Math.abs(baseline.doubleValue());
            for (JsonNode score : scores) {
                left -= Float.parseFloat(score.asString());
                size += Math.abs(score.doubleValue());
            }
            assertThat(gap.doubleValue()).isCloseTo(left, within(8 * 0x1p-53 * size));
        }
    }

    private static void reads(JsonNode numbers, float[] floats) {
        for (int i = 0; i < floats.length; i++) {
            assertThat(Float.parseFloat(numbers.get(i).asString())).isEqualTo(floats[i]);
            assertThat((float) numbers.get(i).doubleValue()).isEqualTo(floats[i]);
        }
    }

    @Property void floatsReadBackToTheSameFloat(@ForAll @Size(min = 1, max = 6) List<Integer> bits, @ForAll double value) {
        float[] scores = new float[bits.size()];
        for (int i = 0; i < scores.length; i++) {
            float score = Float.intBitsToFloat(bits.get(i));
            scores[i] = Float.isFinite(score) ? score : Float.MIN_VALUE;
        }
        Input input = Toy.input(scores.length, IntStream.range(0, 1).toArray());
        Explanation.Row row = new Explanation.Row(scores, value, OptionalDouble.empty());
        JsonNode one = READER.readTree(of(input, new Target.Logit(0, 0), "m", List.of(), row).json(BOX));
        JsonNode each = READER.readTree(of(input, new Target.Each(true, false), "m", List.of(), row).json(BOX));
        reads(one.get("scores"), scores);
        reads(each.get("matrix").get(0), scores);
        assertThat(one.get("value").doubleValue()).isEqualTo(value);
        assertThat(each.get("values").get(0).doubleValue()).isEqualTo(value);
    }

    /// A schema that finds nothing wrong would prove nothing.
    @Test void theSchemaKnowsWhatIsWrong() {
        Explanation one = new InputXGradient().explain(BOX, INPUT, new Target.Logit(0, 1));
        Explanation path = new IntegratedGradients().explain(BOX, INPUT, new Target.Logit(0, 1));
        Explanation each = new IntegratedGradients().explain(BOX, INPUT, new Target.Each(true, false));
        wrong(one, json -> json.put("more", 1));
        wrong(one, json -> json.remove("seed"));
        wrong(one, json -> json.remove("scores"));
        wrong(one, json -> json.put("schema", "clearhead/explain/2"));
        wrong(one, json -> json.putNull("value"));
        wrong(one, json -> json.put("gap", 0.5));
        wrong(one, json -> json.putNull("gapReason"));
        wrong(one, json -> json.putNull("warnings"));
        wrong(one, json -> ((ObjectNode) json.get("model")).put("digest", "md5:0"));
        wrong(one, json -> ((ObjectNode) json.get("tokens").get(0)).remove("special"));
        wrong(one, json -> ((ObjectNode) json.get("target")).put("kind", "each"));
        wrong(one, json -> ((ObjectNode) json.get("target")).put("against", 1));
        wrong(one, json -> ((ObjectNode) json.get("cost")).put("forwards", -1));
        wrong(one, json -> ((ObjectNode) json.get("words").get(0)).put("score", "NaN"));
        wrong(one, json -> json.putObject("faithfulness").put("z", 1));
        wrong(path, json -> json.putNull("gap"));
        wrong(path, json -> json.put("gapReason", "because"));
        wrong(each, json -> json.putArray("scores").add(1));
        wrong(each, json -> json.put("rows", "tokens"));
        wrong(each, json -> json.put("columns", "letters"));
        wrong(each, json -> ((ObjectNode) json.get("target")).remove("side"));
        wrong(each, json -> json.putArray("gaps").addNull());
        wrong(each, json -> ((ObjectNode) json.get("target")).put("kind", "logit"));
    }

    private static void wrong(Explanation explanation, Consumer<ObjectNode> change) {
        ObjectNode json = (ObjectNode) valid(explanation);
        change.accept(json);
        List<Error> errors = SCHEMA.validate(json);
        assertThat(errors).as(json.toPrettyString()).isNotEmpty();
    }
}
