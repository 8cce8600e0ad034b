package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Gguf;
import clearhead.core.checkpoint.ModelJar;
import clearhead.core.checkpoint.Onnx;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.checkpoint.Shards;
import clearhead.core.checkpoint.TensorFlowBundle;
import clearhead.core.checkpoint.Weights;
import clearhead.core.json.Spot;
import clearhead.core.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Finds out what a name stands for, and brings together what belongs to the model: configuration, weights, tokenizer.
final class Opening {

    private static final String NEEDED = "a folder with a config.json, a .gguf file, a .onnx file, or one of jar:minilm, jar:bert-base";

    private Opening() {}

    /// @param where a folder or file, or `jar:NAME`
    static Pretrained open(String where) {
        return where.startsWith(ModelJar.PREFIX) ? jar(ModelJar.named(where)) : open(Path.of(where));
    }

    static Pretrained open(Path where) {
        if (!Files.exists(where)) {
            throw new BadInput(where, "does not exist", NEEDED);
        }
        if (Files.isDirectory(where)) {
            return folder(where);
        }
        String name = where.getFileName().toString();
        if (name.endsWith(".gguf")) {
            return gguf(where);
        }
        if (name.endsWith(".onnx")) {
            return onnx(where);
        }
        throw new BadInput(where, "is no model", NEEDED);
    }

    private static Pretrained folder(Path where) {
        Settings settings = new Settings(Spot.read(where.resolve("config.json"), "a folder with a config.json"));
        Optional<Tokenizer> tokenizer = tokenizer(where);
        Path generation = where.resolve("generation_config.json");
        Optional<Settings> writing = Files.exists(generation)
                ? Optional.of(new Settings(Spot.read(generation, "a generation_config.json"))) : Optional.empty();
        try (Weights weights = weights(where)) {
            Special special = Special.of(settings, writing, Optional.of(where), tokenizer);
            return of(where.toString(), settings, Family.blueprint(settings, weights), weights, tokenizer, special);
        }
    }

    private static Pretrained gguf(Path where) {
        try (Gguf file = Gguf.read(where)) {
            GgufModel model = new GgufModel(file);
            Settings settings = model.settings();
            Blueprint blueprint = Family.blueprint(settings, file).with(model.names(settings));
            return of(where.toString(), settings, blueprint, file, model.tokenizer(), model.special());
        }
    }

    /// A configuration beside the file is believed before its graph.
    private static Pretrained onnx(Path where) {
        Path config = where.resolveSibling("config.json");
        try (Onnx file = Onnx.read(where)) {
            Settings settings = Files.exists(config) ? new Settings(Spot.read(config, "a config.json")) : new OnnxModel(file).settings();
            Path folder = where.toAbsolutePath().getParent();
            Path own = where.resolveSibling(where.getFileName().toString().replaceFirst("\\.onnx$", "-tokenizer.json"));
            Optional<Tokenizer> tokenizer = Files.exists(own) ? Optional.of(Tokenizer.read(own)) : tokenizer(folder);
            Special special = Special.of(settings, Optional.empty(), Optional.of(folder), tokenizer);
            return of(where.toString(), settings, Family.blueprint(settings, file), file, tokenizer, special);
        }
    }

    /// Unpacking the weights and reading the vocabulary take about as long as each other, and so go on side by side.
    private static Pretrained jar(ModelJar jar) {
        FutureTask<Tokenizer> reading = new FutureTask<>(() -> tokenizer(jar));
        Thread.ofPlatform().daemon().start(reading);
        try (Weights weights = jar.weights()) {
            return switch (weights) {
                case Onnx file -> {
                    Settings settings = new OnnxModel(file).settings();
                    yield jar(jar, settings, Family.blueprint(settings, file), file, reading);
                }
                case TensorFlowBundle file -> {
                    ObjectNode config = JsonNodeFactory.instance.objectNode().put("model_type", "bert");
                    config.putArray("architectures").add("BertForMaskedLM");
                    Settings settings = new Settings(new Spot(jar.toString(), config));
                    yield jar(jar, settings, Family.blueprint(settings, file).with(TensorFlowBert.names()), file, reading);
                }
                default -> throw new IllegalStateException("no model is made of " + weights.getClass());
            };
        }
    }

    private static Pretrained jar(ModelJar jar, Settings settings, Blueprint blueprint, Weights weights, Future<Tokenizer> reading) {
        Loader.Loaded loaded = Loader.load(settings, blueprint, weights);
        Optional<Tokenizer> tokenizer = Optional.of(join(reading));
        return new Pretrained(jar.toString(), settings.family(), loaded.model(), tokenizer, blueprint.labels(),
                Special.of(settings, Optional.empty(), Optional.empty(), tokenizer), loaded.warnings());
    }

    private static Tokenizer tokenizer(ModelJar jar) {
        String vocabulary = jar.vocabulary();
        return vocabulary.startsWith("{") ? Tokenizer.of(jar.toString(), vocabulary)
                : Tokenizer.ofVocabulary(jar.toString(), vocabulary, true);
    }

    private static Tokenizer join(Future<Tokenizer> reading) {
        try {
            return reading.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading a vocabulary", stopped);
        }
    }

    private static Pretrained of(String source, Settings settings, Blueprint blueprint, Weights weights, Optional<Tokenizer> tokenizer,
                                 Special special) {
        Loader.Loaded loaded = Loader.load(settings, blueprint, weights);
        return new Pretrained(source, settings.family(), loaded.model(), tokenizer, blueprint.labels(), special, loaded.warnings());
    }

    private static Optional<Tokenizer> tokenizer(Path folder) {
        return Stream.of("tokenizer.json", "vocab.txt").anyMatch(name -> Files.exists(folder.resolve(name)))
                ? Optional.of(Tokenizer.read(folder)) : Optional.empty();
    }

    private static Weights weights(Path folder) {
        Path whole = folder.resolve("model.safetensors");
        Path index = folder.resolve("model.safetensors.index.json");
        if (Files.exists(whole)) {
            return Safetensors.read(whole);
        }
        if (Files.exists(index)) {
            return Shards.read(index);
        }
        String found = Files.exists(folder.resolve("pytorch_model.bin")) ? "has its weights as pytorch_model.bin, which can run any program"
                : "has no model.safetensors";
        throw new BadInput(folder, found, "model.safetensors, or its shards with model.safetensors.index.json");
    }
}
