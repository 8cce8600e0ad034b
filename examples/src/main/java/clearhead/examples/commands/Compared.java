package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What several methods say about one input.
record Compared(Subject subject, Input input, List<Explanation> explanations, Showing showing) implements Answer {

    @Override public void write(ObjectNode json) {
        subject.write(json, input);
        ArrayNode all = json.putArray("explanations");
        explanations.forEach(explanation -> all.add(Json.parse(explanation.json(subject.box()))));
    }

    @Override public void show(Screen screen) {
        showing.show(screen, subject, explanations);
    }
}
