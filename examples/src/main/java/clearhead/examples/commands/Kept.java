package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.explain.OpenModel;
import clearhead.explain.layer.Ledger;
import tools.jackson.databind.node.ObjectNode;

/// The books of one answer.
record Kept(OpenModel model, Ledger ledger) implements Answer {

    /// How many parts of an account are shown, and how many levels.
    private static final int SHOWN = 6;
    private static final int SHOWN_LEVELS = 3;
    /// The same for programs, which look closer: down to what each head wrote into each token.
    private static final int WRITTEN = 64;
    private static final int WRITTEN_LEVELS = 2;

    @Override public void write(ObjectNode json) {
        json.setAll(Json.parse(ledger.json(model, WRITTEN, WRITTEN_LEVELS)));
    }

    @Override public void show(Screen screen) {
        screen.out().print(Screen.flowing(ledger.text(SHOWN, SHOWN_LEVELS)));
    }
}
