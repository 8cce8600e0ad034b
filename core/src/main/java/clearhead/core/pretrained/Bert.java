package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.util.List;
import java.util.Optional;

/// BERT (Devlin et al. 2019, arXiv 1810.04805) and RoBERTa (Liu et al. 2019, arXiv 1907.11692): norms behind, segments, learned positions,
/// which RoBERTa counts from its padding id on.
final class Bert {

    /// What the two call the parts of their heads.
    ///
    /// @param prefix     in front of the names of the encoder
    /// @param dense      the layer before the classes of a text
    /// @param classes    the classes of a text
    /// @param transform  the layer before the scores of a masked token
    /// @param norm       the norm behind that
    /// @param prediction in front of what gives these scores
    private record Parts(String prefix, String dense, String classes, String transform, String norm, String prediction) {}

    private static final Parts BERT = new Parts("bert.", "bert.pooler.dense", "classifier", "cls.predictions.transform.dense",
            "cls.predictions.transform.LayerNorm", "cls.predictions");
    private static final Parts ROBERTA = new Parts("roberta.", "classifier.dense", "classifier.out_proj", "lm_head.dense",
            "lm_head.layer_norm", "lm_head");

    private Bert() {}

    static Blueprint bert(Settings settings, Weights weights) {
        EncoderTask task = EncoderTask.of(settings, weights, "Bert");
        return blueprint(settings, weights, task, BERT, settings.activation("hidden_act", "gelu"), Optional.empty());
    }

    static Blueprint roberta(Settings settings, Weights weights) {
        EncoderTask task = EncoderTask.of(settings, weights, settings.family().equals("roberta") ? "Roberta" : "XLMRoberta");
        return blueprint(settings, weights, task, ROBERTA, Activation.GELU, Optional.of(settings.count("pad_token_id", 1)));
    }

    /// @param masked  what stands in the head of a masked language model
    /// @param padding what positions are counted from, if they are
    private static Blueprint blueprint(Settings settings, Weights weights, EncoderTask task, Parts parts, Activation masked,
                                       Optional<Integer> padding) {
        settings.only("position_embedding_type", "absolute");
        settings.only("is_decoder", "false");
        boolean tied = Tying.of(settings, weights, true, "word_embeddings.weight", parts.prediction + ".decoder.weight");
        boolean pooler = EncoderTask.has(weights, parts.prefix, "pooler.dense.weight");
        EncoderHead.Config head = task.head(settings, Activation.TANH, masked, tied, pooler);
        Names names = names(task, parts, tied);
        return settings.build(() -> {
            int d = settings.size("hidden_size", 768);
            Block.Config block = new Block.Config(Block.Order.POST_NORM, d,
                    Attention.Config.plain(d, settings.size("num_attention_heads", 12)),
                    new FeedForward.Config(settings.size("intermediate_size", 3072), settings.activation("hidden_act", "gelu"), false, true),
                    new Norm.Config(Norm.Form.LAYER, (float) settings.number("layer_norm_eps", 1e-12)), false);
            Tower.Config tower = new Tower.Config(block, settings.layers("num_hidden_layers", 12),
                    new Positions.Config.Learned(settings.size("max_position_embeddings", 512), padding),
                    settings.size("type_vocab_size", 2), true, false, List.of());
            EncoderModel.Config config = new EncoderModel.Config(settings.size("vocab_size", 30522), tower, head);
            return new Blueprint(from -> EncoderModel.of(config, from), names, task.labels(settings));
        });
    }

    private static Names names(EncoderTask task, Parts parts, boolean tied) {
        String decoder = parts.prediction + ".decoder";
        Names names = encoder(parts.prefix).linear("head.pooler", parts.prefix + "pooler.dense").norm("head.norm", parts.norm)
                .linear("head.dense", task == EncoderTask.MASKED ? parts.transform : parts.dense)
                .linear("head.out", switch (task) {
                    case CLASSES -> parts.classes;
                    case TOKENS -> "classifier";
                    case SPAN -> "qa_outputs";
                    case MASKED, SENTENCE -> decoder;
                });
        if (task == EncoderTask.MASKED) {
            names.tensor("head.out.bias", decoder + ".bias").tensor("head.out.bias", parts.prediction + ".bias")
                    .unused("^(cls\\.predictions|lm_head)\\.(decoder\\.)?bias$");
        }
        return tied ? names.table("tokens", decoder).unused("^(cls\\.predictions|lm_head)\\.decoder\\.weight$") : names;
    }

    private static Names encoder(String prefix) {
        return new Names(prefix)
                .table("tokens", prefix + "embeddings.word_embeddings").table("tower.positions", prefix + "embeddings.position_embeddings")
                .table("tower.types", prefix + "embeddings.token_type_embeddings").norm("tower.first_norm", prefix + "embeddings.LayerNorm")
                .linear("tower.blocks.#.self.query", prefix + "encoder.layer.#.attention.self.query")
                .linear("tower.blocks.#.self.key", prefix + "encoder.layer.#.attention.self.key")
                .linear("tower.blocks.#.self.value", prefix + "encoder.layer.#.attention.self.value")
                .linear("tower.blocks.#.self.out", prefix + "encoder.layer.#.attention.output.dense")
                .norm("tower.blocks.#.self_norm", prefix + "encoder.layer.#.attention.output.LayerNorm")
                .linear("tower.blocks.#.mlp.up", prefix + "encoder.layer.#.intermediate.dense")
                .linear("tower.blocks.#.mlp.down", prefix + "encoder.layer.#.output.dense")
                .norm("tower.blocks.#.mlp_norm", prefix + "encoder.layer.#.output.LayerNorm")
                .unused("embeddings\\.position_ids$").unused("embeddings\\.token_type_ids$");
    }
}
