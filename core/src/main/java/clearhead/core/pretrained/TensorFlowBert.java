package clearhead.core.pretrained;

/// What the parts of BERT are called in the files of its authors: `module/bert/encoder/layer_0/…/kernel` is `[in, out]`, as ours.
final class TensorFlowBert {

    private static final String BERT = "module/bert/";
    private static final String HEAD = "module/cls/predictions/";

    private TensorFlowBert() {}

    static Names names() {
        Names names = new Names("").tensor("tokens.weight", BERT + "embeddings/word_embeddings")
                .tensor("tower.positions.weight", BERT + "embeddings/position_embeddings")
                .tensor("tower.types.weight", BERT + "embeddings/token_type_embeddings").tensor("head.out.bias", HEAD + "output_bias");
        String layer = BERT + "encoder/layer_#/";
        norm(names, "tower.first_norm", BERT + "embeddings/LayerNorm");
        for (String read : new String[] {"query", "key", "value"}) {
            linear(names, "tower.blocks.#.self." + read, layer + "attention/self/" + read);
        }
        linear(names, "tower.blocks.#.self.out", layer + "attention/output/dense");
        norm(names, "tower.blocks.#.self_norm", layer + "attention/output/LayerNorm");
        linear(names, "tower.blocks.#.mlp.up", layer + "intermediate/dense");
        linear(names, "tower.blocks.#.mlp.down", layer + "output/dense");
        norm(names, "tower.blocks.#.mlp_norm", layer + "output/LayerNorm");
        linear(names, "head.dense", HEAD + "transform/dense");
        norm(names, "head.norm", HEAD + "transform/LayerNorm");
        return names.unused("^module/bert/pooler/");
    }

    private static void linear(Names names, String ours, String theirs) {
        names.tensor(ours + ".weight", theirs + "/kernel").tensor(ours + ".bias", theirs + "/bias");
    }

    private static void norm(Names names, String ours, String theirs) {
        names.tensor(ours + ".weight", theirs + "/gamma").tensor(ours + ".bias", theirs + "/beta");
    }
}
