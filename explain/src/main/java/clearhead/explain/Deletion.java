package clearhead.explain;

import clearhead.core.BadInput;
import clearhead.core.probe.Stack;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A question with some tokens gone: later ones move up, their types with them, and what the target says of positions follows its tokens.
///
/// @param gone for each of the input's tokens, whether it is gone
record Deletion(WhiteBox model, Input input, Target target, boolean[] gone) {

    /// Checks that something is left.
    ///
    /// @throws BadInput if nothing is
    Deletion {
        if (IntStream.range(0, gone.length).allMatch(i -> gone[i])) {
            throw new BadInput("replacement=delete", "no token is left", "hide, mask or zero, where a text has nothing but its words");
        }
    }

    /// What is read.
    Input.Text left() {
        return switch (input) {
            case Input.Text(Words words, Optional<Words> written, Optional<Words> second) ->
                    new Input.Text(words.without(gone), written, second);
            case Input.Picture _ -> throw new BadInput("replacement=delete", "the squares of a picture cannot move up", "hide or zero");
            case Input.Row _ -> throw new BadInput("input", "is a row of a table", "a text");
        };
    }

    /// What is explained of it.
    ///
    /// @throws BadInput if that is read where a token is gone
    Target moved() {
        return switch (target) {
            case Target.Predicted(OptionalInt position) -> new Target.Predicted(moved(position));
            case Target.Logit(OptionalInt position, int index) -> new Target.Logit(moved(position), index);
            case Target.Probability(OptionalInt position, int index) -> new Target.Probability(moved(position), index);
            case Target.LogProbability(OptionalInt position, int index) -> new Target.LogProbability(moved(position), index);
            case Target.Difference(OptionalInt position, int a, int b) -> new Target.Difference(moved(position), a, b);
            case Target.Entropy(OptionalInt position) -> new Target.Entropy(moved(position));
            case Target.Start(int position) -> new Target.Start(moved(position));
            case Target.End(int position) -> new Target.End(moved(position));
            case Target.Span(int first, int last) -> new Target.Span(moved(first), moved(last));
            case Target.Activation activation -> throw new BadInput("replacement=delete", "activation %s cannot move up with its token"
                    .formatted(activation.text()), "hide, mask or zero");
            case Target.Sequence _, Target.Similarity _, Target.Each _ -> target;
        };
    }

    /// The model's own position is found anew.
    private OptionalInt moved(OptionalInt position) {
        return position.isEmpty() || position.equals(model.position(input)) ? OptionalInt.empty()
                : OptionalInt.of(moved(position.getAsInt()));
    }

    /// Where outputs do not stand at the input's tokens, nothing moves; and a position that is no position is refused later, as always.
    private int moved(int position) {
        boolean inPlace = switch (model.gives()) {
            case CLASSES, NUMBERS, VECTOR -> false;
            case NEXT -> !model.towers().containsKey(Stack.DECODER);
            case POSITION_CLASSES, SPAN, FILLING, ROWS -> true;
        };
        int at = position < 0 ? position + gone.length + input.targets().size() : position;
        if (!inPlace || at < 0) {
            return position;
        }
        if (at < gone.length && gone[at]) {
            throw new BadInput("replacement=delete", "token %d cannot be removed: the target is read there".formatted(at),
                    "hide, mask or zero");
        }
        return at - (int) IntStream.range(0, Math.min(at, gone.length)).filter(i -> gone[i]).count();
    }
}
