package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The kinds of models that we know, by the `model_type` of their `config.json`.
enum Family {
    GPT2("gpt2", Gpt2::of),
    GPT_NEOX("gpt_neox", GptNeoX::of),
    LLAMA("llama", Llama::llama),
    MISTRAL("mistral", Llama::mistral),
    QWEN2("qwen2", Llama::qwen2),
    BERT("bert", Bert::bert),
    ROBERTA("roberta", Bert::roberta),
    XLM_ROBERTA("xlm-roberta", Bert::roberta),
    DISTILBERT("distilbert", DistilBert::of),
    MARIAN("marian", Marian::of),
    T5("t5", clearhead.core.pretrained.T5::of),
    VIT("vit", Vit::of);

    /// Reads a configuration; the weights tell what a configuration leaves open.
    @FunctionalInterface
    interface Reader {
        Blueprint read(Settings settings, Weights weights);
    }

    private final String type;
    private final Reader reader;

    Family(String type, Reader reader) {
        this.type = type;
        this.reader = reader;
    }

    /// How to make the model that this file describes.
    ///
    /// @throws clearhead.core.BadInput if it is of no kind that we know, or asks for what we do not have
    static Blueprint blueprint(Settings settings, Weights weights) {
        if (settings.has("quantization_config")) {
            throw settings.top().get("quantization_config").wrong("none: of quantized weights only those of GGUF files are supported");
        }
        return of(settings).reader.read(settings, weights);
    }

    private static Family of(Settings settings) {
        String type = settings.family();
        return Arrays.stream(values()).filter(family -> family.type.equals(type)).findFirst().orElseThrow(() ->
                settings.top().get("model_type").wrong("one of " + Arrays.stream(values()).map(family -> family.type)
                        .collect(Collectors.joining(", "))));
    }
}
