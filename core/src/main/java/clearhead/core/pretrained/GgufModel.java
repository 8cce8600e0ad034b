package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Gguf;
import clearhead.core.checkpoint.GgufMetadata;
import clearhead.core.json.Spot;
import clearhead.core.text.GgufVocabulary;
import clearhead.core.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A model in a GGUF file: its metadata, said once more in the words of a `config.json`, and its own names for weights.
///
/// Files of the architecture `llama` have the rows of queries and keys in another order than Hugging Face's, such that pairs of neighbours
/// are turned; those of the other architectures have not.
///
/// @param file the file, opened
record GgufModel(Gguf file) {

    private static final String ROPE_FACTORS = "rope_freqs.weight";

    /// The settings, as a configuration would have them.
    ///
    /// @throws BadInput if the file is of an architecture that we do not read, or says too little
    Settings settings() {
        String type = metadata().text("general.architecture").orElseThrow(() -> metadata().missing("general.architecture"));
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        switch (type) {
            case "llama", "qwen2" -> llama(config.put("model_type", type), type);
            case "gpt2" -> gpt2(config.put("model_type", "gpt2"));
            case "gptneox" -> neox(config.put("model_type", "gpt_neox"));
            default -> throw new BadInput(file.source(), "is of the architecture \"%s\"".formatted(type), "llama, qwen2, gpt2 or gptneox");
        }
        config.put("vocab_size", rows("token_embd.weight")).put("tie_word_embeddings", !has("output.weight"));
        return new Settings(new Spot(file.source(), config));
    }

    private void llama(ObjectNode config, String type) {
        size(config, "hidden_size", type + ".embedding_length");
        size(config, "num_hidden_layers", type + ".block_count");
        size(config, "num_attention_heads", type + ".attention.head_count");
        size(config, "intermediate_size", type + ".feed_forward_length");
        optional(config, "num_key_value_heads", type + ".attention.head_count_kv");
        optional(config, "head_dim", type + ".attention.key_length");
        optional(config, "max_position_embeddings", type + ".context_length");
        number(config, "rms_norm_eps", type + ".attention.layer_norm_rms_epsilon");
        number(config, "rope_theta", type + ".rope.freq_base");
        config.put("attention_bias", has("blk.0.attn_q.bias")).put("mlp_bias", has("blk.0.ffn_up.bias"))
                .put("rope_neighbours", type.equals("llama"));
        turned(config, "partial_rotary_factor", type);
        scaling(config, type);
    }

    /// The share of a head that is turned.
    private void turned(ObjectNode config, String key, String type) {
        int dHead = config.has("head_dim") ? config.get("head_dim").intValue()
                : config.get("hidden_size").intValue() / Math.max(1, config.get("num_attention_heads").intValue());
        metadata().integer(type + ".rope.dimension_count").filter(_ -> dHead > 0)
                .ifPresent(dims -> config.put(key, (double) dims / dHead));
    }

    /// Stretched positions: as factors of each frequency, or by their kind.
    private void scaling(ObjectNode config, String type) {
        Optional<String> kind = metadata().text(type + ".rope.scaling.type").filter(name -> !name.equals("none"));
        if (has(ROPE_FACTORS)) {
            ArrayNode factors = config.putObject("rope_scaling").put("rope_type", "factors").putArray("factors");
            for (float factor : file.tensor(ROPE_FACTORS).toArray()) {
                factors.add(factor);
            }
        } else if (kind.isPresent()) {
            ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", kind.get());
            number(scaling, "factor", type + ".rope.scaling.factor");
            optional(scaling, "original_max_position_embeddings", type + ".rope.scaling.original_context_length");
            number(scaling, "attention_factor", type + ".rope.scaling.attn_factor");
        }
    }

    private void gpt2(ObjectNode config) {
        size(config, "n_embd", "gpt2.embedding_length");
        size(config, "n_layer", "gpt2.block_count");
        size(config, "n_head", "gpt2.attention.head_count");
        optional(config, "n_inner", "gpt2.feed_forward_length");
        number(config, "layer_norm_epsilon", "gpt2.attention.layer_norm_epsilon");
        config.put("n_positions", rows("position_embd.weight"));
    }

    private void neox(ObjectNode config) {
        size(config, "hidden_size", "gptneox.embedding_length");
        size(config, "num_hidden_layers", "gptneox.block_count");
        size(config, "num_attention_heads", "gptneox.attention.head_count");
        size(config, "intermediate_size", "gptneox.feed_forward_length");
        number(config, "layer_norm_eps", "gptneox.attention.layer_norm_epsilon");
        number(config, "rotary_emb_base", "gptneox.rope.freq_base");
        metadata().flag("gptneox.use_parallel_residual").ifPresent(flag -> config.put("use_parallel_residual", flag));
        config.put("attention_bias", has("blk.0.attn_qkv.bias"));
        turned(config, "rotary_pct", "gptneox");
    }

    private void size(ObjectNode config, String key, String theirs) {
        config.put(key, metadata().integer(theirs).orElseThrow(() -> metadata().missing(theirs)));
    }

    private void optional(ObjectNode config, String key, String theirs) {
        metadata().integer(theirs).ifPresent(value -> config.put(key, value));
    }

    private void number(ObjectNode config, String key, String theirs) {
        metadata().number(theirs).ifPresent(value -> config.put(key, value));
    }

    private GgufMetadata metadata() {
        return file.metadata();
    }

    private boolean has(String tensor) {
        return file.entries().containsKey(tensor);
    }

    private long rows(String tensor) {
        if (!has(tensor) || file.entries().get(tensor).shape().size() != 2) {
            throw new BadInput(file.source(), "has no table " + tensor, "a whole model");
        }
        return file.entries().get(tensor).shape().getFirst();
    }

    /// What our parts are called in such a file.
    Names names(Settings settings) {
        Names names = new Names("").table("tokens", "token_embd").table("tower.positions", "position_embd")
                .norm("tower.final_norm", "output_norm").linear("head", "output")
                .norm("tower.blocks.#.self_norm", "blk.#.attn_norm").norm("tower.blocks.#.mlp_norm", "blk.#.ffn_norm")
                .linear("tower.blocks.#.self.out", "blk.#.attn_output").linear("tower.blocks.#.mlp.gate", "blk.#.ffn_gate")
                .linear("tower.blocks.#.mlp.up", "blk.#.ffn_up").linear("tower.blocks.#.mlp.down", "blk.#.ffn_down")
                .unused("^rope_freqs\\.weight$");
        return switch (settings.family()) {
            case "gpt2", "gpt_neox" -> names.fused("tower.blocks.#.self", "blk.#.attn_qkv", true, 1);
            default -> names.linear("tower.blocks.#.self.query", "blk.#.attn_q").linear("tower.blocks.#.self.key", "blk.#.attn_k")
                    .linear("tower.blocks.#.self.value", "blk.#.attn_v");
        };
    }

    /// The tokenizer, if the file has one.
    Optional<Tokenizer> tokenizer() {
        return file.vocabulary().map(GgufVocabulary::tokenizer);
    }

    /// The tokens with a task, which the file lists with its vocabulary.
    Special special() {
        List<Integer> ends = Stream.of("eos", "eot").map(this::id).flatMapToInt(OptionalInt::stream).distinct().boxed().toList();
        return new Special(id("bos"), ends, id("padding"), id("mask"), OptionalInt.empty(), OptionalInt.empty(), Set.of());
    }

    private OptionalInt id(String role) {
        return metadata().integer("tokenizer.ggml." + role + "_token_id").filter(id -> id >= 0 && id <= Integer.MAX_VALUE)
                .map(id -> OptionalInt.of(Math.toIntExact(id))).orElse(OptionalInt.empty());
    }
}
