package clearhead.core.checkpoint;

import clearhead.core.BadInput;
import clearhead.core.text.GgufVocabulary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A [GGUF](https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) file: a whole model, with its settings and its tokenizer, its
/// weights often packed into a few bits each. Names and shapes are the file's own, shapes row-major: `blk.0.attn_q.weight` is `[out, in]`.
public final class Gguf extends Mapped {

    private static final String TOKENIZER = "tokenizer.ggml.";

    private final GgufMetadata metadata;

    private Gguf(String file, Arena arena, GgufReader.Found found) {
        super(file, arena, found.tensors());
        this.metadata = found.metadata();
    }

    /// Opens a file, and believes none of it before it is checked.
    ///
    /// @throws BadInput if there is no such file or it is not a whole and valid GGUF file
    public static Gguf read(Path file) {
        return open(file, "a GGUF file", Gguf::of);
    }

    /// @param all the bytes of the file, which `arena` gives free
    static Gguf of(String file, Arena arena, MemorySegment all) {
        return new Gguf(file, arena, new GgufReader(file, all).read());
    }

    /// What the file says about its model.
    public GgufMetadata metadata() {
        return metadata;
    }

    /// The tokenizer, if the file has one.
    ///
    /// @throws BadInput if what the file says of it is of the wrong types
    public Optional<GgufVocabulary> vocabulary() {
        return metadata.text(TOKENIZER + "model").map(model -> new GgufVocabulary(source(), model,
                metadata.text(TOKENIZER + "pre").orElse("default"), metadata.texts(TOKENIZER + "tokens"),
                metadata.numbers(TOKENIZER + "scores"), types(), metadata.texts(TOKENIZER + "merges"), id("bos"), id("eos"),
                metadata.flag(TOKENIZER + "add_bos_token").orElse(model.equals("llama")),
                metadata.flag(TOKENIZER + "add_eos_token").orElse(false),
                metadata.flag(TOKENIZER + "add_space_prefix").orElse(true)));
    }

    private List<Integer> types() {
        return metadata.numbers(TOKENIZER + "token_type").stream().map(Number::intValue).toList();
    }

    private OptionalInt id(String role) {
        return metadata.integer(TOKENIZER + role + "_token_id").map(id -> OptionalInt.of(Math.clamp(id, -1, Integer.MAX_VALUE)))
                .orElse(OptionalInt.empty());
    }
}
