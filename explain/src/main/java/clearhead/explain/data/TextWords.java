package clearhead.explain.data;

import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// The words of a text, as one counts them.
final class TextWords {

    private TextWords() {}

    /// The same for all spellings of a word: normal form C, capitals made small by way of capitals, so that STRASSE is Straße and ΟΔΟΣ is
    /// οδος.
    static String folded(String word) {
        return Normalizer.normalize(Normalizer.normalize(word, Normalizer.Form.NFC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)
                .replace('ς', 'σ'), Normalizer.Form.NFC);
    }

    /// The words of a text, folded, each once: where Unicode's rules (UAX 29) see one, and there is a letter or a digit in it.
    static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        BreakIterator breaks = BreakIterator.getWordInstance(Locale.ROOT);
        breaks.setText(text);
        for (int from = breaks.first(), to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            String word = text.substring(from, to);
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                words.add(folded(word));
            }
        }
        return words;
    }
}
