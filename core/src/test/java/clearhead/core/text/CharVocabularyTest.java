package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class CharVocabularyTest {

    private final CharVocabulary vocabulary = new CharVocabulary("ab -ц年", "<s>", "</s>");

    /// An alphabet, and a text in it.
    @Provide Arbitrary<Tuple2<String, String>> texts() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(30).flatMap(some -> {
            String alphabet = some.chars().distinct().mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());
            return Arbitraries.strings().withChars(alphabet).ofMinLength(1).ofMaxLength(20).map(text -> Tuple.of(alphabet, text));
        });
    }

    @Property void decodingGivesBackWhatWasEncoded(@ForAll("texts") Tuple2<String, String> drawn) {
        CharVocabulary any = new CharVocabulary(drawn.get1(), "<s>");
        String text = drawn.get2();
        int[] ids = any.encode(text);

        assertThat(any.decode(ids)).isEqualTo(text);
        assertThat(ids).hasSize(text.length());
        for (int i = 0; i < ids.length; i++) {
            assertThat(ids[i]).isBetween(0, any.special("<s>") - 1);
            assertThat(any.piece(ids[i])).isEqualTo(text.substring(i, i + 1));
        }
    }

    @Example void idsAreTheOrderOfTheAlphabetThenTheSpecials() {
        assertThat(vocabulary.encode("年ab-")).containsExactly(5, 0, 1, 3);
        assertThat(vocabulary.special("<s>")).isEqualTo(6);
        assertThat(vocabulary.special("</s>")).isEqualTo(7);
        assertThat(vocabulary.size()).isEqualTo(8);
        assertThat(vocabulary.piece(7)).isEqualTo("</s>");
    }

    @Example void decodingLeavesSpecialsOut() {
        assertThat(vocabulary.decode(6, 0, 4, 7)).isEqualTo("aц");
        assertThat(vocabulary.decode()).isEmpty();
    }

    @Example void anUnknownCharacterIsNamedWithItsPlace() {
        assertThatThrownBy(() -> vocabulary.encode("abц?")).isInstanceOf(BadInput.class)
                .hasMessage("character '?' (U+003F, position 3) is in none of the texts that the model was trained on");
        assertThatThrownBy(() -> vocabulary.encode("a🐢b")).isInstanceOf(BadInput.class)
                .hasMessage("character '🐢' (U+1F422, position 1) is in none of the texts that the model was trained on");
        assertThatThrownBy(() -> vocabulary.encode("a\nb")).isInstanceOf(BadInput.class)
                .hasMessage("character '\\u000a' (U+000A, position 1) is in none of the texts that the model was trained on");
    }

    @Example void anEmptyTextIsRefused() {
        assertThatThrownBy(() -> vocabulary.encode("")).isInstanceOf(BadInput.class)
                .hasMessage("the text is empty; need at least one character");
    }

    @Example void whatIsNoVocabularyIsRefused() {
        assertThatThrownBy(() -> new CharVocabulary("abca")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: 'a' stands twice in the alphabet");
        assertThatThrownBy(() -> new CharVocabulary("ab", "<s>", "<s>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: a special token stands twice in [<s>, <s>]");
    }

    @Example void whatIsNoTokenIsRefused() {
        assertThatThrownBy(() -> vocabulary.special("<pad>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: no special token '<pad>'; there are [<s>, </s>]");
        assertThatThrownBy(() -> vocabulary.piece(8)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: no token has id 8 (there are 0 to 7)");
        assertThatThrownBy(() -> vocabulary.decode(0, -1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: no token has id -1 (there are 0 to 7)");
    }
}
