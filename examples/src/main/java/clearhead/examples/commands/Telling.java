package clearhead.examples.commands;

import clearhead.core.generate.TextStream;
import clearhead.core.model.CausalModel;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import java.util.Optional;

/// Shows a text while it is being written.
final class Telling {

    private final Screen screen;
    private final Opened opened;
    private final Optional<TextStream> stream;

    /// @param before what stands in front of it; of a text that goes on, all of that is shown too
    Telling(Screen screen, Opened opened, Input.Text given, int[] before) {
        this.screen = screen;
        this.opened = opened;
        this.stream = opened.pretrained().tokenizer().map(tokenizer -> new TextStream(tokenizer, true, before));
        if (opened.model() instanceof CausalModel) {
            screen.tell(screen.faint(Screen.flowing(given.words().texts().getFirst())));
        }
    }

    void next(int id) {
        screen.tell(stream.map(pieces -> Screen.flowing(pieces.next(id))).orElseGet(() -> " " + opened.piece(id)));
    }

    void end() {
        screen.say(stream.map(pieces -> Screen.flowing(pieces.end())).orElse(""));
    }
}
