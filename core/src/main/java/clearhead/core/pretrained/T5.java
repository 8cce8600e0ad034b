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

/// T5 (Raffel et al. 2020, arXiv 1910.10683): root mean square norms in front, no biases, scores that are not scaled, relative positions.
final class T5 {

    private T5() {}

    static Blueprint of(Settings settings, Weights weights) {
        Classes.require(settings, "T5ForConditionalGeneration");
        return settings.build(() -> {
            int d = settings.size("d_model", 512);
            int vocab = settings.size("vocab_size", 32128);
            boolean tied = Tying.of(settings, weights, true, "shared.weight", "lm_head.weight");
            int layers = settings.layers("num_layers", 6);
            EncoderDecoder.Config config = new EncoderDecoder.Config(vocab, vocab, true, 1, tower(settings, d, layers, false),
                    tower(settings, d, settings.layers("num_decoder_layers", layers), true),
                    new Head.Config(tied, scaled(settings) ? (float) (1 / Math.sqrt(d)) : 1, false));
            return new Blueprint(from -> EncoderDecoder.of(config, from), names(tied));
        });
    }

    private static Tower.Config tower(Settings settings, int d, int layers, boolean decoder) {
        int heads = settings.size("num_heads", 8);
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, d,
                new Attention.Config(heads, heads, settings.size("d_kv", 64), 1, false, false, false), mlp(settings),
                new Norm.Config(Norm.Form.ROOT_MEAN_SQUARE, (float) settings.number("layer_norm_epsilon", 1e-6)), decoder);
        Positions.Config positions = new Positions.Config.Relative(settings.size("relative_attention_num_buckets", 32),
                settings.size("relative_attention_max_distance", 128), !decoder, heads);
        return new Tower.Config(block, layers, positions, 0, false, true, List.of());
    }

    /// Whether what the decoder gives is scaled: where the table that reads also writes, if the file does not say otherwise.
    private static boolean scaled(Settings settings) {
        return settings.flag("scale_decoder_outputs", settings.flag("tie_word_embeddings", true));
    }

    /// The name of an activation function, with `gated-` in front where there is a gate; `gated-gelu` means GELU's tanh form.
    private static FeedForward.Config mlp(Settings settings) {
        String proj = settings.text("feed_forward_proj", "relu");
        boolean gated = proj.startsWith("gated-");
        String activation = proj.equals("gated-gelu") ? "gelu_new" : gated ? proj.substring("gated-".length()) : proj;
        return new FeedForward.Config(settings.size("d_ff", 2048), settings.activationNamed(activation, "feed_forward_proj"), gated, false);
    }

    private static Names names(boolean tied) {
        Names names = new Names("").table("tokens", "shared").table("tokens", "encoder.embed_tokens").linear("head", "lm_head")
                .unused("^(encoder|decoder)\\.embed_tokens\\.weight$").unused("EncDecAttention\\.relative_attention_bias\\.weight$");
        if (tied) {
            names.table("tokens", "decoder.embed_tokens").table("tokens", "lm_head").unused("^lm_head\\.weight$");
        }
        side(names, "encoder", "1");
        side(names, "decoder", "2");
        attention(names, "decoder.blocks.#.cross.attention", "decoder.block.#.layer.1.EncDecAttention");
        return names.norm("decoder.blocks.#.cross.norm", "decoder.block.#.layer.1.layer_norm");
    }

    private static void side(Names names, String side, String mlp) {
        String theirs = side + ".block.#.layer.";
        attention(names, side + ".blocks.#.self", theirs + "0.SelfAttention");
        names.table(side + ".positions", side + ".block.0.layer.0.SelfAttention.relative_attention_bias")
                .norm(side + ".blocks.#.self_norm", theirs + "0.layer_norm")
                .linear(side + ".blocks.#.mlp.gate", theirs + mlp + ".DenseReluDense.wi_0")
                .linear(side + ".blocks.#.mlp.up", theirs + mlp + ".DenseReluDense.wi")
                .linear(side + ".blocks.#.mlp.up", theirs + mlp + ".DenseReluDense.wi_1")
                .linear(side + ".blocks.#.mlp.down", theirs + mlp + ".DenseReluDense.wo")
                .norm(side + ".blocks.#.mlp_norm", theirs + mlp + ".layer_norm")
                .norm(side + ".final_norm", side + ".final_layer_norm");
    }

    private static void attention(Names names, String ours, String theirs) {
        names.linear(ours + ".query", theirs + ".q").linear(ours + ".key", theirs + ".k").linear(ours + ".value", theirs + ".v")
                .linear(ours + ".out", theirs + ".o");
    }
}
