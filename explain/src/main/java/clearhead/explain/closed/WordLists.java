package clearhead.explain.closed;

import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Variant;
import clearhead.explain.Words;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Lists of words, as a model has them that counts words. All is as with [Texts], but for the whitespace, of which there is none.
///
/// @param mask       stands for a word that is removed; empty if it is left out
/// @param vocabulary what may stand in another's place, named by its number
public record WordLists(Optional<String> mask, List<String> vocabulary) implements Form<List<String>> {

    /// Copies the list.
    public WordLists {
        vocabulary = List.copyOf(vocabulary);
    }

    /// Words are left out.
    public WordLists() {
        this(Optional.empty(), List.of());
    }

    @Override public Replacement used(Replacement wanted) {
        return Texts.words(wanted, mask.isPresent(), vocabulary.size());
    }

    @Override public List<List<String>> questions(Input input, int[] at, Replacement used) {
        Words words = Form.text(input).words();
        return List.of(IntStream.range(0, at.length).mapToObj(i -> at[i] == Variant.KEPT ? words.tokens().get(i).piece()
                : Texts.instead(at[i], used, mask, vocabulary)).filter(Predicate.not(String::isEmpty)).toList());
    }

    @Override public WordLists writing(List<String> words) {
        return new WordLists(mask, words);
    }

    @Override public Object key(List<String> words) {
        return words;
    }
}
