package clearhead.explain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A word of the input's text, and the sum of its tokens' scores. Special tokens count for none.
///
/// @param source which of the input's texts it is in
/// @param text   the characters `[start, end)` of that text
/// @param score  the sum, rounded once
record Word(int source, String text, int start, int end, float score) {

    static List<Word> of(Input input, float[] scores) {
        return switch (input) {
            case Input.Text text -> of(text.words(), scores);
            case Input.Picture _, Input.Row _ -> List.of();
        };
    }

    private static List<Word> of(Words words, float[] scores) {
        return IntStream.range(0, words.texts().size()).boxed().flatMap(source -> {
            List<Token> tokens = words.tokens().stream().filter(token -> !token.special() && words.text(token.index()) == source).toList();
            return Stretch.of(Level.WORDS, words.texts().get(source), tokens).stream().sorted(Comparator.comparingInt(Stretch::start))
                    .map(word -> new Word(source, word.text(), word.start(), word.end(), (float) word.sum(scores)));
        }).toList();
    }
}
