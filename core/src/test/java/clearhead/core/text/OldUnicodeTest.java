package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer.Form;
import org.junit.jupiter.api.Test;

/// What the reference's tables of Unicode 8 and 9 say of characters that came or changed later, and of some that did not.
class OldUnicodeTest {

    @Test void youngMarksAreNone() {
        assertThat(OldUnicode.isMark(0x0301)).isTrue();
        assertThat(OldUnicode.isMark(0x0898)).isFalse();        // Unicode 14
        assertThat(OldUnicode.isMark(0x1CF2)).isTrue();         // a letter since Unicode 12
        assertThat(OldUnicode.isNonSpacing(0x1885)).isFalse();  // a letter until Unicode 9
        assertThat(new Normalizer.StripAccents().normalize(Aligned.of("a\u0898e\u0301")).text()).isEqualTo("a\u0898e");
    }

    @Test void youngPunctuationIsNone() {
        assertThat(OldUnicode.isPunctuation('!')).isTrue();
        assertThat(OldUnicode.isPunctuation('$')).isTrue();     // ASCII symbols count
        assertThat(OldUnicode.isPunctuation(0x2E42)).isTrue();  // Unicode 7
        assertThat(OldUnicode.isPunctuation(0x2E43)).isFalse(); // Unicode 9
        assertThat(OldUnicode.isPunctuation('€')).isFalse();
    }

    @Test void youngCharactersStandForThemselves() {
        assertThat(OldUnicode.isYoung(0x32FF)).isTrue();        // the era that began in 2019
        assertThat(new UnicodeForm(Form.NFKC).normalize(Aligned.of("\u32FF\u337E")).text()).isEqualTo("\u32FF明治");
    }
}
