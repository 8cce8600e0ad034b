package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.autograd.TopK;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Input;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The likeliest tokens at some positions.
///
/// @param key       what the result calls them
/// @param logits    `[1, positions, vocab]`
/// @param positions which rows of it
/// @param top       how many at each
record LikelyTokens(String key, Opened opened, Input.Text given, Tensor logits, int[] positions, int top) implements Answer {

    private static final int BAR = 30;
    private static final int BEFORE = 60;

    /// `[1, 1, vocab]`.
    private Tensor row(int position) {
        return logits.slice(1, position, position + 1);
    }

    @Override public void write(ObjectNode json) {
        ArrayNode places = json.putArray(key);
        for (int position : positions) {
            ArrayNode tokens = places.addObject().put("position", position).putArray("top");
            Tensor row = row(position);
            Tensor probabilities = row.softmax();
            TopK best = row.topK(Math.min(top, row.dim(2)));
            for (int i = 0; i < best.indices().size(); i++) {
                int id = best.indices().at(i);
                ObjectNode token = tokens.addObject().put("id", id).put("piece", opened.piece(id));
                Json.put(token, "logit", row.at(0, 0, id));
                Json.put(token, "prob", probabilities.at(0, 0, id));
            }
        }
        if (positions.length == 0) {
            json.withArray("warnings").add(noMask());
        }
    }

    @Override public void show(Screen screen) {
        if (positions.length == 0) {
            screen.caution(noMask());
        }
        for (int position : positions) {
            screen.say(key.equals("next") ? "After " + screen.strong(before()) : "For the mask at position " + position);
            Tensor row = row(position);
            Tensor probabilities = row.softmax();
            TopK best = row.topK(Math.min(top, row.dim(2)));
            Table table = new Table("lrrl");
            for (int i = 0; i < best.indices().size(); i++) {
                int id = best.indices().at(i);
                float probability = probabilities.at(0, 0, id);
                table.row(opened.shown(id), "#" + id, Screen.percent(probability), Screen.bar(probability, BAR));
            }
            table.print(screen, 2);
        }
    }

    private String noMask() {
        return opened.pretrained().special().mask().isPresent()
                ? "there is no %s in the input; put one where the model shall guess".formatted(
                        opened.piece(opened.pretrained().special().mask().getAsInt()))
                : "nobody says which token of this model is the mask; a tokenizer_config.json would";
    }

    /// The end of what stands before.
    private String before() {
        String text = given.target().map(target -> target.texts().getFirst()).orElse(given.words().texts().getFirst());
        return "'" + (text.length() <= BEFORE ? text : "…" + text.substring(text.length() - BEFORE)) + "'";
    }
}
