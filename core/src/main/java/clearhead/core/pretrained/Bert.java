package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.util.List;
import java.util.Optional;

/// BERT (Devlin et al. 2019, arXiv 1810.04805) and RoBERTa (Liu et al. 2019, arXiv 1907.11692): norms behind, segments, learned positions,
/// which RoBERTa counts from its padding id on.
final class Bert {

    private Bert() {}

    static Blueprint bert(Settings settings, Weights weights) {
        settings.only("position_embedding_type", "absolute");
        settings.only("is_decoder", "false");
        EncoderTask task = EncoderTask.of(settings, weights, "Bert");
        boolean tied = Tying.of(settings, weights, true, "word_embeddings.weight", "predictions.decoder.weight");
        Names names = names("bert.").linear("head.pooler", "bert.pooler.dense");
        EncoderHead.Config head = switch (task) {
            case CLASSES -> new EncoderHead.Config.Classes(settings.labels().size(), Optional.of(Activation.TANH));
            case TOKENS -> new EncoderHead.Config.Tokens(settings.labels().size());
            case SPAN -> new EncoderHead.Config.Span();
            case MASKED -> new EncoderHead.Config.Masked(settings.activation("hidden_act", "gelu"), new Head.Config(tied, 1, true));
            case SENTENCE -> new EncoderHead.Config.Sentence(EncoderHead.Pooling.MEAN, EncoderTask.has(weights, "bert.", "pooler.dense.weight"));
        };
        names.linear("head.dense", task == EncoderTask.MASKED ? "cls.predictions.transform.dense" : "bert.pooler.dense")
                .norm("head.norm", "cls.predictions.transform.LayerNorm");
        switch (task) {
            case CLASSES, TOKENS -> names.linear("head.out", "classifier");
            case SPAN -> names.linear("head.out", "qa_outputs");
            case MASKED, SENTENCE -> names.linear("head.out", "cls.predictions.decoder")
                    .tensor("head.out.bias", "cls.predictions.decoder.bias").tensor("head.out.bias", "cls.predictions.bias")
                    .unused("^cls\\.predictions\\.(decoder\\.)?bias$");
        }
        if (tied) {
            names.table("tokens", "cls.predictions.decoder").unused("^cls\\.predictions\\.decoder\\.weight$");
        }
        return blueprint(settings, new Positions.Config.Learned(settings.size("max_position_embeddings", 512)), head, task, names);
    }

    static Blueprint roberta(Settings settings, Weights weights) {
        settings.only("position_embedding_type", "absolute");
        settings.only("is_decoder", "false");
        EncoderTask task = EncoderTask.of(settings, weights, settings.family().equals("roberta") ? "Roberta" : "XLMRoberta");
        boolean tied = Tying.of(settings, weights, true, "word_embeddings.weight", "lm_head.decoder.weight");
        Names names = names("roberta.").linear("head.pooler", "roberta.pooler.dense");
        EncoderHead.Config head = switch (task) {
            case CLASSES -> new EncoderHead.Config.Classes(settings.labels().size(), Optional.of(Activation.TANH));
            case TOKENS -> new EncoderHead.Config.Tokens(settings.labels().size());
            case SPAN -> new EncoderHead.Config.Span();
            case MASKED -> new EncoderHead.Config.Masked(Activation.GELU, new Head.Config(tied, 1, true));
            case SENTENCE -> new EncoderHead.Config.Sentence(EncoderHead.Pooling.MEAN, EncoderTask.has(weights, "roberta.", "pooler.dense.weight"));
        };
        names.linear("head.dense", task == EncoderTask.MASKED ? "lm_head.dense" : "classifier.dense").norm("head.norm", "lm_head.layer_norm");
        switch (task) {
            case CLASSES -> names.linear("head.out", "classifier.out_proj");
            case TOKENS -> names.linear("head.out", "classifier");
            case SPAN -> names.linear("head.out", "qa_outputs");
            case MASKED, SENTENCE -> names.linear("head.out", "lm_head.decoder")
                    .tensor("head.out.bias", "lm_head.decoder.bias").tensor("head.out.bias", "lm_head.bias")
                    .unused("^lm_head\\.(decoder\\.)?bias$");
        }
        if (tied) {
            names.table("tokens", "lm_head.decoder").unused("^lm_head\\.decoder\\.weight$");
        }
        int padding = settings.count("pad_token_id", 1);
        return blueprint(settings, new Positions.Config.Learned(settings.size("max_position_embeddings", 512), Optional.of(padding)), head,
                task, names);
    }

    private static Blueprint blueprint(Settings settings, Positions.Config positions, EncoderHead.Config head, EncoderTask task, Names names) {
        return settings.build(() -> {
            int d = settings.size("hidden_size", 768);
            Block.Config block = new Block.Config(Block.Order.POST_NORM, d,
                    Attention.Config.plain(d, settings.size("num_attention_heads", 12)),
                    new FeedForward.Config(settings.size("intermediate_size", 3072), settings.activation("hidden_act", "gelu"), false, true),
                    new Norm.Config(Norm.Form.LAYER, (float) settings.number("layer_norm_eps", 1e-12)), false);
            Tower.Config tower = new Tower.Config(block, settings.layers("num_hidden_layers", 12), positions,
                    settings.size("type_vocab_size", 2), true, false, List.of());
            EncoderModel.Config config = new EncoderModel.Config(settings.size("vocab_size", 30522), tower, head);
            return new Blueprint(from -> EncoderModel.of(config, from), names, task.labels(settings));
        });
    }

    private static Names names(String prefix) {
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
