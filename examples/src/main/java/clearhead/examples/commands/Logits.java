package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import java.util.Arrays;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// All logits, for programs.
///
/// @param logits `[1, classes]` or `[1, positions, classes]`
/// @param span   whether the classes are to be the first token of an answer, and the last
record Logits(Tensor logits, boolean span) implements Answer {

    @Override public void write(ObjectNode json) {
        int classes = logits.shape().last();
        float[] numbers = logits.toArray();
        if (span) {
            float[] starts = new float[numbers.length / 2];
            float[] ends = new float[numbers.length / 2];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = numbers[2 * i];
                ends[i] = numbers[2 * i + 1];
            }
            Json.floats(json.putArray("startLogits"), starts);
            Json.floats(json.putArray("endLogits"), ends);
            return;
        }
        ArrayNode rows = json.putArray("logits");
        for (int from = 0; from < numbers.length; from += classes) {
            Json.floats(rows.addArray(), Arrays.copyOfRange(numbers, from, from + classes));
        }
    }

    @Override public void show(Screen screen) {
        // People have the table of the best.
    }
}
