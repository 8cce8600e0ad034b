package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.json.Spot;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import java.util.ArrayList;
import java.util.List;

/// Llama (Touvron et al. 2023, arXiv 2302.13971), Mistral (Jiang et al. 2023, arXiv 2310.06825) and Qwen2 (Yang et al. 2024, arXiv
/// 2407.10671): root mean square norms in front, turned heads that share keys and values, gated feed-forward.
final class Llama {

    /// In which way the three differ.
    ///
    /// @param readBias  whether queries, keys and values have biases
    /// @param writeBias whether what attention gives has one
    /// @param mlpBias   whether feed-forward layers have them
    /// @param windows   how far back each layer reads
    private record Kind(boolean readBias, boolean writeBias, boolean mlpBias, List<Integer> windows) {}

    private Llama() {}

    static Blueprint llama(Settings settings, Weights weights) {
        Classes.require(settings, "LlamaForCausalLM");
        boolean bias = settings.flag("attention_bias", false);
        return of(settings, weights, new Kind(bias, bias, settings.flag("mlp_bias", false), List.of()));
    }

    static Blueprint mistral(Settings settings, Weights weights) {
        Classes.require(settings, "MistralForCausalLM");
        int layers = settings.layers("num_hidden_layers", 32);
        return of(settings, weights, new Kind(false, false, false, windows(settings, layers, 0)));
    }

    static Blueprint qwen2(Settings settings, Weights weights) {
        Classes.require(settings, "Qwen2ForCausalLM");
        int layers = settings.layers("num_hidden_layers", 32);
        return of(settings, weights, new Kind(true, false, false, settings.flag("use_sliding_window", false)
                ? windows(settings, layers, settings.count("max_window_layers", 28)) : List.of()));
    }

    private static Blueprint of(Settings settings, Weights weights, Kind kind) {
        return settings.build(() -> {
            int d = settings.size("hidden_size", 4096);
            int heads = settings.size("num_attention_heads", 32);
            int dHead = settings.has("head_dim") ? settings.size("head_dim", 0) : Attention.Config.plain(d, heads).dHead();
            Attention.Config attention = new Attention.Config(heads, settings.size("num_key_value_heads", heads), dHead,
                    Attention.Config.scale(dHead), false, kind.readBias, kind.writeBias);
            Block.Config block = new Block.Config(Block.Order.PRE_NORM, d, attention,
                    new FeedForward.Config(settings.size("intermediate_size", 11008),
                            settings.activation("hidden_act", "silu"), true, kind.mlpBias),
                    new Norm.Config(Norm.Form.ROOT_MEAN_SQUARE, (float) settings.number("rms_norm_eps", 1e-6)), false);
            Tower.Config tower = new Tower.Config(block, settings.layers("num_hidden_layers", 32),
                    new Rope(settings, dHead, 10_000, 1).positions(), 0, false, true, kind.windows);
            boolean tied = Tying.of(settings, weights, false, "embed_tokens.weight", "lm_head.weight");
            CausalModel.Config config = new CausalModel.Config(settings.size("vocab_size", 32000), tower, new Head.Config(tied, 1, false));
            return new Blueprint(from -> CausalModel.of(config, from), names(tied));
        });
    }

    /// How far back each layer reads: `layer_types` says which ones read a window, else those from `first` on do.
    private static List<Integer> windows(Settings settings, int layers, int first) {
        if (!settings.has("sliding_window")) {
            return List.of();
        }
        int window = settings.size("sliding_window", 4096);
        Spot types = settings.top().get("layer_types");
        if (types.isPresent() && types.items().size() != layers) {
            throw types.wrong("one for each of %d layers".formatted(layers));
        }
        List<Integer> windows = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            windows.add((types.isPresent() ? slides(types.items().get(layer)) : layer >= first) ? window : 0);
        }
        return windows;
    }

    private static boolean slides(Spot type) {
        return switch (type.text()) {
            case "full_attention" -> false;
            case "sliding_attention" -> true;
            default -> throw type.wrong("full_attention or sliding_attention");
        };
    }

    private static Names names(boolean tied) {
        Names names = new Names("model.").table("tokens", "model.embed_tokens").norm("tower.final_norm", "model.norm")
                .norm("tower.blocks.#.self_norm", "model.layers.#.input_layernorm")
                .linear("tower.blocks.#.self.query", "model.layers.#.self_attn.q_proj")
                .linear("tower.blocks.#.self.key", "model.layers.#.self_attn.k_proj")
                .linear("tower.blocks.#.self.value", "model.layers.#.self_attn.v_proj")
                .linear("tower.blocks.#.self.out", "model.layers.#.self_attn.o_proj")
                .norm("tower.blocks.#.mlp_norm", "model.layers.#.post_attention_layernorm")
                .linear("tower.blocks.#.mlp.gate", "model.layers.#.mlp.gate_proj")
                .linear("tower.blocks.#.mlp.up", "model.layers.#.mlp.up_proj")
                .linear("tower.blocks.#.mlp.down", "model.layers.#.mlp.down_proj")
                .linear("head", "lm_head").unused("rotary_emb\\.inv_freq$");
        return tied ? names.table("tokens", "lm_head").unused("^lm_head\\.weight$") : names;
    }
}
