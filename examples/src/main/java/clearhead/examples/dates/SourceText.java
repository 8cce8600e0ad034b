package clearhead.examples.dates;

import java.text.Normalizer;

/// What the model reads of a text: the same for training and for what a user types.
///
/// Two steps, because offsets matter here. [#compose(String)] may change the length, so it is applied once, at the door: whoever
/// takes a text from outside composes it, and from then on shows and points into that text (it is canonically equivalent, so it
/// reads the same). [#normalize(String)] maps one char to one char, so every offset stays what it is.
public final class SourceText {

    private SourceText() { }

    /// Unicode's canonical composition (NFC): `e` and a combining acute accent become `é`. CLDR's texts are composed already.
    public static String compose(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /// Every char by [#normalize(char)].
    public static String normalize(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = normalize(chars[i]);
        }
        return new String(chars);
    }

    /// - any space (CLDR has U+00A0 and U+202F, people type others) becomes the plain one;
    /// - any script's decimal digit becomes the ASCII one;
    /// - any apostrophe (Catalan "d’abril" has U+2019, Ukrainian "пʼятниця" U+02BC, keyboards have U+0027) becomes U+2019;
    /// - a letter becomes a small one, without regard to language or neighbours: the Turkish İ and the English I are both i.
    static char normalize(char c) {
        if (Character.isSpaceChar(c) || Character.isWhitespace(c)) {
            return ' ';
        }
        return switch (c) {
            case '\'', '\u02BC', '\u2018' -> '\u2019';
            default -> Character.isDigit(c) ? Character.forDigit(Character.digit(c, 10), 10) : Character.toLowerCase(c);
        };
    }
}
