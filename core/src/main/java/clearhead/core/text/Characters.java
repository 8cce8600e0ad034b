package clearhead.core.text;

/// Kinds of characters, as the reference knows them.
final class Characters {

    private Characters() {
    }

    /// Unicode's property White_Space.
    static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r'
                || c >= 0x85 && (c == 0x85 || c == 0xA0 || c == 0x1680 || c >= 0x2000 && c <= 0x200A
                || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000);
    }

    /// Letters, marks, digits, connectors and joiners: what `\w` means in Unicode's own recommendation (UTS 18).
    static boolean isWord(int c) {
        return c < 0x80 ? c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '_' || c >= 'a' && c <= 'z'
                : Character.isAlphabetic(c) || isMark(c) || Character.isDigit(c)
                || Character.getType(c) == Character.CONNECTOR_PUNCTUATION || c == 0x200C || c == 0x200D;
    }

    static boolean isNumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /// Punctuation, and the ASCII symbols, which count as such here (`$`, `+`, `<`, `^`, …).
    static boolean isPunctuation(int c) {
        return c < 0x80 ? c > ' ' && c < 0x7F && !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
                : switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                         Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                         Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    static boolean isMark(int c) {
        return isNonSpacing(c) || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || Character.getType(c) == Character.ENCLOSING_MARK;
    }

    static boolean isNonSpacing(int c) {
        return c >= 0x300 && Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /// Control, format and private characters.
    static boolean isOther(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    /// How many bytes of UTF-8.
    static int bytes(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    /// How many bytes of UTF-8.
    static int bytes(String text) {
        int sum = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            sum += bytes(c);
        }
        return sum;
    }
}
