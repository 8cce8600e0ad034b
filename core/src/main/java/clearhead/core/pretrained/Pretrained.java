package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.model.Model;
import clearhead.core.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    /// `tokenizer.json` or `vocab.txt`, `tokenizer_config.json` and `generation_config.json`. Or a `.gguf` file, which holds all of that.
    /// Or a `.onnx` file of an encoder, with its tokenizer beside it.
    ///
    /// @throws BadInput if something is missing, broken, or not supported; the message says where and what
    public static Pretrained open(Path where) {
        return Opening.open(where);
    }

    /// The same by name; `jar:NAME` stands for a model that Maven has brought.
    ///
    /// @throws BadInput as the other
    public static Pretrained open(String where) {
        return Opening.open(where);
    }
}
