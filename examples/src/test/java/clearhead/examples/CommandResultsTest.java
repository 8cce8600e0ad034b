package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What the commands compute: what the reference computes.
class CommandResultsTest {

    @TempDir private Path folder;

    /// The options that give a case of the reference to a command.
    private List<String> options(JsonNode inputs) throws IOException {
        List<String> options = new ArrayList<>();
        if (inputs.has("pixel_values")) {
            Path pixels = Files.writeString(folder.resolve("pixels.json"), inputs.at("/pixel_values/0").toString());
            options.addAll(List.of("--pixels", pixels.toString()));
        } else {
            options.addAll(List.of("--ids", Shell.list(inputs.at("/input_ids/0"))));
        }
        if (inputs.has("token_type_ids")) {
            options.addAll(List.of("--type-ids", Shell.list(inputs.at("/token_type_ids/0"))));
        }
        if (inputs.has("decoder_input_ids") && inputs.at("/decoder_input_ids/0").size() > 1) {
            String all = Shell.list(inputs.at("/decoder_input_ids/0"));
            options.addAll(List.of("--target-ids", all.substring(all.indexOf(',') + 1)));
        }
        return options;
    }

    private static JsonNode run(String command, String model, List<String> options, String... more) {
        return Shell.json(Stream.of(List.of(command, Shell.oracle(model)), options, List.of(more)).flatMap(List::stream)
                .toArray(String[]::new));
    }

    /// Ten times the deviation of the reference's own float32, for models of one row or of one for each position.
    private static void close(JsonNode found, JsonNode expected, JsonNode yardstick) {
        assertThat(Shell.doubles(found)).containsExactly(Shell.doubles(expected), within(10 * yardstick.get("max_abs_diff").doubleValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "gpt2-sharded", "llama", "qwen2", "gpt_neox", "marian", "t5", "vit", "bert-seqcls", "bert-ner",
        "bert-mlm", "distilbert-seqcls", "roberta-seqcls"})
    void predictGivesTheReferencesLogits(String model) throws IOException {
        JsonNode reference = Shell.expected(model);
        JsonNode first = reference.at("/cases/0");
        JsonNode result = run("predict", model, options(first.get("inputs")), "--logits");
        JsonNode expected = first.at("/logits/0");
        close(result.get("logits"), expected, reference.at("/float32_yardstick/logits"));
        assertThat(result.get("logits").size()).isEqualTo(expected.get(0).isArray() ? expected.size() : 1);
    }

    @Test void predictGivesBothLogitsOfASpan() throws IOException {
        JsonNode reference = Shell.expected("bert-qa");
        JsonNode first = reference.at("/cases/0");
        JsonNode result = run("predict", "bert-qa", options(first.get("inputs")), "--logits");
        close(result.get("startLogits"), first.at("/start_logits/0"), reference.at("/float32_yardstick/start_logits"));
        close(result.get("endLogits"), first.at("/end_logits/0"), reference.at("/float32_yardstick/end_logits"));
    }

    /// The answer is the best of all pairs that may be, and its text stands in the context where it says.
    @Test void anAnswerStandsInTheContext() {
        String context = "the baker measured a wooden box behind";
        JsonNode result = run("predict", "bert-qa", List.of("--text", "who is it?", "--pair", context), "--logits");
        JsonNode span = result.get("span");
        assertThat(context.substring(span.get("start").intValue(), span.get("end").intValue())).isEqualTo(span.get("text").stringValue());
        double[] starts = softmax(Shell.doubles(result.get("startLogits")));
        double[] ends = softmax(Shell.doubles(result.get("endLogits")));
        int separator = Shell.ints(ids(result)).indexOf(3);
        double best = 0;
        for (int i = separator + 1; i < starts.length - 1; i++) {
            for (int j = i; j < ends.length - 1; j++) {
                best = Math.max(best, starts[i] * ends[j]);
            }
        }
        assertThat(span.get("score").doubleValue()).isCloseTo(best, within(1e-6));
        assertThat(starts[span.get("startToken").intValue()] * ends[span.get("endToken").intValue()]).isCloseTo(best, within(1e-6));
    }

    private static JsonNode ids(JsonNode result) {
        return JsonNodeFactory.instance.arrayNode().addAll(result.get("tokens").findValues("id"));
    }

    private static double[] softmax(double[] logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(logit -> Math.exp(logit) / sum).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "llama", "marian", "t5"})
    void generateAndScoreAsTheReferenceDoes(String model) {
        JsonNode reference = Shell.expected(model);
        JsonNode greedy = reference.at("/greedy/0");
        JsonNode written = run("generate", model, List.of("--ids", Shell.list(greedy.get("input_ids"))), "--max-new-tokens", "12",
                "--ignore-eos");
        assertThat(Shell.ints(written.get("ids"))).isEqualTo(Shell.ints(greedy.get("new_ids")));
        assertThat(written.get("finish").stringValue()).isEqualTo("length");

        JsonNode score = reference.at("/score/0");
        JsonNode scored = run("predict", model, List.of("--ids", Shell.list(score.get("input_ids"))), "--target-ids",
                Shell.list(score.get("target_ids")));
        assertThat(Shell.doubles(scored.get("tokenLogprobs"))).containsExactly(Shell.doubles(score.get("token_logprobs")), within(1e-4));
        assertThat(scored.get("sumLogprob").doubleValue()).isCloseTo(score.get("sum_logprob").doubleValue(), within(1e-3));
    }

    @Test void beamsAsTheReferenceHasThem() {
        for (JsonNode beam : Shell.expected("marian").get("beam")) {
            boolean ends = !beam.get("eos_token_id").isNull() && beam.get("eos_token_id").intValue() == 0
                    && !beam.get("forced_eos_token_id").isNull();
            if (!ends) {
                continue;                                              // others need another configuration
            }
            List<String> options = new ArrayList<>(List.of("--ids", Shell.list(beam.get("input_ids")), "--beams",
                    beam.get("num_beams").asString(), "--max-new-tokens", beam.get("max_new_tokens").asString(), "--length-penalty",
                    beam.get("length_penalty").asString()));
            if (beam.get("early_stopping").asBoolean()) {
                options.add("--early-stopping");
            }
            JsonNode found = run("generate", "marian", options);
            assertThat(Shell.ints(found.at("/beams/0/ids"))).as(beam.get("name").stringValue())
                    .isEqualTo(Shell.ints(beam.at("/new_ids/0")));
            assertThat(found.at("/beams/0/score").doubleValue()).isCloseTo(Shell.doubles(beam.get("scores"))[0], within(1e-4));
        }
    }

    @Test void fillsEveryMask() {
        JsonNode result = run("predict", "bert-mlm", List.of("--text", "the baker [MASK] a [MASK]", "--top", "3"));
        assertThat(result.get("fills").valueStream().map(place -> place.get("position").intValue())).containsExactly(3, 5);
        assertThat(result.at("/fills/0/top")).hasSize(3);
        JsonNode without = run("predict", "bert-mlm", List.of("--text", "the baker"));
        assertThat(without.get("fills")).isEmpty();
        assertThat(without.get("warnings").toString()).contains("there is no [MASK] in the input; put one where the model shall guess");
    }

    @Test void comparesTwoTextsEachAlone() {
        JsonNode sentences = Shell.expected("bert-sentence").get("sentences");
        JsonNode result = run("predict", "bert-sentence", List.of("--text", sentences.at("/texts/0").stringValue(),
                "--pair", sentences.at("/texts/1").stringValue()));
        assertThat(Shell.doubles(result.get("vector"))).containsExactly(Shell.doubles(sentences.at("/embeddings/0")), within(1e-5));
        assertThat(result.get("similarity").doubleValue()).isCloseTo(sentences.at("/cosine/0/1").doubleValue(), within(1e-5));
    }

    /// Offsets are in UTF-16 units, which the smiling face has two of; what the template puts in is special.
    @Test void tokenizeTellsWhereEachTokenStands() {
        String text = "the \uD83D\uDE00 box";
        JsonNode result = Shell.json("tokenize", Shell.oracle("gpt2"), "--text", text);
        assertThat(result.get("decoded").stringValue()).isEqualTo(text);
        assertThat(result.at("/offsets").valueStream().map(place -> text.substring(place.get(0).intValue(), place.get(1).intValue())))
                .contains("\uD83D\uDE00").endsWith(" box");
        JsonNode pair = Shell.json("tokenize", Shell.oracle("bert-seqcls"), "--text", "the box", "--pair", "a box");
        assertThat(Shell.ints(pair.get("special"))).containsExactly(1, 0, 0, 1, 0, 0, 1);
        assertThat(Shell.ints(pair.get("typeIds"))).containsExactly(0, 0, 0, 0, 1, 1, 1);
        JsonNode plain = Shell.json("tokenize", Shell.oracle("bert-seqcls") + "/tokenizer.json", "--text", "the box", "--no-special");
        assertThat(Shell.ints(plain.get("special"))).containsExactly(0, 0);
        assertThat(plain.at("/model/architecture").stringValue()).isEqualTo("tokenizer");
    }

    /// Ids have places in the text that they decode to.
    @Test void idsStandForTheirText() {
        JsonNode text = Shell.json("predict", Shell.oracle("bert-seqcls"), "--text", "the box");
        JsonNode ids = Shell.json("predict", Shell.oracle("bert-seqcls"), "--ids", Shell.list(ids(text)));
        assertThat(ids.get("tokens")).isEqualTo(text.get("tokens"));
        assertThat(ids.get("labels")).isEqualTo(text.get("labels"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "bert-ner", "bert-sentence", "marian", "t5", "vit"})
    void inspectKnowsEveryParameterAndSite(String model) throws IOException {
        JsonNode result = Shell.json("inspect", Shell.oracle(model));
        JsonNode parameters = result.get("parameters");
        assertThat(Stream.of("embeddings", "attention", "mlp", "norms", "head").mapToLong(part -> parameters.get(part).longValue()).sum())
                .isEqualTo(parameters.get("total").longValue());
        assertThat(result.at("/memory/weightBytes").longValue()).isEqualTo(4 * parameters.get("total").longValue());
        Path out = folder.resolve("trace.safetensors");
        JsonNode first = Shell.expected(model).at("/cases/0/inputs");
        JsonNode trace = run("trace", model, options(first), "--out", out.toString());
        assertThat(trace.get("sites").findValuesAsString("name")).isEqualTo(result.get("sites").findValuesAsString("name"));
        JsonNode file = Shell.json("inspect", out.toString());
        assertThat(file.at("/file/tensors").findValuesAsString("name"))
                .containsExactlyInAnyOrderElementsOf(trace.get("sites").findValuesAsString("name"));
        for (String notation : List.of("mermaid", "dot")) {
            Shell drawn = Shell.run("inspect", Shell.oracle(model), "--diagram", notation);
            assertThat(drawn.out()).startsWith(notation.equals("dot") ? "digraph {\n" : "flowchart TD\n")
                    .contains("self-attention: 4 heads");
        }
    }

    @Test void inspectAlsoTakesATokenizer() {
        JsonNode result = Shell.json("inspect", Shell.oracle("gpt2") + "/tokenizer.json");
        assertThat(result.at("/tokenizer/vocabulary").intValue()).isEqualTo(401);
    }

    /// What people see: every command prints something, without a colour where no terminal is.
    @Test void peopleSeeATable() {
        Shell predicted = Shell.run("predict", Shell.oracle("bert-seqcls"), "--ids", "2,176,399,3");
        assertThat(predicted.code()).isZero();
        assertThat(predicted.out()).matches("(?s)(  (negative|neutral|positive) +\\d+\\.\\d\\d %  [█▏▎▍▌▋▊▉]*\n){3}");
        Shell written = Shell.run("generate", Shell.oracle("gpt2"), "--text", "the baker", "--max-new-tokens", "3");
        assertThat(written.out()).startsWith("the baker").contains("3 tokens, log p -").doesNotContain("\u001b");
    }
}
