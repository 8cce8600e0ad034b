package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Onnx;
import clearhead.core.checkpoint.Weights;
import clearhead.core.json.Spot;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The configuration of a BERT encoder whose ONNX file has no `config.json` beside it: its sizes are those of its weights, the width of its
/// heads stands in its graph.
///
/// @param file the file, opened
record OnnxModel(Onnx file) {

    private static final Pattern LAYER = Pattern.compile("(?:^|.*\\.)encoder\\.layer\\.\\d+\\.attention\\.self\\.query\\.weight");
    private static final String NEEDED = "a BERT encoder, or a config.json beside the file that says what else it is";

    /// @throws BadInput if the file is something else
    Settings settings() {
        Weights.Entry words = table("embeddings.word_embeddings.weight");
        long dModel = words.shape().getLast();
        long layers = file.entries().keySet().stream().filter(name -> LAYER.matcher(name).matches()).count();
        int dHead = file.headWidth().orElseThrow(() -> new BadInput(file.source(), "does not tell how wide its attention heads are",
                "a config.json beside the file"));
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("model_type", "bert").put("vocab_size", words.shape().getFirst())
                .put("hidden_size", dModel).put("num_hidden_layers", layers).put("num_attention_heads", dModel / dHead)
                .put("intermediate_size", table("encoder.layer.0.intermediate.dense.weight").shape().getFirst())
                .put("max_position_embeddings", table("embeddings.position_embeddings.weight").shape().getFirst())
                .put("type_vocab_size", table("embeddings.token_type_embeddings.weight").shape().getFirst());
        return new Settings(new Spot(file.source(), config));
    }

    private Weights.Entry table(String name) {
        return file.entries().entrySet().stream().filter(entry -> entry.getKey().equals(name) || entry.getKey().endsWith("." + name))
                .map(Map.Entry::getValue).filter(entry -> entry.shape().size() == 2).findFirst()
                .orElseThrow(() -> new BadInput(file.source(), "holds no table " + name, NEEDED));
    }
}
