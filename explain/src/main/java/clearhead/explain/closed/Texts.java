package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Token;
import clearhead.explain.Variant;
import clearhead.explain.Words;
import java.util.List;
import java.util.Optional;

/// Texts. Its tokens are words as [#read] cuts them, or the pieces of any tokenizer. Removed is what is cut out of the text, together with
/// the whitespace in front of it once nothing is left between that and the next; or what the mask word stands for, which is what
/// [Replacement#AUTO] is where there is one. The text is edited where words begin and end, and never written anew from tokens: what is not
/// removed stays as it was, to the last character.
///
/// @param mask       stands for a word that is removed, such as `[MASK]` or `…`; empty if it is cut out
/// @param vocabulary what may stand in another's place, named by its number
public record Texts(Optional<String> mask, List<String> vocabulary) implements Form<String> {

    /// Copies the list.
    public Texts {
        vocabulary = List.copyOf(vocabulary);
    }

    /// Words are cut out.
    public Texts() {
        this(Optional.empty(), List.of());
    }

    /// This stands for a word that is removed.
    public Texts(String mask) {
        this(Optional.of(mask), List.of());
    }

    /// A text, cut into words: runs of letters and digits where Unicode's rules see a word (UAX 29: `don't` and `3.14` are one), and runs
    /// of other characters without whitespace, such as `...` or `!`. Equal words have equal ids.
    ///
    /// @throws BadInput if there is nothing but whitespace
    public static Input.Text read(String text) {
        List<Token> words = Cut.words(text);
        if (words.isEmpty()) {
            throw new BadInput("text", "has no word", "a text");
        }
        return input(text, words);
    }

    static Input.Text input(CharSequence text, List<Token> tokens) {
        return new Input.Text(Words.of(text.toString(), tokens));
    }

    @Override public Replacement used(Replacement wanted) {
        return words(wanted, mask.isPresent(), vocabulary.size());
    }

    /// What stands for a removed word.
    static Replacement words(Replacement wanted, boolean masks, int vocabulary) {
        return switch (wanted) {
            case Replacement.Auto _ -> masks ? Replacement.Plain.MASK : Replacement.Away.DELETE;
            case Replacement.OfToken(int word) when word < vocabulary -> wanted;
            case Replacement.OfToken _ ->
                    throw Form.senseless(wanted, "this model has a vocabulary of %d words".formatted(vocabulary), "mask or delete");
            case Replacement.Plain.MASK -> {
                if (!masks) {
                    throw Form.senseless(wanted, "no mask word is known of this model", "delete, or a mask word");
                }
                yield wanted;
            }
            case Replacement.Plain _ -> throw Form.senseless(wanted, "this model reads words, and no embeddings", "mask or delete");
            case Replacement.Away.DELETE -> wanted;
            case Replacement.Away.HIDE -> throw Form.senseless(wanted, "nobody sees this model's attention", "mask or delete");
        };
    }

    /// What stands in a token's place; empty where nothing does.
    static String instead(int at, Replacement used, Optional<String> mask, List<String> vocabulary) {
        if (at >= vocabulary.size()) {
            throw new BadInput("word %d".formatted(at), "is not in the vocabulary", "0 to %d".formatted(vocabulary.size() - 1));
        }
        return at != Variant.AWAY ? vocabulary.get(at)
                : used instanceof Replacement.OfToken(int word) ? vocabulary.get(word)
                : used == Replacement.Plain.MASK ? mask.orElseThrow() : "";
    }

    @Override public List<String> questions(Input input, int[] at, Replacement used) {
        Words words = Form.text(input).words();
        if (words.texts().size() > 1) {
            throw new BadInput("input", "is two texts", "one: that is what this model reads");
        }
        return List.of(Cut.edited(words.texts().getFirst(), words.tokens(), i ->
                at[i] == Variant.KEPT ? Optional.empty() : Optional.of(instead(at[i], used, mask, vocabulary))));
    }

    @Override public Texts writing(List<String> words) {
        return new Texts(mask, words);
    }

    @Override public Object key(String text) {
        return text;
    }
}
