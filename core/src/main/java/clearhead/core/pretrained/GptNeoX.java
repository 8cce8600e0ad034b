package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import java.util.List;

/// GPT-NeoX (Black et al. 2022, arXiv 2204.06745), and Pythia: attention and feed-forward side by side, a part of each head turned.
final class GptNeoX {

    private GptNeoX() {}

    static Blueprint of(Settings settings, Weights weights) {
        Classes.require(settings, "GPTNeoXForCausalLM");
        return settings.build(() -> {
            int d = settings.size("hidden_size", 6144);
            int heads = settings.size("num_attention_heads", 64);
            boolean bias = settings.flag("attention_bias", true);
            Attention.Config plain = Attention.Config.plain(d, heads);
            Block.Config block = new Block.Config(
                    settings.flag("use_parallel_residual", true) ? Block.Order.PARALLEL : Block.Order.PRE_NORM, d,
                    new Attention.Config(heads, heads, plain.dHead(), plain.scale(), false, bias, bias),
                    new FeedForward.Config(settings.size("intermediate_size", 24576),
                            settings.activation("hidden_act", "gelu"), false, true),
                    new Norm.Config(Norm.Form.LAYER, (float) settings.number("layer_norm_eps", 1e-5)), false);
            Rope rope = new Rope(settings, plain.dHead(), settings.number("rotary_emb_base", 10_000), settings.number("rotary_pct", 0.25));
            Tower.Config tower = new Tower.Config(block, settings.layers("num_hidden_layers", 44),
                    rope.positions(), 0, false, true, List.of());
            boolean tied = Tying.of(settings, weights, false, "embed_in.weight", "embed_out.weight");
            CausalModel.Config config = new CausalModel.Config(settings.size("vocab_size", 50432), tower, new Head.Config(tied, 1, false));
            return new Blueprint(from -> CausalModel.of(config, from), names(tied, heads));
        });
    }

    private static Names names(boolean tied, int heads) {
        Names names = new Names("gpt_neox.")
                .table("tokens", "gpt_neox.embed_in")
                .norm("tower.blocks.#.self_norm", "gpt_neox.layers.#.input_layernorm")
                .fused("tower.blocks.#.self", "gpt_neox.layers.#.attention.query_key_value", true, heads)
                .linear("tower.blocks.#.self.out", "gpt_neox.layers.#.attention.dense")
                .norm("tower.blocks.#.mlp_norm", "gpt_neox.layers.#.post_attention_layernorm")
                .linear("tower.blocks.#.mlp.up", "gpt_neox.layers.#.mlp.dense_h_to_4h")
                .linear("tower.blocks.#.mlp.down", "gpt_neox.layers.#.mlp.dense_4h_to_h")
                .norm("tower.final_norm", "gpt_neox.final_layer_norm").linear("head", "embed_out")
                .unused("\\.attention\\.(masked_)?bias$").unused("rotary_emb\\.inv_freq$");
        return tied ? names.table("tokens", "embed_out").unused("^embed_out\\.weight$") : names;
    }
}
