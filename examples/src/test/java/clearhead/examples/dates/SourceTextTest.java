package clearhead.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SourceTextTest {

    @Property
    void oneCharGivesOneChar(@ForAll String text) {
        String normal = SourceText.normalize(text);

        assertThat(normal).hasSameSizeAs(text);
        for (int i = 0; i < text.length(); i++) {
            assertThat(normal.charAt(i)).isEqualTo(SourceText.normalize(text.charAt(i)));
        }
    }

    @Test
    void everyCharIsNormalAfterOneStep() {
        for (int c = Character.MIN_VALUE; c <= Character.MAX_VALUE; c++) {
            char normal = SourceText.normalize((char) c);
            assertThat(SourceText.normalize(normal)).as("U+%04X", c).isEqualTo(normal);
        }
    }

    @Test
    void spacesDigitsApostrophesAndCapitals() {
        assertThat(SourceText.normalize("2\u00A0МАРТА\u202F2025\u2009Г.\t")).isEqualTo("2 марта 2025 г. ");
        assertThat(SourceText.normalize("２０２５年\u3000３月٢日")).isEqualTo("2025年 3月2日");
        assertThat(SourceText.normalize("d'abril d\u2019abril п\u02BCятниця")).isEqualTo("d’abril d’abril п’ятниця");
        assertThat(SourceText.normalize("İIıi ΣΑΣ")).isEqualTo("iiıi σασ");
    }

    @Test
    void composedTextIsCanonicallyEquivalentAndReadsLikeTheCorpus() {
        String typed = "11 de\u0301cembre 1987";

        assertThat(SourceText.compose(typed)).isEqualTo("11 décembre 1987");
        assertThat(Normalizer.normalize(SourceText.compose(typed), Normalizer.Form.NFD)).isEqualTo(typed);
    }
}
