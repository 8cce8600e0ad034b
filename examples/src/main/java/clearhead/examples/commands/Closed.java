package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.text.Tokenizer;
import clearhead.explain.Input;
import clearhead.explain.Words;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Texts;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A model behind a service.
///
/// @param box       it
/// @param ids       whether it is sent ids, and no texts
/// @param tokenizer cuts texts into tokens; where there is none, they are cut into words
record Closed(ClosedBox<?> box, boolean ids, Optional<Tokenizer> tokenizer) implements Subject {

    @Override public Input input(Inputs inputs) {
        Input.Text input = new Input.Text(inputs.behind(this));
        if (box.labels().get().isEmpty()) {
            box.scores(List.of(input));                      // the first answer names them; it is kept, and not asked for again
        }
        return input;
    }

    /// A text as its players.
    Words words(String text) {
        if (ids && tokenizer.isEmpty()) {
            throw new BadInput("--text", "is to be sent as ids", "--ids, or a MODEL whose tokenizer cuts it");
        }
        return tokenizer.map(own -> Words.of(own.encode(text), List.of(text))).orElseGet(() -> Texts.read(text).words());
    }

    /// Ids as they are.
    Words words(int[] numbers) {
        if (!ids) {
            throw new BadInput("--ids", "the service is sent texts", "--text, or --send ids");
        }
        return Words.of(numbers, new int[numbers.length], tokenizer);
    }

    @Override public void write(ObjectNode json, Input given) {
        json.putObject("model").put("digest", box.info().digest()).put("architecture", box.info().architecture())
                .put("source", box.info().source());
        Json.tokens(json.putArray("tokens"), given.tokens());
    }

    @Override public List<String> warnings(Input given) {
        return given instanceof Input.Text text ? text.words().warnings() : List.of();
    }
}
