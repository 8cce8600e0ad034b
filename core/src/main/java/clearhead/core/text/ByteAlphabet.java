package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// GPT-2's alphabet: a visible character for each of the 256 bytes, so that a vocabulary of texts can hold any bytes. Visible Latin-1
/// characters stand for themselves, the other 68 bytes for U+0100, U+0101, … in their order: a space is `Ġ`.
final class ByteAlphabet {

    private static final char[] CHARACTERS = new char[256];
    private static final int[] BYTES = new int[256 + 68];

    static {
        java.util.Arrays.fill(BYTES, -1);
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            CHARACTERS[b] = visible ? (char) b : next++;
            BYTES[CHARACTERS[b]] = b;
        }
    }

    private ByteAlphabet() {
    }

    /// What a space looks like.
    static final char SPACE = 'Ġ';

    /// The character of a byte, 0 to 255.
    static char character(int b) {
        return CHARACTERS[b];
    }

    /// The text as its bytes look.
    static Aligned spell(Aligned text) {
        Edits edits = new Edits(2 * text.length());
        text.text().codePoints().forEach(c -> {
            int bytes = Characters.bytes(c);
            if (bytes == 1) {
                edits.add(CHARACTERS[c], 0);
                return;
            }
            edits.add(CHARACTERS[(0xF00 >> bytes & 0xFF) | c >> 6 * (bytes - 1)], 0);   // 110…, 1110…, 11110…
            for (int shift = 6 * (bytes - 2); shift >= 0; shift -= 6) {
                edits.add(CHARACTERS[0x80 | c >> shift & 0x3F], 1);
            }
        });
        return text.edited(edits, 0);
    }

    /// The text that these pieces spell together. Bytes that are no UTF-8 become U+FFFD; a piece with other characters stands for itself.
    static String read(List<String> pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String piece : pieces) {
            if (piece.chars().allMatch(c -> c < BYTES.length && BYTES[c] >= 0)) {
                piece.chars().forEach(c -> bytes.write(BYTES[c]));
            } else {
                bytes.writeBytes(piece.getBytes(UTF_8));
            }
        }
        return Utf8.read(bytes.toByteArray());
    }
}
