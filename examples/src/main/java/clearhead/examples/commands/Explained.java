package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What one method says about an input.
record Explained(Subject subject, Explanation explanation, Showing showing) implements Answer {

    @Override public void write(ObjectNode json) {
        json.setAll(Json.parse(explanation.json(subject.box())));
    }

    @Override public void show(Screen screen) {
        showing.show(screen, subject, List.of(explanation));
    }
}
