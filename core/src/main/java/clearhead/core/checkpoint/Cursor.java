package clearhead.core.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A place in little-endian bytes that moves on with what is read there, and never past the end.
final class Cursor {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// Longer ones are no names and no words.
    private static final int MAX_TEXT = 1 << 24;

    private final String file;
    private final String needed;
    private final MemorySegment bytes;
    private long at;

    /// @param file   what messages call it
    /// @param needed what messages say it should be: `a whole GGUF file`
    Cursor(String file, String needed, MemorySegment bytes) {
        this.file = file;
        this.needed = needed;
        this.bytes = bytes;
    }

    /// How many bytes have been read.
    long position() {
        return at;
    }

    /// How many bytes are left.
    long left() {
        return bytes.byteSize() - at;
    }

    boolean hasMore() {
        return left() > 0;
    }

    int readByte() {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, next(1)));
    }

    int readInt() {
        return bytes.get(INT, next(Integer.BYTES));
    }

    long readLong() {
        return bytes.get(LONG, next(Long.BYTES));
    }

    /// A number in groups of seven bits, the lowest first; the eighth bit says that another group follows. Of at most 64 bits.
    long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int group = readByte();
            value |= (group & 0x7fL) << shift;
            if (group < 0x80) {
                return value;
            }
        }
        throw new BadInput(file, "holds a number of more than ten bytes before byte %d".formatted(at), needed);
    }

    /// The next bytes, where they are.
    ///
    /// @param count unsigned, whatever the file says
    MemorySegment read(long count) {
        return bytes.asSlice(next(count), count);
    }

    /// Text of so many bytes. What is not UTF-8 in it is replaced, not refused: some tokenizers hold such pieces.
    String readText(long count) {
        MemorySegment text = read(count);
        if (count > MAX_TEXT) {
            throw new BadInput(file, "holds a text of %d bytes before byte %d".formatted(count, at), needed);
        }
        return new String(text.toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }

    /// How many things are said to follow, if there is room for them.
    ///
    /// @param count unsigned, whatever the file says
    /// @param each  how many bytes one of them has at least
    int count(long count, int each, String what) {
        if (Long.compareUnsigned(count, left() / each) > 0 || count > Integer.MAX_VALUE - 8) {
            throw new BadInput(file, "announces %s %s, but only %d bytes follow".formatted(Long.toUnsignedString(count), what, left()), needed);
        }
        return (int) count;
    }

    private long next(long count) {
        if (Long.compareUnsigned(count, left()) > 0) {
            throw new BadInput(file, "ends at byte %d, where %s more from byte %d on are needed"
                    .formatted(bytes.byteSize(), Long.toUnsignedString(count), at), needed);
        }
        long begin = at;
        at += count;
        return begin;
    }
}
