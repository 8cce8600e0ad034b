package clearhead.explain.closed;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.Token;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutTest {

    private static List<String> words(String text) {
        return Cut.words(text).stream().map(Token::piece).toList();
    }

    /// The text without some words, whose numbers are the digits.
    private static String without(String text, String gone, String instead) {
        return Cut.edited(text, Cut.words(text), i -> gone.indexOf('0' + i) >= 0 ? Optional.of(instead) : Optional.empty());
    }

    @Test void wordsAreWhatUnicodeSeesAndSignsAreWords() {
        assertThat(words("  A good film, isn't it?! 3.14 …  ")).containsExactly("A", "good", "film", ",", "isn't", "it", "?!", "3.14", "…");
        assertThat(words("großer Spaß\u00a0!")).containsExactly("großer", "Spaß", "!");
        assertThat(words("well \uD83D\uDE00\uD83D\uDC4D done")).containsExactly("well", "\uD83D\uDE00\uD83D\uDC4D", "done");
        assertThat(words(" \n")).isEmpty();
    }

    @Test void equalWordsHaveEqualIds() {
        assertThat(Cut.words("to be or not to be").stream().map(Token::id).toList()).containsExactly(0, 1, 2, 3, 0, 1);
    }

    @ParameterizedTest @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, nullValues = "-", value = {
        "A good film.||A good film.", "A good film.|1|A film.", "A good film.|0|good film.", "A good film.|2|A good .",
        "A good film.|23|A good", "A good film.|0123|''", "a  b   c|1|a   c", "a  b   c|0|b   c", "a  b   c|2|a  b", " a b |0| b ",
        " a b |01|'  '", "a,b|0|,b", "a,b|1|ab"})
    void whatIsCutOutTakesTheSpaceInFrontOfItAlong(String text, String gone, String left) {
        assertThat(without(text, gone == null ? "" : gone, "")).isEqualTo(left);
    }

    @Test void aMaskStandsWhereTheWordStood() {
        assertThat(without("A  good film.", "12", "[MASK]")).isEqualTo("A  [MASK] [MASK].");
        assertThat(without("A good film.", "23", "…")).isEqualTo("A good …");
    }

    /// Pieces of a tokenizer may begin with their space, share a character, or hold nothing.
    @Test void piecesOfATokenizerAreCutOutToo() {
        List<Token> pieces = List.of(new Token(0, 5, "[CLS]", 0, 0, true), new Token(1, 6, "un", 0, 2, false),
                new Token(2, 7, "##do", 2, 4, false),
                new Token(3, 8, " it", 4, 7, false), new Token(4, 9, "<0xF0>", 7, 10, false), new Token(5, 9, "<0x9F>", 7, 10, false));
        assertThat(Cut.edited("undo it \uD83D\uDE00", pieces, i -> i == 1 ? Optional.of("") : Optional.empty()))
                .isEqualTo("do it \uD83D\uDE00");
        assertThat(Cut.edited("undo it \uD83D\uDE00", pieces, i -> i == 3 ? Optional.of("") : Optional.empty()))
                .isEqualTo("undo \uD83D\uDE00");
        assertThat(Cut.edited("undo it \uD83D\uDE00", pieces, i -> i > 3 ? Optional.of("?") : Optional.empty())).isEqualTo("undo it ?");
    }

    @Provide Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab1.,' \n\u00a0-é\u4e2d").ofMaxLength(30);
    }

    /// What is kept stays as it was, in its order; nothing else but whitespace is left; words do not overlap and miss no letter.
    @Property void whatIsKeptStays(@ForAll("texts") String text, @ForAll long seed) {
        List<Token> words = Cut.words(text);
        BitSet gone = BitSet.valueOf(new long[] {seed});
        String left = Cut.edited(text, words, i -> gone.get(i % 64) ? Optional.of("") : Optional.empty());
        assertThat(unspaced(left)).isEqualTo(words.stream().filter(word -> !gone.get(word.index() % 64)).map(Token::piece)
                .collect(Collectors.joining()));
        assertThat(unspaced(text)).isEqualTo(words.stream().map(word ->
                text.substring(word.start(), word.end())).collect(Collectors.joining()));
        assertThat(Cut.edited(text, words, _ -> Optional.empty())).isEqualTo(text);
    }

    private static String unspaced(String text) {
        return text.replaceAll("[\\s\u00a0]", "");
    }
}
