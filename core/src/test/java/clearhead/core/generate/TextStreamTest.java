package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Seeds;
import clearhead.core.text.Tokenizer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextStreamTest {

    private static final List<String> TEXTS = List.of("the baker", "naïve café — “quoted”  twice,  spaced", "你好,世界。漢字かな交じり文",
            "👩‍👩‍👧 family, 🇫🇷 flag, 😀😀", "a\n\tb\n\n", "x你😀y", " leading and trailing ", "don't, won't. I'm");

    private static Tokenizer tokenizer(String kind) {
        try {
            return Tokenizer.read(Path.of(Tokenizer.class.getResource("/clearhead/core/text/oracle/" + kind).toURI()));
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// All pieces of a stream of these tokens, the last being what is left at the end.
    private static List<String> pieces(TextStream stream, int... ids) {
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            pieces.add(stream.next(id));
        }
        pieces.add(stream.end());
        return pieces;
    }

    private static void isWhatIsDecoded(Tokenizer tokenizer, int... ids) {
        for (boolean skip : new boolean[] {true, false}) {
            List<String> pieces = pieces(new TextStream(tokenizer, skip), ids);
            assertThat(String.join("", pieces)).as(Arrays.toString(ids)).isEqualTo(tokenizer.decode(ids, skip));
            assertThat(pieces).noneMatch(piece -> !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytelevel-bpe", "llama-bpe", "qwen-bpe", "roberta-bpe", "unigram-nfkc", "unigram-precompiled",
        "wordpiece-cased", "wordpiece-uncased"})
    void allPiecesTogetherAreTheTextThatIsDecoded(String kind) {
        Tokenizer tokenizer = tokenizer(kind);
        for (String text : TEXTS) {
            isWhatIsDecoded(tokenizer, tokenizer.encode(text).ids());
        }
        int vocab = tokenizer.vocabulary().size();
        for (int n = 0; n < 2000; n++) {
            long seed = Seeds.mix(7, n);
            isWhatIsDecoded(tokenizer, IntStream.range(0, 12).map(i -> (int) (vocab * Seeds.uniform(seed, i))).toArray());
        }
    }

    /// The first 260 tokens are single bytes, and a few special ones: characters, and pieces of them that make none.
    @ParameterizedTest @ValueSource(strings = {"bytelevel-bpe", "llama-bpe"})
    void bytesThatMakeNoCharacterAreShownAsTheDecoderDoes(String kind) {
        Tokenizer tokenizer = tokenizer(kind);
        for (int n = 0; n < 5000; n++) {
            long seed = Seeds.mix(8, n);
            isWhatIsDecoded(tokenizer, IntStream.range(0, 9).map(i -> (int) (260 * Seeds.uniform(seed, i))).toArray());
        }
    }

    @Test void aCharacterIsHandedOutWhenItIsWhole() {
        Tokenizer tokenizer = tokenizer("bytelevel-bpe");
        int[] ids = tokenizer.encode("a😀b").ids();
        assertThat(ids).as("a, four bytes, b").hasSize(6);

        assertThat(pieces(new TextStream(tokenizer, true), ids)).containsExactly("a", "", "", "", "😀", "b", "");
        assertThat(pieces(new TextStream(tokenizer, true), Arrays.copyOf(ids, 3))).containsExactly("a", "", "", "\uFFFD");
    }

    /// There, bytes in a row are one text or none: whether they are is known when another token comes.
    @Test void bytesInARowAreHandedOutTogether() {
        Tokenizer tokenizer = tokenizer("llama-bpe");
        int[] ids = tokenizer.withoutSpecial().encode("😀b").ids();

        assertThat(pieces(new TextStream(tokenizer, true), ids)).containsExactly("", "", "", "", "", "😀b", "");
    }

    @Test void aWordGoesOnFromThePromptWithItsSpace() {
        Tokenizer tokenizer = tokenizer("llama-bpe");
        int[] prompt = tokenizer.encode("the").ids();
        int[] all = tokenizer.encode("the baker").ids();
        int[] rest = Arrays.copyOfRange(all, prompt.length, all.length);

        assertThat(String.join("", pieces(new TextStream(tokenizer, true, prompt), rest))).isEqualTo(" baker");
        assertThat(String.join("", pieces(new TextStream(tokenizer, true), rest))).isEqualTo("baker");
    }
}
