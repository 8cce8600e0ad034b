package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SentencePiece's character map: what becomes of a character, or of a short cluster of them, compiled into a trie. It is NFKC with
/// exceptions, and each model brings its own.
///
/// The bytes: the size of the trie (4, little endian), the trie (a double array: `uint`s that hold label, offset and a flag each), then
/// the replacements, each ended by a zero byte.
final class Precompiled implements Normalizer {

    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private final byte[] source;
    private final int[] units;
    private final byte[] replacements;

    /// @throws IllegalArgumentException if the bytes are none of these; the message says what is wrong
    Precompiled(byte[] source) {
        this.source = source;
        ByteBuffer bytes = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
        long size = bytes.remaining() < 4 ? -1 : Integer.toUnsignedLong(bytes.getInt());
        if (size < 4 || size > bytes.remaining()) {
            throw new IllegalArgumentException("%d bytes whose trie is said to have %d".formatted(source.length, size));
        }
        units = new int[(int) size / 4];
        bytes.asIntBuffer().get(units);
        replacements = Arrays.copyOfRange(source, 4 + 4 * units.length, source.length);
    }

    byte[] source() {
        return source;
    }

    @Override public Aligned normalize(Aligned text) {
        String old = text.text();
        Edits edits = new Edits(old.length());
        boolean changed = false;
        Matcher clusters = CLUSTER.matcher(old);
        for (int i = 0, next; i < old.length(); i = next) {
            next = end(clusters, old, i);
            String whole = Characters.bytes(old.substring(i, next)) < 6 ? replacement(old.substring(i, next)) : null;
            if (whole != null) {
                replace(edits, old.codePointCount(i, next), whole);
                changed = true;
                continue;
            }
            for (int k = i, c; k < next; k += Character.charCount(c)) {
                c = old.codePointAt(k);
                String single = replacement(Character.toString(c));
                if (single == null) {
                    edits.add(c, 0);
                } else {
                    replace(edits, 1, single);
                    changed = true;
                }
            }
        }
        return changed ? text.edited(edits, 0) : text;
    }

    /// Where the cluster (what a reader sees as one character) ends that begins at `i`.
    private static int end(Matcher clusters, String text, int i) {
        boolean simple = text.charAt(i) < 0x80 && text.charAt(i) != '\r' && (i + 1 == text.length() || text.charAt(i + 1) < 0x80);
        if (simple) {
            return i + 1;
        }
        clusters.region(i, text.length());
        return clusters.lookingAt() ? clusters.end() : i + Character.charCount(text.codePointAt(i));
    }

    /// What is new takes the places of what was old one by one; what is left over shares the last place, or goes with it.
    private static void replace(Edits edits, int oldCharacters, String content) {
        int before = edits.size();
        content.codePoints().forEach(c -> edits.add(c, 0));
        int surplus = edits.size() - before - oldCharacters;
        for (int i = 0; i < surplus; i++) {
            edits.change(edits.size() - 1 - i, 1);
        }
        if (surplus < 0 && edits.size() > 0) {
            edits.change(edits.size() - 1, edits.change(edits.size() - 1) + surplus);
        }
    }

    /// The replacement of the shortest entry that `part` begins with, or null if there is none.
    private String replacement(String part) {
        int unit = units[0];
        int at = offset(unit);
        for (byte b : part.getBytes(UTF_8)) {
            at ^= b & 0xFF;
            if (b == 0 || at < 0 || at >= units.length) {
                return null;
            }
            unit = units[at];
            if ((unit & 0x800000FF) != (b & 0xFF)) {
                return null;
            }
            at ^= offset(unit);
            if ((unit >> 8 & 1) == 1 && at >= 0 && at < units.length) {
                return content(units[at] & 0x7FFFFFFF);
            }
        }
        return null;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >> 6);
    }

    private String content(int start) {
        int end = Math.min(start, replacements.length);
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, Math.min(start, end), end - Math.min(start, end), UTF_8);
    }

    @Override public boolean equals(Object other) {
        return other instanceof Precompiled that && Arrays.equals(source, that.source);
    }

    @Override public int hashCode() {
        return Arrays.hashCode(source);
    }
}
