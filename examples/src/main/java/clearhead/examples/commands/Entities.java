package clearhead.examples.commands;

import clearhead.autograd.Tensor;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The names in a text. Each token has the label of its greatest logit; neighbours of one kind are one entity. `B-` begins a new one, `I-`
/// goes on with one of its kind, labels without such a mark go on with their like, and `O` is none. An entity's score is the mean of its
/// tokens' probabilities.
///
/// @param logits `[1, seq, classes]`
record Entities(Opened opened, Words words, Tensor logits) implements Answer {

    private static final String NONE = "O";

    /// One entity.
    ///
    /// @param first its first token
    /// @param last  its last
    private record Entity(String kind, int first, int last, float score) {}

    private int label(int position) {
        return logits.slice(1, position, position + 1).argmax(2).at(0);
    }

    private List<Entity> entities() {
        Tensor probabilities = logits.softmax();
        List<Entity> entities = new ArrayList<>();
        Entity open = null;
        double sum = 0;
        for (int i = 0; i < words.size(); i++) {
            int index = label(i);
            String label = words.tokens().get(i).special() ? NONE : opened.label(index);
            if (label.equals(NONE)) {
                open = null;
                continue;
            }
            boolean marked = label.startsWith("B-") || label.startsWith("I-");
            String kind = marked ? label.substring(2) : label;
            boolean goesOn = open != null && open.kind.equals(kind) && !label.startsWith("B-")
                    && words.sources()[open.first] == words.sources()[i];
            sum = probabilities.at(0, i, index) + (goesOn ? sum : 0);
            int first = goesOn ? open.first : i;
            if (goesOn) {
                entities.removeLast();
            }
            open = new Entity(kind, first, i, (float) (sum / (i - first + 1)));
            entities.add(open);
        }
        return entities;
    }

    private String text(Entity entity) {
        return words.textOf(entity.first).substring(start(entity), Math.max(start(entity), end(entity)));
    }

    private int start(Entity entity) {
        return words.tokens().get(entity.first).start();
    }

    private int end(Entity entity) {
        return words.tokens().get(entity.last).end();
    }

    @Override public void write(ObjectNode json) {
        ArrayNode entities = json.putArray("entities");
        for (Entity entity : entities()) {
            ObjectNode found = entities.addObject().put("label", entity.kind).put("text", text(entity)).put("start", start(entity))
                    .put("end", end(entity));
            Json.put(found, "score", entity.score);
            found.put("startToken", entity.first).put("endToken", entity.last);
        }
        Tensor probabilities = logits.softmax();
        ArrayNode labels = json.putArray("tokenLabels");
        for (int i = 0; i < words.size(); i++) {
            int index = label(i);
            ObjectNode label = labels.addObject().put("position", i).put("label", opened.label(index)).put("index", index);
            Json.put(label, "logit", logits.at(0, i, index));
            Json.put(label, "prob", probabilities.at(0, i, index));
        }
    }

    @Override public void show(Screen screen) {
        Tensor probabilities = logits.softmax();
        Table tokens = new Table("lllr");
        for (Token token : words.tokens()) {
            int index = label(token.index());
            tokens.row(token.index(), token.piece(), opened.label(index), Screen.percent(probabilities.at(0, token.index(), index)));
        }
        tokens.print(screen, 2);
        screen.say("\n%d entities", entities().size());
        Table found = new Table("llr");
        entities().forEach(entity -> found.row(entity.kind, text(entity), Screen.percent(entity.score)));
        found.print(screen, 2);
    }
}
