package clearhead.explain.report;

import java.lang.Character.UnicodeScript;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How wide text stands in a terminal, and text that cannot disturb one.
///
/// Width by Unicode's East Asian Width, told from scripts and emoji properties that the JDK knows: what counts is the base of each
/// grapheme; marks on it take no room.
public final class Columns {

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final int VARIATION_16 = 0xFE0F;   // asks for the emoji form of the character before it

    private Columns() {}

    /// How many columns it takes.
    public static int width(String text) {
        int width = 0;
        for (Matcher grapheme = GRAPHEME.matcher(text); grapheme.find(); ) {
            width += wide(grapheme.group().codePointAt(0)) || grapheme.group().indexOf(VARIATION_16) > 0 ? 2 : 1;
        }
        return width;
    }

    /// The text with spaces behind it until it is `width` wide.
    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /// Control and format characters (an escape sequence, a change of direction) become a replacement that does nothing, a mark
    /// without its base gets a dotted circle to stand on.
    public static String safe(String text) {
        StringBuilder safe = new StringBuilder();
        boolean joined = text.codePointCount(0, text.length()) > 1;
        text.codePoints().forEach(c -> {
            boolean first = safe.isEmpty();
            switch (Character.getType(c)) {
                case Character.CONTROL -> safe.appendCodePoint(c < 32 ? 0x2400 + c : 0xFFFD);   // the pictures ␀ to ␟
                case Character.FORMAT -> safe.appendCodePoint(joined && c == 0x200D ? c : 0xFFFD);   // an emoji's joiner may stay
                case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> safe.append('\uFFFD');
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
                    safe.append(first ? "◌" : "").appendCodePoint(c);
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean wide(int c) {
        if (Character.isEmojiPresentation(c)) return true;
        if (0xFF61 <= c && c <= 0xFFDC) return false;   // half-width forms of the scripts below
        return switch (UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
            default -> 0x3000 <= c && c <= 0x33FF      // punctuation, enclosed and squared forms
                || 0xFE30 <= c && c <= 0xFE6F          // vertical and small forms
                || 0xFF01 <= c && c <= 0xFFE6;         // full-width forms
        };
    }
}
