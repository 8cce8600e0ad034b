package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Gguf;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.checkpoint.Shards;
import clearhead.core.checkpoint.Weights;
import clearhead.core.json.Spot;
import clearhead.core.model.Model;
import clearhead.core.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A model that somebody has trained, with all that belongs to it.
///
/// ```java
/// Pretrained gpt2 = Pretrained.open(Path.of("gpt2"));                    // a folder in the Hugging Face layout
/// int[] ids = gpt2.tokenizer().orElseThrow().encode("To be or not").ids();
/// switch (gpt2.model()) {
///     case CausalModel model -> model.forward(Batch.of(ids), Pass.PLAIN);    // [1, seq, vocab]
///     …
/// }
/// ```
///
/// @param source    where it came from
/// @param family    the kind of model, as its configuration calls it: `gpt2`, `bert`, …
/// @param model     its parameters are constants
/// @param tokenizer what cuts texts for it; pictures need none, and a folder may have none
/// @param labels    the names of its classes; empty if it has none
/// @param special   tokens with a task of their own
/// @param warnings  what one should know, in sentences
public record Pretrained(String source, String family, Model<?> model, Optional<Tokenizer> tokenizer, List<String> labels, Special special,
                         List<String> warnings) {

    /// Copies the lists.
    public Pretrained {
        labels = List.copyOf(labels);
        warnings = List.copyOf(warnings);
    }

    /// Opens a folder in the Hugging Face layout: `config.json`, `model.safetensors` (or its shards with an index), and if it has them
    /// `tokenizer.json` or `vocab.txt`, `tokenizer_config.json` and `generation_config.json`; or a `.gguf` file, which holds all of that.
    ///
    /// @throws BadInput if something is missing, broken, or not supported; the message says where and what
    public static Pretrained open(Path where) {
        if (where.toString().endsWith(".gguf")) {
            return openGguf(where);
        }
        if (!Files.isDirectory(where)) {
            throw new BadInput(where, Files.exists(where) ? "is no model" : "does not exist", "a folder with a config.json, or a .gguf file");
        }
        Settings settings = new Settings(Spot.read(where.resolve("config.json"), "a folder with a config.json"));
        Optional<Tokenizer> tokenizer = Stream.of("tokenizer.json", "vocab.txt").anyMatch(name -> Files.exists(where.resolve(name)))
                ? Optional.of(Tokenizer.read(where)) : Optional.empty();
        Path generation = where.resolve("generation_config.json");
        Optional<Settings> writing = Files.exists(generation)
                ? Optional.of(new Settings(Spot.read(generation, "a generation_config.json"))) : Optional.empty();
        try (Weights weights = weights(where)) {
            Special special = Special.of(settings, writing, Optional.of(where), tokenizer);
            return of(where.toString(), settings, Family.blueprint(settings, weights), weights, tokenizer, special);
        }
    }

    private static Pretrained openGguf(Path where) {
        try (Gguf file = Gguf.read(where)) {
            GgufModel model = new GgufModel(file);
            Settings settings = model.settings();
            Blueprint blueprint = Family.blueprint(settings, file).with(model.names(settings));
            return of(where.toString(), settings, blueprint, file, model.tokenizer(), model.special());
        }
    }

    private static Pretrained of(String source, Settings settings, Blueprint blueprint, Weights weights, Optional<Tokenizer> tokenizer,
                                 Special special) {
        Loader.Loaded loaded = Loader.load(settings, blueprint, weights);
        return new Pretrained(source, settings.family(), loaded.model(), tokenizer, blueprint.labels(), special, loaded.warnings());
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
