package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.util.List;

/// GPT-2 (Radford et al. 2019): learned positions, norms in front, GELU in its tanh form, a head tied to the embeddings.
final class Gpt2 {

    private Gpt2() {}

    static Blueprint of(Settings settings, Weights weights) {
        settings.only("add_cross_attention", "false");
        Classes.require(settings, "GPT2LMHeadModel", "GPT2Model");
        return settings.build(() -> {
            int d = settings.size("n_embd", 768);
            int heads = settings.size("n_head", 12);
            Attention.Config plain = Attention.Config.plain(d, heads);
            Attention.Config attention = new Attention.Config(heads, heads, plain.dHead(),
                    settings.flag("scale_attn_weights", true) ? plain.scale() : 1,
                    settings.flag("scale_attn_by_inverse_layer_idx", false), true, true);
            Block.Config block = new Block.Config(Block.Order.PRE_NORM, d, attention,
                    new FeedForward.Config(settings.size("n_inner", 4 * d),
                            settings.activation("activation_function", "gelu_new"), false, true),
                    new Norm.Config(Norm.Form.LAYER, (float) settings.number("layer_norm_epsilon", 1e-5)), false);
            Tower.Config tower = new Tower.Config(block, settings.layers("n_layer", 12),
                    new Positions.Config.Learned(settings.size("n_positions", 1024)), 0, false, true, List.of());
            boolean tied = Tying.of(settings, weights, true, "wte.weight", "lm_head.weight");
            CausalModel.Config config = new CausalModel.Config(settings.size("vocab_size", 50257), tower, new Head.Config(tied, 1, false));
            return new Blueprint(from -> CausalModel.of(config, from), names(tied));
        });
    }

    private static Names names(boolean tied) {
        Names names = new Names("transformer.")
                .table("tokens", "transformer.wte").table("tower.positions", "transformer.wpe")
                .norm("tower.blocks.#.self_norm", "transformer.h.#.ln_1")
                .fused("tower.blocks.#.self", "transformer.h.#.attn.c_attn", false, 1)
                .straight("tower.blocks.#.self.out", "transformer.h.#.attn.c_proj")
                .norm("tower.blocks.#.mlp_norm", "transformer.h.#.ln_2")
                .straight("tower.blocks.#.mlp.up", "transformer.h.#.mlp.c_fc")
                .straight("tower.blocks.#.mlp.down", "transformer.h.#.mlp.c_proj")
                .norm("tower.final_norm", "transformer.ln_f").linear("head", "lm_head")
                .unused("\\.attn\\.(masked_)?bias$");
        return tied ? names.table("tokens", "lm_head").unused("^lm_head\\.weight$") : names;
    }
}
