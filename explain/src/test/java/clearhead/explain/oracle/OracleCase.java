package clearhead.explain.oracle;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.model.VisionModel;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.methods.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A case of the reference numbers: an input, a target, a method, and what it must give.
public record OracleCase(String model, JsonNode json) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path EXPLANATIONS = Path.of("src", "test", "resources", "oracle", "explanations");
    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "oracle");

    /// The models that have cases.
    public static final List<String> MODEL_NAMES = List.of("bert-mlm", "bert-ner", "bert-qa", "bert-sentence", "bert-seqcls", "distilbert-seqcls",
            "gpt2", "llama", "marian", "qwen2", "roberta-seqcls", "t5", "vit");

    /// One of the files beside the cases.
    public static JsonNode file(String name) {
        try {
            return JSON.readTree(Files.readAllBytes(EXPLANATIONS.resolve(name)));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// The cases of a model.
    public static List<OracleCase> of(String model) {
        return StreamSupport.stream(file(model + "-explain.json").get("cases").spliterator(), false).map(json -> new OracleCase(model, json)).toList();
    }

    /// The model of a folder.
    public static OpenModel open(String folder) {
        return OpenModel.of(Pretrained.open(folder(folder)));
    }

    /// Where it is.
    public static Path folder(String model) {
        return MODELS.resolve(model);
    }

    /// The method's name.
    public String method() {
        return json.get("method").asString();
    }

    /// The same numbers by another method, where there is one that must give them, too.
    public Optional<OracleCase> also() {
        return Optional.ofNullable(json.get("alsoMethod")).map(other -> {
            ObjectNode same = ((ObjectNode) json).deepCopy();
            same.set("method", other.get("id"));
            same.set("settings", other.get("settings"));
            same.remove("alsoMethod");
            return new OracleCase(model, same);
        });
    }

    /// What is explained, as the command line has it.
    public String target() {
        return json.get("target").get("spec").asString();
    }

    /// The method's settings.
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        json.get("settings").properties().forEach(entry -> settings.put(entry.getKey(), entry.getValue().asString()));
        return settings;
    }

    /// The input.
    public Input input(OpenModel opened) {
        if (json.has("pixels")) {
            VisionModel.Config config = ((VisionModel) opened.model()).config();
            float[] pixels = floats(json.get("pixels"));
            return new Input.Picture(Tensor.of(Shape.of(1, config.channels(), config.height(), config.width()), pixels),
                    config.height() / config.patch(), config.width() / config.patch(), settings().getOrDefault("leaf", "").equals("pixels"));
        }
        Optional<Tokenizer> tokenizer = opened.names().tokenizer();
        int[] ids = ints("ids");
        return new Input.Text(Words.of(ids, json.has("typeIds") ? ints("typeIds") : new int[ids.length], tokenizer),
                words("targetIds", tokenizer), words("pairIds", tokenizer));
    }

    private Optional<Words> words(String key, Optional<Tokenizer> tokenizer) {
        return json.has(key) && !json.get(key).isNull() ? Optional.of(Words.of(ints(key), new int[ints(key).length], tokenizer)) : Optional.empty();
    }

    private int[] ints(String key) {
        return StreamSupport.stream(json.get(key).spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }

    /// The explanation of this house.
    public Explanation explain(OpenModel opened) {
        Map<String, String> settings = settings();
        Target target = Target.named(target(), opened);
        if (target instanceof Target.Each && "source".equals(settings.remove("side"))) {
            target = new Target.Each(true, false);
        }
        settings.remove("leaf");
        return Methods.named(method()).with(settings, 0).explain(opened, input(opened), target);
    }

    /// All numbers of an array of any depth.
    public static float[] floats(JsonNode array) {
        List<Float> flat = new ArrayList<>();
        collect(array, flat);
        float[] numbers = new float[flat.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = flat.get(i);
        }
        return numbers;
    }

    private static void collect(JsonNode node, List<Float> into) {
        if (node.isArray()) {
            node.forEach(item -> collect(item, into));
        } else {
            into.add((float) node.asDouble());
        }
    }

    @Override public String toString() {
        return "%s %s %s %s %s".formatted(model, method(), settings(), target(), json.has("pixels") ? "" : json.get("ids"));
    }
}
