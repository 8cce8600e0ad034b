package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WordTest {

    /// Tokens that begin where the one before ends.
    private static Input input(String text, int... ends) {
        List<Token> tokens = new ArrayList<>();
        for (int end : ends) {
            int start = tokens.isEmpty() ? 0 : tokens.getLast().end();
            tokens.add(new Token(tokens.size(), 0, text.substring(start, end), start, end, false));
        }
        return Input.of(text, tokens, List.of());
    }

    private static List<Word> words(Input input) {
        float[] scores = new float[input.tokens().size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 1 << i;
        }
        return Word.of(input, scores);
    }

    @Test void piecesOfAWordAreSummed() {
        assertThat(words(input("un film", 1, 2, 5, 7))).containsExactly(new Word(0, "un", 0, 2, 1 + 2), new Word(0, "film", 3, 7, 4 + 8));
    }

    /// A character vocabulary has tokens for the space: it has a row of its own, and belongs to neither neighbour.
    @Test void whitespaceWithTokensOfItsOwnHasARow() {
        assertThat(words(input("3 ma", 1, 2, 3, 4))).containsExactly(
                new Word(0, "3", 0, 1, 1), new Word(0, " ", 1, 2, 2), new Word(0, "ma", 2, 4, 4 + 8));
        assertThat(words(input(" \n", 1, 2))).containsExactly(new Word(0, " \n", 0, 2, 3));
    }

    /// As byte-level BPE writes them.
    @Test void aTokenThatBringsItsSpaceAlongCountsForTheWord() {
        assertThat(words(input("not a film", 3, 5, 8, 10))).containsExactly(
                new Word(0, "not", 0, 3, 1), new Word(0, "a", 4, 5, 2), new Word(0, "film", 6, 10, 4 + 8));
    }

    @Test void spacesThatDoNotBreakALineAreWhitespaceToo() {
        assertThat(words(input("1\u00a0mars\u202f2025", 1, 2, 6, 7, 11))).extracting(Word::text)
                .containsExactly("1", "\u00a0", "mars", "\u202f", "2025");
    }

    @Test void specialTokensCountForNoWord() {
        Input input = Input.of("film", List.of(new Token(0, 1, "[CLS]", 0, 0, true), new Token(1, 2, "film", 0, 4, false),
                new Token(2, 3, "[SEP]", 4, 4, true)), List.of());
        assertThat(words(input)).containsExactly(new Word(0, "film", 0, 4, 2));
    }

    /// Ids without a text, or a piece that stands for nothing in it: the total is kept all the same.
    @Test void tokensWithoutTextAreNotLost() {
        Token first = new Token(0, 1, "a", 0, 0, false);
        Token second = new Token(1, 2, "b", 0, 0, false);
        assertThat(words(Input.of("", List.of(first, second), List.of()))).containsExactly(new Word(0, "", 0, 0, 3));
        assertThat(words(Input.of("ab", List.of(first, new Token(1, 2, "b", 2, 2, false)), List.of())))
                .containsExactly(new Word(0, "ab", 0, 2, 1), new Word(0, "", 2, 2, 2));
    }

    /// Text with blanks and emoji; tokens anywhere in it, some special, some empty, some over each other.
    @Provide Arbitrary<Input> anyInput() {
        Arbitrary<String> texts = Arbitraries.strings().withChars("ab \t\u00a0\ud83d\ude00").ofMaxLength(12);
        return Arbitraries.randomValue(random -> any(texts.sample(), random));
    }

    private static Input any(String text, Random random) {
        return Input.of(text, IntStream.range(0, 1 + random.nextInt(8)).mapToObj(i -> {
            int start = random.nextInt(text.length() + 1);
            return new Token(i, i, "t", start, start + random.nextInt(text.length() - start + 1), random.nextInt(5) == 0);
        }).toList(), List.of());
    }

    /// D46: the total is preserved. A word's sum is rounded once, by at most 2⁻²⁴ of it, and it is at most the sum of what it sums up.
    @Property void theTotalIsPreserved(@ForAll("anyInput") Input input, @ForAll long seed) {
        Random random = new Random(seed);
        float[] scores = new float[input.tokens().size()];
        double total = 0;
        double size = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian();
            total += input.tokens().get(i).special() ? 0 : scores[i];
            size += Math.abs(scores[i]);
        }
        List<Word> words = Word.of(input, scores);
        assertThat(words.stream().mapToDouble(Word::score).sum()).isCloseTo(total, within(2 * 0x1p-24 * size));
        int end = 0;
        for (Word word : words) {
            assertThat(word.text()).isEqualTo(((Input.Text) input).words().textOf(0).substring(word.start(), word.end()));
            assertThat(word.start()).isGreaterThanOrEqualTo(end);
            assertThat(word.text().chars().mapToObj(unit -> Character.isWhitespace(unit) || Character.isSpaceChar(unit)).distinct())
                    .hasSizeLessThan(2);
            end = word.end();
        }
    }
}
