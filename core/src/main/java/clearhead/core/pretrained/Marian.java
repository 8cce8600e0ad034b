package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Tower;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.util.List;

/// Marian (Junczys-Dowmunt et al. 2018, arXiv 1804.00344), the translators of OPUS-MT: the transformer of the original paper.
final class Marian {

    private Marian() {}

    static Blueprint of(Settings settings, Weights weights) {
        Classes.require(settings, "MarianMTModel");
        settings.only("normalize_before", "false");
        settings.only("normalize_embedding", "false");
        settings.only("add_final_layer_norm", "false");
        return settings.build(() -> {
            int d = settings.size("d_model", 1024);
            int read = settings.size("vocab_size", 58101);
            boolean shared = settings.flag("share_encoder_decoder_embeddings", true)
                    && !Tying.differ(weights, "encoder.embed_tokens.weight", "decoder.embed_tokens.weight");
            boolean tied = Tying.of(settings, weights, true, shared ? "shared.weight" : "decoder.embed_tokens.weight", "lm_head.weight");
            EncoderDecoder.Config config = new EncoderDecoder.Config(read, settings.size("decoder_vocab_size", read), shared,
                    settings.flag("scale_embedding", false) ? (float) Math.sqrt(d) : 1, tower(settings, d, "encoder", false),
                    tower(settings, d, "decoder", true), new Head.Config(tied, 1, true));
            return new Blueprint(from -> EncoderDecoder.of(config, from), names(shared, tied));
        });
    }

    private static Tower.Config tower(Settings settings, int d, String side, boolean cross) {
        Block.Config block = new Block.Config(Block.Order.POST_NORM, d,
                Attention.Config.plain(d, settings.size(side + "_attention_heads", 16)),
                new FeedForward.Config(settings.size(side + "_ffn_dim", 4096),
                        settings.activation("activation_function", "gelu"), false, true),
                Norm.Config.LAYER, cross);
        int layers = settings.layers(side + "_layers", 12);
        return new Tower.Config(block, layers, new Positions.Config.Sinusoidal(), 0, false, false, List.of());
    }

    private static Names names(boolean shared, boolean tied) {
        Names names = new Names("model.").tensor("head.bias", "final_logits_bias").linear("head", "lm_head")
                .unused("embed_positions\\.weight$");
        if (shared) {
            names.table("tokens", "model.shared").table("tokens", "model.encoder.embed_tokens")
                    .table("tokens", "model.decoder.embed_tokens").unused("(encoder|decoder)\\.embed_tokens\\.weight$");
        } else {
            names.table("tokens", "model.encoder.embed_tokens").table("written", "model.decoder.embed_tokens").unused("shared\\.weight$");
        }
        if (tied) {
            names.table(shared ? "tokens" : "written", "lm_head").unused("^lm_head\\.weight$");
        }
        for (String side : List.of("encoder", "decoder")) {
            String theirs = "model." + side + ".layers.#.";
            attention(names, side + ".blocks.#.self", theirs + "self_attn");
            names.norm(side + ".blocks.#.self_norm", theirs + "self_attn_layer_norm")
                    .linear(side + ".blocks.#.mlp.up", theirs + "fc1").linear(side + ".blocks.#.mlp.down", theirs + "fc2")
                    .norm(side + ".blocks.#.mlp_norm", theirs + "final_layer_norm");
        }
        attention(names, "decoder.blocks.#.cross.attention", "model.decoder.layers.#.encoder_attn");
        return names.norm("decoder.blocks.#.cross.norm", "model.decoder.layers.#.encoder_attn_layer_norm");
    }

    private static void attention(Names names, String ours, String theirs) {
        names.linear(ours + ".query", theirs + ".q_proj").linear(ours + ".key", theirs + ".k_proj")
                .linear(ours + ".value", theirs + ".v_proj").linear(ours + ".out", theirs + ".out_proj");
    }
}
