package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import clearhead.core.model.EncoderHead;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Head;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an encoder was trained for, which the name of its class says.
enum EncoderTask {
    CLASSES("ForSequenceClassification"),
    TOKENS("ForTokenClassification"),
    SPAN("ForQuestionAnswering"),
    MASKED("ForMaskedLM", "ForPreTraining"),
    SENTENCE("Model");

    private final List<String> endings;

    EncoderTask(String... endings) {
        this.endings = List.of(endings);
    }

    /// The task of a configuration. One that names no class has the task that its weights tell: a masked language model's or a question
    /// answerer's head is known by its name, a bare encoder by having none.
    ///
    /// @param family what the names of its classes begin with
    /// @throws clearhead.core.BadInput if it is none of these, or cannot be told
    static EncoderTask of(Settings settings, Weights weights, String family) {
        Optional<String> named = settings.architecture();
        if (named.isPresent()) {
            String known = Arrays.stream(values()).flatMap(task -> task.endings.stream()).map(ending -> family + ending)
                    .collect(Collectors.joining(", "));
            return Arrays.stream(values()).filter(task -> task.endings.stream().anyMatch(ending -> named.get().equals(family + ending)))
                    .findFirst().orElseThrow(() -> settings.top().get("architectures").items().getFirst().wrong("one of " + known));
        }
        if (anyStarts(weights, "classifier")) {
            throw settings.top().get("architectures").wrong(
                    "the name of a class: the weights have a classifier, which may be of texts or of tokens");
        }
        if (anyStarts(weights, "qa_outputs")) {
            return SPAN;
        }
        return Stream.of("cls.predictions.transform", "lm_head.dense", "vocab_transform").anyMatch(start -> anyStarts(weights, start))
                ? MASKED : SENTENCE;
    }

    private static boolean anyStarts(Weights weights, String start) {
        return weights.entries().keySet().stream().anyMatch(name -> name.startsWith(start));
    }

    /// Whether there is a tensor of this name, with the family's prefix or without.
    static boolean has(Weights weights, String prefix, String name) {
        return weights.entries().containsKey(prefix + name) || weights.entries().containsKey(name);
    }

    /// How such a model's head is made.
    ///
    /// @param classes what stands between the layers that lead to the classes of a text
    /// @param masked  what stands in the head of a masked language model
    /// @param tied    whether that writes with the table of embeddings
    /// @param pooler  whether a bare encoder has one
    EncoderHead.Config head(Settings settings, Activation classes, Activation masked, boolean tied, boolean pooler) {
        return switch (this) {
            case CLASSES -> new EncoderHead.Config.Classes(settings.labels().size(), Optional.of(classes));
            case TOKENS -> new EncoderHead.Config.Tokens(settings.labels().size());
            case SPAN -> new EncoderHead.Config.Span();
            case MASKED -> new EncoderHead.Config.Masked(masked, new Head.Config(tied, 1, true));
            case SENTENCE -> new EncoderHead.Config.Sentence(EncoderHead.Pooling.MEAN, pooler);
        };
    }

    /// The names of the classes of such a model.
    List<String> labels(Settings settings) {
        return switch (this) {
            case CLASSES, TOKENS -> settings.labels();
            case SPAN, MASKED, SENTENCE -> List.of();
        };
    }
}
