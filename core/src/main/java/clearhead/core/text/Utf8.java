package clearhead.core.text;

/// Bytes as text, whatever they are.
final class Utf8 {

    private Utf8() {
    }

    /// Each longest beginning of a character that is not finished becomes one U+FFFD, each other wrong byte too (Unicode, chapter 3,
    /// "Substitution of Maximal Subparts"). The JDK does the same but for surrogates, whose three bytes it makes one.
    static String read(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int first = bytes[i++] & 0xFF;
            int more = first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
            int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;    // of the second byte
            int greatest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            int character = more <= 0 ? first : first & 0x3F >> more;
            int left = more;
            while (left > 0 && i < bytes.length && (bytes[i] & 0xFF) >= least && (bytes[i] & 0xFF) <= greatest) {
                character = character << 6 | bytes[i++] & 0x3F;
                least = 0x80;
                greatest = 0xBF;
                left--;
            }
            text.appendCodePoint(left == 0 ? character : 0xFFFD);
        }
        return text.toString();
    }
}
