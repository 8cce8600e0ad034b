package clearhead.explain.counter;

import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import java.util.List;
import java.util.Locale;

/// A changed input, what the model makes of it, and how sure it is that a smaller change would not do. Immutable.
///
/// @param explanation who asked what, with all settings, cost and warnings. Its scores: how much the explained number falls by the best
///                    edit of each player alone, as far as that was tried
/// @param edits       what is different, in the order of the tokens; of a search that found nothing, the edits that came closest
/// @param before      what the model says of the input
/// @param after       what it says of the changed one
/// @param looked      how many changed inputs it was asked about
/// @param certificate what is proven
public record Counterfactual(Explanation explanation, List<Edit> edits, Says before, Says after, long looked, Certificate certificate) {

    /// A decision.
    ///
    /// @param decision the class, token or position with the greatest score
    /// @param label    what it is called, for people
    /// @param value    the explained number
    public record Says(int decision, String label, double value) {}

    /// Copies the list.
    public Counterfactual {
        edits = List.copyOf(edits);
    }

    /// Whether the model decides otherwise.
    public boolean flipped() {
        return before.decision != after.decision;
    }

    /// For people: the text with its edits marked, `[-removed-]` and `{+put in+}`, and what they do.
    public String text() {
        StringBuilder text = new StringBuilder(MarkedText.of(explanation.input(), edits)).append('\n');
        long changed = edits.stream().mapToLong(edit -> edit.tokens().size()).sum();
        text.append("%s %s by %,d of %,d tokens; %s %s → %s\n".formatted(before.label, flipped() ? "→ " + after.label : "stays", changed,
                explanation.input().tokens().size(), explanation.target().kind(), figure(before.value), figure(after.value)));
        text.append("%s; %,d alternative%s looked at\n".formatted(certificate.text(), looked, looked == 1 ? "" : "s"));
        explanation.method().fit().forEach((name, value) -> text.append("%s: %s\n".formatted(name, value instanceof Double number ? figure(number) : value)));
        explanation.warnings().forEach(warning -> text.append("! ").append(warning).append('\n'));
        return text.toString();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /// As JSON, schema `clearhead/counterfactual/1`, which `clearhead-counterfactual-1.schema.json` beside the root package's files
    /// describes.
    ///
    /// @param model gives the names of classes
    public String json(BlackBox model) {
        return CounterfactualJson.of(this, model);
    }
}
