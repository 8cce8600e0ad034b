package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Words;
import tools.jackson.databind.node.ObjectNode;

/// How likely the model finds each token of a given target, after all that stands before it.
///
/// @param logits `[1, positions, vocab]`
/// @param row    the position whose scores are those of the first token
record TargetScore(Words target, Tensor logits, int row) implements Answer {

    private float[] logProbabilities() {
        Tensor rows = logits.slice(1, row, row + target.size()).logSoftmax();                // [1, targets, vocab]
        float[] each = new float[target.size()];
        for (int i = 0; i < each.length; i++) {
            each[i] = rows.at(0, i, target.tokens().get(i).id());
        }
        return each;
    }

    private static float sum(float[] each) {
        double sum = 0;
        for (float value : each) {
            sum += value;
        }
        return (float) sum;
    }

    @Override public void write(ObjectNode json) {
        float[] each = logProbabilities();
        Json.floats(json.putArray("tokenLogprobs"), each);
        Json.put(json, "sumLogprob", sum(each));
    }

    @Override public void show(Screen screen) {
        float[] each = logProbabilities();
        Table table = new Table("lrr").row("target", "log p", "p");
        for (int i = 0; i < each.length; i++) {
            table.row(target.tokens().get(i).piece(), "%.4f".formatted(each[i]), Screen.percent(Math.exp(each[i])));
        }
        table.row("all", "%.4f".formatted(sum(each)), Screen.percent(Math.exp(sum(each)))).print(screen, 2);
        screen.say("");
    }
}
