package clearhead.explain.closed.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a service says of one input.
///
/// @param labels of the scores; empty where it names none
/// @param scores finite, in the order of the labels
record Answered(List<String> labels, double[] scores) {

    /// Python writes NaN where JSON has no word for it: read, so that it can be named.
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final String NEEDED = "a list with the scores of each input, see --answer";

    /// An answer that cannot be read.
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;
        private final String needed;

        Unreadable(String found, String needed) {
            super(found);
            this.needed = needed;
        }

        String needed() {
            return needed;
        }
    }

    /// Splits an answer into what it says of each input.
    static List<JsonNode> split(String body, Optional<JsonPointer> pointer, int inputs) throws Unreadable {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JacksonException wrong) {
            throw new Unreadable("gave no JSON", "a service that answers in JSON");
        }
        if (root.isMissingNode()) {
            throw new Unreadable("gave an empty answer", "a service that answers in JSON");
        }
        JsonNode all = pointer.map(root::at).orElse(root.isObject() && root.has("scores") ? root.get("scores") : root);
        if (!all.isArray()) {
            throw new Unreadable(all.isMissingNode() ? "gave nothing at " + pointer.orElseThrow() : "gave no list", NEEDED);
        }
        if (inputs == 1 && !all.isEmpty() && !all.get(0).isArray()) {
            return List.of(all);
        }
        if (all.size() != inputs) {
            throw new Unreadable("gave %d answers to %d inputs".formatted(all.size(), inputs), "one for each, in their order");
        }
        return StreamSupport.stream(all.spliterator(), false).toList();
    }

    /// Reads what it says of one input.
    static Answered of(JsonNode answer) throws Unreadable {
        if (answer.isObject()) {
            throw new Unreadable("gave only its best label", "the scores of all labels, as with top_k or return_all_scores");
        }
        List<JsonNode> all = answer.isArray() ? StreamSupport.stream(answer.spliterator(), false).toList() : List.of(answer);
        boolean named = !all.isEmpty() && all.stream().allMatch(JsonNode::isObject);
        double[] scores = new double[all.size()];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            JsonNode score = named ? all.get(i).path("score") : all.get(i);
            if (!score.isNumber() || !Double.isFinite(score.asDouble())) {
                throw new Unreadable("gave %s in place of a score".formatted(score.isNumber() ? score.asString() : score.isMissingNode()
                        ? all.get(i) : score),
                        "a finite number");
            }
            scores[i] = score.asDouble();
            if (named) {
                if (!all.get(i).path("label").isString()) {
                    throw new Unreadable("gave %s".formatted(all.get(i)), "a label with each score");
                }
                labels.add(all.get(i).get("label").asString());
            }
        }
        return new Answered(List.copyOf(labels), scores);
    }

    /// The labels in an order that does not depend on the scores: by name, but `LABEL_2` before `LABEL_10`.
    List<String> sorted() {
        List<String> sorted = new ArrayList<>(labels);
        sorted.sort((a, b) -> {
            String front = a.replaceFirst("\\d{1,9}$", "");
            boolean numbered = front.length() < a.length() && b.matches(Pattern.quote(front) + "\\d{1,9}");
            return numbered ? Integer.compare(Integer.parseInt(a.substring(front.length())), Integer.parseInt(b.substring(front.length())))
                    : a.compareTo(b);
        });
        return Collections.unmodifiableList(sorted);
    }

    /// The scores in the order of these labels.
    double[] in(List<String> order) throws Unreadable {
        if (labels.isEmpty()) {
            return scores;
        }
        if (labels.size() != order.size() || !labels.containsAll(order)) {
            throw new Unreadable("gave the labels " + String.join(", ", labels),
                    "those of the first answer, or of --labels: " + String.join(", ", order)
                    + "; all of them each time");
        }
        return IntStream.range(0, order.size()).mapToDouble(i -> scores[labels.indexOf(order.get(i))]).toArray();
    }
}
