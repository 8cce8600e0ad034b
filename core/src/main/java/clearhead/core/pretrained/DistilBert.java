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

/// DistilBERT (Sanh et al. 2019, arXiv 1910.01108): BERT with half the layers and no segments.
final class DistilBert {

    private static final float EPSILON = 1e-12f;

    private DistilBert() {}

    static Blueprint of(Settings settings, Weights weights) {
        EncoderTask task = EncoderTask.of(settings, weights, "DistilBert");
        boolean tied = Tying.of(settings, weights, true, "word_embeddings.weight", "vocab_projector.weight");
        Activation activation = settings.activation("activation", "gelu");
        EncoderHead.Config head = task.head(settings, Activation.RELU, activation, tied, false);
        Names names = names().linear("head.dense", task == EncoderTask.MASKED ? "vocab_transform" : "pre_classifier")
                .norm("head.norm", "vocab_layer_norm").linear("head.out", switch (task) {
                    case CLASSES, TOKENS -> "classifier";
                    case SPAN -> "qa_outputs";
                    case MASKED, SENTENCE -> "vocab_projector";
                });
        if (tied) {
            names.table("tokens", "vocab_projector").unused("^vocab_projector\\.weight$");
        }
        return settings.build(() -> {
            int d = settings.size("dim", 768);
            Block.Config block = new Block.Config(Block.Order.POST_NORM, d, Attention.Config.plain(d, settings.size("n_heads", 12)),
                    new FeedForward.Config(settings.size("hidden_dim", 3072), activation, false, true),
                    new Norm.Config(Norm.Form.LAYER, EPSILON), false);
            Tower.Config tower = new Tower.Config(block, settings.layers("n_layers", 6),
                    new Positions.Config.Learned(settings.size("max_position_embeddings", 512)), 0, true, false, List.of());
            EncoderModel.Config config = new EncoderModel.Config(settings.size("vocab_size", 30522), tower, head);
            return new Blueprint(from -> EncoderModel.of(config, from), names, task.labels(settings));
        });
    }

    private static Names names() {
        return new Names("distilbert.")
                .table("tokens", "distilbert.embeddings.word_embeddings")
                .table("tower.positions", "distilbert.embeddings.position_embeddings")
                .norm("tower.first_norm", "distilbert.embeddings.LayerNorm")
                .linear("tower.blocks.#.self.query", "distilbert.transformer.layer.#.attention.q_lin")
                .linear("tower.blocks.#.self.key", "distilbert.transformer.layer.#.attention.k_lin")
                .linear("tower.blocks.#.self.value", "distilbert.transformer.layer.#.attention.v_lin")
                .linear("tower.blocks.#.self.out", "distilbert.transformer.layer.#.attention.out_lin")
                .norm("tower.blocks.#.self_norm", "distilbert.transformer.layer.#.sa_layer_norm")
                .linear("tower.blocks.#.mlp.up", "distilbert.transformer.layer.#.ffn.lin1")
                .linear("tower.blocks.#.mlp.down", "distilbert.transformer.layer.#.ffn.lin2")
                .norm("tower.blocks.#.mlp_norm", "distilbert.transformer.layer.#.output_layer_norm")
                .unused("embeddings\\.position_ids$");
    }
}
