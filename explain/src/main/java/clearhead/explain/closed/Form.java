package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Variant;
import java.util.List;

/// What a function reads, and how an input is put that way when some of it is removed.
///
/// @param <Q> one input, as the function has it
public sealed interface Form<Q> permits Ids, Texts, WordLists, Rows, Pictures {

    /// What stands for "removed" here, never [Replacement#AUTO].
    ///
    /// @throws BadInput if that makes no sense here
    Replacement used(Replacement wanted);

    /// What the function is asked about an input: one question, or several whose answers are averaged.
    ///
    /// @param at   for each of the input's tokens [Variant#KEPT], [Variant#AWAY], or the number of what stands in its place
    /// @param used what stands for "removed"
    /// @throws BadInput if the input is of another form, or nothing is left of it
    List<Q> questions(Input input, int[] at, Replacement used);

    /// How many questions that is.
    default int each() {
        return 1;
    }

    /// The same, in which these words may stand in another's place, named by their numbers.
    ///
    /// @throws BadInput if it reads no words
    default Form<Q> writing(List<String> words) {
        throw new BadInput("words", "'%s' is nothing that this model reads".formatted(words.isEmpty() ? "" : words.getFirst()),
                "a model of texts or of words");
    }

    /// Equal for equal questions.
    Object key(Q question);

    /// A question in a sentence.
    default String shown(Q question) {
        String text = key(question).toString();
        return text.length() <= SHOWN ? "'%s'".formatted(text) : "'%s…'".formatted(text.substring(0, SHOWN));
    }

    /// Of a long input no more is shown.
    int SHOWN = 60;

    /// The line for what makes no sense here.
    static BadInput senseless(Replacement wanted, String why, String needed) {
        return new BadInput("replacement=" + wanted.id(), why, needed);
    }

    /// The one text that a function reads.
    ///
    /// @throws BadInput if the input is something else
    static Input.Text text(Input input) {
        return switch (input) {
            case Input.Text text when text.targets().isEmpty() && text.second().isEmpty() -> text;
            case Input.Text _ -> throw new BadInput("input", "has a second text, or a target", "one text: that is what this model reads");
            case Input.Picture _ -> throw new BadInput("input", "is a picture", "a text: that is what this model reads");
            case Input.Row _ -> throw new BadInput("input", "is a row of a table", "a text: that is what this model reads");
        };
    }
}
