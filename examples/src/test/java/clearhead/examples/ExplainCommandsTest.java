package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Safetensors;
import clearhead.explain.methods.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The commands that explain: what the reference computes, for one input and for many.
class ExplainCommandsTest {

    private static final String BERT = Shell.oracle("bert-seqcls");
    private static final String GPT2 = Shell.oracle("gpt2");
    private static final String SENTENCE = Shell.oracle("bert-sentence");
    private static final String VIT = Shell.oracle("vit");

    @TempDir private Path folder;

    private Path lines(Stream<? extends Object> objects) throws IOException {
        return Files.write(folder.resolve("inputs.jsonl"), objects.map(Object::toString).toList());
    }

    /// A case of the reference as a line of a batch.
    private ObjectNode line(JsonNode reference, int number) throws IOException {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        if (reference.has("pixels")) {
            line.put("pixels", Files.writeString(folder.resolve(number + ".json"), reference.get("pixels").toString()).toString());
        }
        List.of("ids", "typeIds", "pairIds", "targetIds").forEach(key -> {
            if (reference.has(key) && !reference.get(key).isNull()) {
                line.set(key.replace("Ids", "-ids"), reference.get(key));
            }
        });
        line.put("target", reference.at("/target/spec").stringValue()).put("method", reference.get("method").stringValue());
        line.set("set", reference.get("settings"));
        return line;
    }

    /// Some of the reference's cases, of every method that there is; tolerances as the reference says.
    @ParameterizedTest
    @ValueSource(strings = {"bert-mlm", "bert-ner", "bert-qa", "bert-sentence", "bert-seqcls", "distilbert-seqcls", "gpt2", "llama",
        "marian", "qwen2", "roberta-seqcls", "t5", "vit"})
    void aBatchGivesTheReferencesScores(String model) throws IOException {
        List<String> known = Methods.ALL.stream().map(card -> card.id()).toList();
        List<JsonNode> all = Shell.explanations(model).filter(one -> known.contains(one.get("method").stringValue())).toList();
        List<JsonNode> cases = IntStream.range(0, all.size()).filter(i -> i % 20 == 0).mapToObj(all::get).toList();
        List<ObjectNode> inputs = new ArrayList<>();
        for (JsonNode one : cases) {
            inputs.add(line(one, inputs.size()));
        }
        Shell shell = Shell.run("explain", Shell.oracle(model), "--batch", lines(inputs.stream()).toString());
        assertThat(shell.err()).isEmpty();
        assertThat(shell.code()).isZero();
        List<String> results = shell.out().lines().toList();
        assertThat(results).hasSameSizeAs(cases);
        for (int i = 0; i < cases.size(); i++) {
            JsonNode expected = cases.get(i);
            JsonNode found = Shell.valid("explain", results.get(i));
            double value = Stream.of("value", "baselineValue", "values").filter(key -> expected.hasNonNull(key))
                    .flatMapToDouble(key -> Arrays.stream(Shell.doubles(expected.get(key)))).map(Math::abs).max().orElse(0);
            for (String key : List.of("scores", "matrix")) {
                if (expected.has(key)) {
                    double[] numbers = Shell.doubles(expected.get(key));
                    double most = Arrays.stream(numbers).map(Math::abs).max().orElse(0);
                    assertThat(Shell.doubles(found.path(key))).as("%s of %s", key, inputs.get(i))
                            .containsExactly(numbers, within(1e-4 * most + 1e-5 * value));
                }
            }
            if (expected.has("row")) {
                assertThat(found.get("row")).as("row of %s", inputs.get(i)).isEqualTo(expected.get("row"));
            }
        }
    }

    /// Without the time that it took.
    private static JsonNode timeless(JsonNode result) {
        result.findParents("nanos").forEach(cost -> ((ObjectNode) cost).remove("nanos"));
        return result;
    }

    @Test void aLineOfABatchIsARunOfItsOwn() throws IOException {
        Path inputs = lines(Stream.of("""
                {"ids":"2,176,399,3","method":"saliency","set":{"reduce":"l1"}}
                {"ids":[2,176,3],"target":"prob:1"}
                {"ids":"2,176,3","target":"prob:7"}
                {"text":"the baker","method":"saliency","set":{"steps":"3"}}
                {"text":"the baker","method":"random","seed":5}
                """));
        Shell shell = Shell.run("explain", BERT, "--batch", inputs.toString(), "--set", "steps=5");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).isEmpty();
        List<String> results = shell.out().lines().toList();
        assertThat(timeless(Shell.valid("explain", results.get(0)))).isEqualTo(timeless(
                Shell.json("explain", BERT, "--ids", "2,176,399,3", "--method", "saliency", "--set", "reduce=l1")));
        JsonNode second = timeless(Shell.valid("explain", results.get(1)));
        assertThat(second).isEqualTo(timeless(Shell.json("explain", BERT, "--ids", "2,176,3", "--set", "steps=5", "--target", "prob:1")));
        assertThat(second.at("/method/settings/steps").intValue()).isEqualTo(5);
        assertThat(results.get(2)).isEqualTo("{\"error\":\"target: there is no class 7 (need 0 to 2)\",\"line\":3}");
        assertThat(results.get(3)).isEqualTo(
                "{\"error\":\"saliency: steps=3: there is no such setting (need one of reduce)\",\"line\":4}");
        // The line's settings stand in the place of those of the command line, which this method does not have.
        assertThat(results.get(4)).contains("random: steps=5");
        assertThat(results).hasSize(5);
    }

    @Test void theNumberOfThreadsAndTheMemoryChangeNoBit() {
        String[] question = {"explain", GPT2, "--ids", "7,8,9", "--target-ids", "4,5", "--target", "each"};
        JsonNode one = Shell.json(Stream.concat(Stream.of(question), Stream.of("--threads", "1")).toArray(String[]::new));
        JsonNode two = Shell.json(Stream.concat(Stream.of(question), Stream.of("--threads", "2", "--memory", "1m")).toArray(String[]::new));
        for (JsonNode each : List.of(one, two)) {
            ((ObjectNode) each.get("cost")).remove(List.of("nanos", "peakBytes"));
        }
        assertThat(two).isEqualTo(one);
        assertThat(one.get("columns").valueStream().map(JsonNode::stringValue)).containsExactly("tokens", "targetTokens");
        assertThat(one.at("/method/settings/side").stringValue()).isEqualTo("both");
    }

    @Test void theSideOfTheSourceAlone() {
        JsonNode source = Shell.json("explain", GPT2, "--ids", "7,8,9", "--target-ids", "4,5", "--target", "each", "--set", "side=source");
        assertThat(source.get("columns").stringValue()).isEqualTo("tokens");
        assertThat(source.at("/target/side").stringValue()).isEqualTo("source");
        assertThat(source.at("/method/settings/side").stringValue()).isEqualTo("source");
    }

    @Test void aSecondTextIsReadAloneWhereItIsCompared() {
        JsonNode alone = Shell.json("explain", SENTENCE, "--text", "the baker", "--pair", "a box", "--method", "similarity-jacobian");
        assertThat(alone.get("rows").stringValue()).isEqualTo("tokens");
        assertThat(alone.get("columns").stringValue()).isEqualTo("pairTokens");
        assertThat(alone.get("pairTokens").valueStream().map(token -> token.get("piece").stringValue()))
                .startsWith("[CLS]", "a").endsWith("[SEP]");
        assertThat(alone.get("matrix")).hasSameSizeAs(alone.get("tokens"));
        JsonNode segments = Shell.json("explain", BERT, "--text", "the baker", "--pair", "a box", "--method", "saliency");
        assertThat(segments.get("tokens").valueStream().filter(token -> token.get("piece").stringValue().equals("[SEP]"))).hasSize(2);
        assertThat(segments.get("scores")).hasSameSizeAs(segments.get("tokens"));
    }

    @Test void pixelsOfAPicture() throws IOException {
        JsonNode first = Shell.expected("vit").at("/cases/0/inputs/pixel_values/0");
        String pixels = Files.writeString(folder.resolve("pixels.json"), first.toString()).toString();
        JsonNode patches = Shell.json("explain", VIT, "--pixels", pixels);
        assertThat(patches.get("scores")).hasSize(17);
        assertThat(patches.at("/method/settings/leaf").stringValue()).isEqualTo("patches");
        JsonNode matrix = Shell.json("explain", VIT, "--pixels", pixels, "--set", "leaf=pixels").get("matrix");
        assertThat(matrix).hasSize(8).allMatch(row -> row.size() == 8);
    }

    /// A classifier whose last layer is zeros has no opinion.
    @Test void twoEqualCandidatesAreWarnedOf() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(BERT))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.read(folder.resolve("model.safetensors"))) {
            file.tensors().forEach((name, tensor) -> weights.put(name, name.startsWith("classifier.") ? Tensor.full(tensor.shape(), 0)
                    : Tensor.of(tensor.shape(), tensor.toArray())));
        }
        Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of());
        JsonNode tie = Shell.json("explain", folder.toString(), "--ids", "2,176,3", "--method", "saliency");
        assertThat(tie.get("warnings").valueStream().map(JsonNode::stringValue)).anyMatch(warning -> warning.startsWith("tie: "));
    }

    @Test void scoresAsCommaSeparatedValues() throws IOException {
        Path csv = folder.resolve("scores.csv");
        JsonNode one = Shell.json("explain", BERT, "--text", "the , \"box", "--csv", csv.toString());
        List<String> lines = List.of(Files.readString(csv).split("\r\n"));
        assertThat(lines.getFirst()).isEqualTo("token,index,start,end,score");
        assertThat(lines).hasSize(1 + one.get("tokens").size())
                .anyMatch(line -> line.startsWith("\",\",")).anyMatch(line -> line.startsWith("\"\"\"\","));
        for (int i = 0; i < one.get("scores").size(); i++) {
            String line = lines.get(i + 1);
            assertThat(Float.parseFloat(line.substring(line.lastIndexOf(',') + 1))).isEqualTo(one.get("scores").get(i).floatValue());
        }
        Shell.json("explain", GPT2, "--ids", "7,8", "--target-ids", "4,5,6", "--target", "each", "--method", "saliency",
                "--csv", csv.toString());
        assertThat(Files.readString(csv).split("\r\n")).hasSize(1 + 3 * 5).contains("row,rowToken,column,columnToken,score");
    }

    @Test void severalMethodsSideBySide() {
        JsonNode compared = Shell.json("compare", BERT, "--ids", "2,176,3", "--methods", "saliency,integrated-gradients,saliency",
                "--set", "steps=5");
        assertThat(compared.get("explanations").valueStream().map(one -> one.at("/method/id").stringValue()))
                .containsExactly("saliency", "integrated-gradients");
        JsonNode alone = Shell.json("explain", BERT, "--ids", "2,176,3", "--set", "steps=5", "--judge");
        assertThat(alone.get("faithfulness").isObject()).isTrue();
        assertThat(timeless(compared.get("explanations").get(1))).isEqualTo(timeless(alone));
    }

    /// All weights, or one head's: what the method of that name gives.
    @ParameterizedTest
    @ValueSource(strings = {"attn", "encoder.attn", "decoder.attn", "decoder.cross_attn"})
    void weightsOfAttention(String site) {
        String[] input = site.equals("attn") ? new String[] {GPT2, "--ids", "7,8,9", "--target-ids", "4"}
                : new String[] {Shell.oracle("marian"), "--ids", "7,8,9", "--target-ids", "4"};
        List<String> all = new ArrayList<>(List.of("attention", "--site", site));
        all.addAll(List.of(input));
        JsonNode every = Shell.json(all.toArray(String[]::new));
        all.addAll(List.of("--layer", "1", "--head", "2"));
        JsonNode one = Shell.json(all.toArray(String[]::new));
        assertThat(one.get("weights").get(0).get(0)).isEqualTo(every.get("weights").get(1).get(2));
        assertThat(Shell.ints(one.get("layers"))).containsExactly(1);
        assertThat(Shell.ints(one.get("heads"))).containsExactly(2);
        List<String> method = new ArrayList<>(List.of("explain", "--method", "attention", "--set", "layer=1", "--set", "head=2"));
        method.addAll(List.of(input));
        if (!site.equals("attn")) {
            method.addAll(List.of("--set", "site=" + site));
        }
        JsonNode explained = Shell.json(method.toArray(String[]::new));
        assertThat(one.get("weights").get(0).get(0)).isEqualTo(explained.get("matrix"));
        assertThat(one.get("rows")).isEqualTo(explained.get("rows"));
        assertThat(one.get("columns")).isEqualTo(explained.get("columns"));
    }

    /// Pages are there in full, and ask for nothing else.
    @Test void pagesOfEveryKind() throws IOException {
        Path page = folder.resolve("why.html");
        for (List<String> command : List.of(List.of("explain", "--judge"), List.of("compare", "--methods", "saliency,rollout"),
                List.of("attention"))) {
            Files.deleteIfExists(page);
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of(BERT, "--text", "the baker", "--html", page.toString()));
            Shell shell = Shell.run(arguments.toArray(String[]::new));
            assertThat(shell.err()).isEmpty();
            assertThat(shell.code()).isZero();
            assertThat(Files.readString(page)).startsWith("<!doctype html>").endsWith("</html>\n").contains("baker");
        }
    }

    @Test void peopleSeeScoresOfTokensAndWords() {
        Shell tokens = Shell.run("explain", GPT2, "--text", "the baker", "--method", "saliency");
        assertThat(tokens.out()).contains("he", "Simonyan").doesNotContain("\u001b");
        Shell words = Shell.run("explain", GPT2, "--text", "the baker", "--method", "saliency", "--level", "words");
        assertThat(words.out()).contains("the ").isNotEqualTo(tokens.out());
    }

    @Test void peopleSeeHeads() {
        Shell grid = Shell.run("attention", BERT, "--text", "the baker");
        assertThat(grid.code()).isZero();
        assertThat(grid.out()).contains("layer 1").contains("head 3").contains("attention is not attribution").doesNotContain("\u001b");
        assertThat(Shell.run("attention", BERT, "--text", "the baker", "--layer", "0", "--head", "1").out())
                .containsPattern("baker +\\S+ +\\d+\\.\\d\\d %");
    }

    @Test void everyMethodIsListed() {
        JsonNode methods = Shell.json("methods").get("methods");
        assertThat(methods.valueStream().map(method -> method.get("id").stringValue())).containsExactlyElementsOf(
                Methods.ALL.stream().map(card -> card.id()).toList());
        assertThat(Shell.run("methods", "--markdown").out().lines()).hasSize(2 + methods.size()).allMatch(line -> line.matches("\\|.*\\|"))
                .anyMatch(line -> line.contains("`reduce=l2\\|l1\\|sum`"));
        assertThat(Shell.run("methods").out()).contains("integrated-gradients", "arXiv 1703.01365", "quadrature=gauss-legendre|midpoint");
    }

    @Test void onlyJsonIsPrinted() {
        Shell run = Shell.run("explain", BERT, "--ids", "2,176,3", "--csv", "-");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--csv -: prints nothing: only --json does (need the name of a file)");
    }
}
