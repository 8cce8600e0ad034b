package clearhead.core.pretrained;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.nn.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A `config.json`. What it does not say has the default of Hugging Face's library; what it says and we do not support is an error that
/// names the key.
record Settings(Spot top) {

    /// Nobody has built a transformer this wide or with this many layers; a file that says so is wrong.
    private static final int MOST = 1 << 24;
    private static final int MOST_LAYERS = 4096;

    String family() {
        return top.get("model_type").text();
    }

    /// What class of a family it is, such as `BertForMaskedLM`; empty if the file does not say.
    Optional<String> architecture() {
        Spot classes = top.get("architectures");
        return classes.isPresent() && !classes.items().isEmpty() ? Optional.of(classes.items().getFirst().text()) : Optional.empty();
    }

    boolean has(String key) {
        return top.get(key).isPresent();
    }

    Settings inside(String key) {
        return new Settings(top.get(key));
    }

    /// A size, from 1.
    int size(String key, int otherwise) {
        return bounded(key, otherwise, 1, MOST);
    }

    /// A number of layers.
    int layers(String key, int otherwise) {
        return bounded(key, otherwise, 1, MOST_LAYERS);
    }

    /// A number of things of which there may be none.
    int count(String key, int otherwise) {
        return bounded(key, otherwise, 0, MOST);
    }

    private int bounded(String key, int otherwise, int least, int most) {
        int value = top.get(key).wholeOr(otherwise);
        if (value < least || value > most) {
            throw top.get(key).wrong("a whole number between %d and %d".formatted(least, most));
        }
        return value;
    }

    double number(String key, double otherwise) {
        return top.get(key).numberOr(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return top.get(key).flagOr(otherwise);
    }

    String text(String key, String otherwise) {
        return top.get(key).textOr(otherwise);
    }

    /// Refuses every value of a key but this one.
    void only(String key, String supported) {
        Spot value = top.get(key);
        if (value.isPresent() && !value.node().asString().equals(supported)) {
            throw value.wrong(supported + "; nothing else is supported");
        }
    }

    Activation activation(String key, String otherwise) {
        return activationNamed(text(key, otherwise), key);
    }

    /// The function of a name that was found, perhaps with something around it, at a key.
    Activation activationNamed(String name, String key) {
        return switch (name) {
            case "relu" -> Activation.RELU;
            case "gelu", "gelu_python" -> Activation.GELU;
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate" -> Activation.GELU_TANH;
            case "quick_gelu" -> Activation.GELU_SIGMOID;
            case "silu", "swish" -> Activation.SILU;
            case "tanh" -> Activation.TANH;
            default -> throw top.get(key).wrong("relu, gelu, gelu_new, quick_gelu, silu or tanh");
        };
    }

    /// The names of the classes, by their numbers.
    List<String> labels() {
        Spot named = top.get("id2label");
        if (!named.isPresent()) {
            int count = size("num_labels", 2);
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                labels.add("LABEL_" + i);
            }
            return labels;
        }
        List<Map.Entry<Integer, String>> labels = new ArrayList<>();
        for (Spot label : named.fields()) {
            labels.add(Map.entry(index(label), label.text()));
        }
        labels.sort(Comparator.comparing(Map.Entry::getKey));
        if (labels.isEmpty() || labels.getLast().getKey() != labels.size() - 1) {
            throw named.wrong("a name for each of the classes 0, 1, 2, …");
        }
        return labels.stream().map(Map.Entry::getValue).toList();
    }

    private static int index(Spot label) {
        try {
            return Integer.parseInt(label.key());
        } catch (NumberFormatException none) {
            throw label.wrong("the number of a class as its key");
        }
    }

    /// Token ids: one, or a list of them.
    List<Integer> ids(String key) {
        Spot value = top.get(key);
        if (!value.isPresent()) {
            return List.of();
        }
        return value.node().isArray() ? value.items().stream().map(Spot::whole).toList() : List.of(value.whole());
    }

    /// The numbers of a list.
    List<Double> numbers(String key) {
        return top.get(key).items().stream().map(Spot::number).toList();
    }

    /// A number, or two in a list: height and width.
    int[] heightAndWidth(String key, int otherwise) {
        JsonNode node = top.get(key).node();
        if (node != null && node.isArray()) {
            List<Spot> sides = top.get(key).items();
            if (sides.size() != 2) {
                throw top.get(key).wrong("a number, or height and width");
            }
            return new int[] {sides.get(0).whole(), sides.get(1).whole()};
        }
        int side = size(key, otherwise);
        return new int[] {side, side};
    }

    /// What a constructor makes of these settings; what it complains about is the file's fault.
    <T> T build(Supplier<T> constructor) {
        try {
            return top.build(constructor, "sizes that fit together");
        } catch (ArithmeticException overflow) {
            throw new BadInput(top.key(), "has sizes whose product is beyond all bounds", "sizes that fit together", overflow);
        }
    }
}
