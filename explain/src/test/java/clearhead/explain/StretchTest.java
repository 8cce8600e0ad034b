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

class StretchTest {

    private static final String TEXT = "He ran. Why? Nobody knows.";

    /// A token for each word and full stop, as a WordPiece tokenizer cuts, between two of its own.
    private static final List<Token> TOKENS = List.of(special(0), token(1, 0, 2), token(2, 3, 6), token(3, 6, 7), token(4, 8, 11),
            token(5, 11, 12), token(6, 13, 19), token(7, 20, 25), token(8, 25, 26), special(9));

    @Test void tokensAreThemselves() {
        assertThat(Stretch.of(Level.TOKENS, TEXT, TOKENS)).hasSize(10).allSatisfy(one -> assertThat(one.tokens()).hasSize(1));
    }

    @Test void wordsBeginAndEndAtWhitespace() {
        assertThat(Stretch.of(Level.WORDS, TEXT, TOKENS)).extracting(Stretch::text).containsExactly(
                "[S]", "He", "ran.", "Why?", "Nobody", "knows.", "[S]");
    }

    @Test void sentencesEndWhereOneEnds() {
        List<Stretch> sentences = Stretch.of(Level.SENTENCES, TEXT, TOKENS);
        assertThat(sentences).extracting(Stretch::text).containsExactly("[S]", "He ran.", "Why?", "Nobody knows.", "[S]");
        assertThat(sentences).extracting(Stretch::special).containsExactly(true, false, false, false, true);
        float[] scores = {100, 1, 2, 4, 8, 16, 32, 64, 128, 200};
        assertThat(sentences).extracting(one -> one.sum(scores)).containsExactly(100.0, 7.0, 24.0, 224.0, 200.0);
    }

    /// Byte-level tokenizers cut one emoji into four tokens, all of which stand for it.
    @Test void theBytesOfOneCharacterAreOneWord() {
        List<Token> bytes = List.of(token(0, 0, 2), token(1, 2, 5), token(2, 2, 5), token(3, 2, 5), token(4, 2, 5));
        assertThat(Stretch.of(Level.WORDS, "ok 😀", bytes)).extracting(one -> one.text() + one.tokens().size()).containsExactly("ok1", "😀4");
    }

    @Test void idsWithoutATextAreOneStretch() {
        List<Token> ids = List.of(token(0, 0, 0), token(1, 0, 0));
        for (Level level : List.of(Level.WORDS, Level.SENTENCES)) {
            assertThat(Stretch.of(level, "", ids)).singleElement().extracting(Stretch::tokens).isEqualTo(ids);
        }
    }

    /// Whitespace between sentences that has tokens of its own counts for the sentence before it.
    @Test void whitespaceBelongsToASentence() {
        List<Token> tokens = List.of(token(0, 0, 2), token(1, 2, 3), token(2, 3, 6));
        assertThat(Stretch.of(Level.SENTENCES, "A. Bc.", tokens)).extracting(one -> one.text() + one.tokens().size())
                .containsExactly("A.2", "Bc.1");
    }

    /// D46, at every level: each token counts once, special ones by themselves, and the total is that of the tokens. Numbers with 20 binary
    /// places sum without rounding.
    @Property void theTotalIsPreserved(@ForAll Level level, @ForAll("texts") String text, @ForAll long seed) {
        Random random = new Random(seed);
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int start = random.nextInt(text.length() + 1);
            tokens.add(random.nextInt(5) == 0 ? special(i) : token(i, start, start + random.nextInt(text.length() - start + 1)));
        }
        float[] scores = new float[tokens.size()];
        IntStream.range(0, scores.length).forEach(i -> scores[i] = (random.nextInt(1 << 21) - (1 << 20)) / (float) (1 << 20));
        List<Stretch> stretches = Stretch.of(level, text, tokens);
        assertThat(stretches.stream().flatMap(one -> one.tokens().stream())).containsExactlyInAnyOrderElementsOf(tokens);
        assertThat(stretches.stream().filter(Stretch::special)).allSatisfy(one -> assertThat(one.tokens()).hasSize(1));
        double total = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).sum();
        assertThat(stretches.stream().mapToDouble(one -> one.sum(scores)).sum()).isCloseTo(total, within(0.0));
    }

    @Provide Arbitrary<String> texts() {
        return Arbitraries.of("a", "Bc", ".", "? ", " ", "\n", "\u00a0", "😀", "年。", "3.5").list().ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    private static Token token(int index, int start, int end) {
        return new Token(index, index, "t", start, end, false);
    }

    private static Token special(int index) {
        return new Token(index, index, "[S]", 0, 0, true);
    }
}
