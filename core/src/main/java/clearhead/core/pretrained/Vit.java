package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.Tower;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.util.List;

/// ViT (Dosovitskiy et al. 2021, arXiv 2010.11929): norms in front, learned positions.
final class Vit {

    private Vit() {}

    static Blueprint of(Settings settings, Weights weights) {
        boolean classes = Classes.require(settings, "ViTForImageClassification", "ViTModel").equals("ViTForImageClassification");
        return settings.build(() -> {
            int d = settings.size("hidden_size", 768);
            int heads = settings.size("num_attention_heads", 12);
            int[] size = settings.heightAndWidth("image_size", 224);
            int[] patch = settings.heightAndWidth("patch_size", 16);
            if (patch[0] != patch[1]) {
                throw settings.top().get("patch_size").wrong("squares; nothing else is supported");
            }
            Attention.Config plain = Attention.Config.plain(d, heads);
            Block.Config block = new Block.Config(Block.Order.PRE_NORM, d,
                    new Attention.Config(heads, heads, plain.dHead(), plain.scale(), false, settings.flag("qkv_bias", true), true),
                    new FeedForward.Config(settings.size("intermediate_size", 3072),
                            settings.activation("hidden_act", "gelu"), false, true),
                    new Norm.Config(Norm.Form.LAYER, (float) settings.number("layer_norm_eps", 1e-12)), false);
            int squares = Math.max(1, size[0] / patch[0]) * Math.max(1, size[1] / patch[1]);
            Tower.Config tower = new Tower.Config(block, settings.layers("num_hidden_layers", 12),
                    new Positions.Config.Learned(squares + 1), 0, false, true, List.of());
            List<String> labels = classes ? settings.labels() : List.of();
            VisionModel.Config config = new VisionModel.Config(settings.size("num_channels", 3), size[0], size[1], patch[0], tower,
                    labels.size());
            return new Blueprint(from -> VisionModel.of(config, from), names(), labels);
        });
    }

    private static Names names() {
        return new Names("vit.")
                .linear("patches", "vit.embeddings.patch_embeddings.projection").tensor("start", "vit.embeddings.cls_token")
                .tensor("tower.positions.weight", "vit.embeddings.position_embeddings")
                .norm("tower.blocks.#.self_norm", "vit.encoder.layer.#.layernorm_before")
                .linear("tower.blocks.#.self.query", "vit.encoder.layer.#.attention.attention.query")
                .linear("tower.blocks.#.self.key", "vit.encoder.layer.#.attention.attention.key")
                .linear("tower.blocks.#.self.value", "vit.encoder.layer.#.attention.attention.value")
                .linear("tower.blocks.#.self.out", "vit.encoder.layer.#.attention.output.dense")
                .norm("tower.blocks.#.mlp_norm", "vit.encoder.layer.#.layernorm_after")
                .linear("tower.blocks.#.mlp.up", "vit.encoder.layer.#.intermediate.dense")
                .linear("tower.blocks.#.mlp.down", "vit.encoder.layer.#.output.dense")
                .norm("tower.final_norm", "vit.layernorm").linear("head.out", "classifier")
                .unused("embeddings\\.mask_token$");
    }
}
