package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.autograd.TopK;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The classes of a whole input, likeliest first. Their probabilities are a softmax, of a model that gives several labels at once a
/// sigmoid each; a single class is a number that the model estimates, and has no probability.
///
/// @param logits  `[1, classes]`
/// @param several whether an input may have several labels
/// @param top     how many to name
record Classes(Opened opened, Tensor logits, boolean several, int top) implements Answer {

    private static final int BAR = 30;

    private TopK best() {
        return logits.topK(Math.min(top, logits.dim(1)));
    }

    /// `[1, classes]`.
    private Tensor probabilities() {
        return several ? logits.sigmoid() : logits.softmax();
    }

    private boolean isEstimate() {
        return logits.dim(1) == 1 && !several;
    }

    @Override public void write(ObjectNode json) {
        TopK best = best();
        Tensor probabilities = probabilities();
        ArrayNode labels = json.putArray("labels");
        for (int i = 0; i < best.indices().size(); i++) {
            int index = best.indices().at(i);
            ObjectNode label = labels.addObject().put("label", opened.label(index)).put("index", index);
            Json.put(label, "logit", logits.at(0, index));
            Json.put(label, "prob", isEstimate() ? Float.NaN : probabilities.at(0, index));
        }
    }

    @Override public void show(Screen screen) {
        TopK best = best();
        Tensor probabilities = probabilities();
        Table table = new Table("lrl");
        for (int i = 0; i < best.indices().size(); i++) {
            int index = best.indices().at(i);
            float probability = probabilities.at(0, index);
            table.row(opened.label(index), isEstimate() ? logits.at(0, index) : Screen.percent(probability),
                    isEstimate() ? "" : Screen.bar(probability, BAR));
        }
        table.print(screen, 2);
    }
}
