package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import tools.jackson.databind.node.ObjectNode;

/// What a command has found out about one input.
interface Answer {

    /// Tells it to programs: puts keys into this object, behind `schema`.
    void write(ObjectNode json);

    /// Tells it to people.
    void show(Screen screen);
}
