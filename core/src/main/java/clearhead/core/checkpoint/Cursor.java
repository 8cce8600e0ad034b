package clearhead.core.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// A place in little-endian bytes that moves on with what is read there, and never past the end.
///
/// Numbers are read through a buffer: a segment's own access is made of method handles, and to make the first of them takes a tenth of a
/// second. What a buffer cannot show, beyond a gigabyte, is data, of which a cursor is only asked where it is.
final class Cursor {

    /// What is larger is no name, no word and no list of them.
    private static final int MAX_COPY = 1 << 28;

    private static final long WINDOW = 1 << 30;

    private final String file;
    private final String needed;
    private final MemorySegment bytes;
    private final ByteBuffer numbers;
    private long at;

    /// @param file   what messages call it
    /// @param needed what messages say it should be: `a whole GGUF file`
    Cursor(String file, String needed, MemorySegment bytes) {
        this.file = file;
        this.needed = needed;
        this.bytes = bytes;
        this.numbers = bytes.asSlice(0, Math.min(bytes.byteSize(), WINDOW)).asByteBuffer().order(LITTLE_ENDIAN);
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
        return Byte.toUnsignedInt(numbers.get(number(1)));
    }

    int readInt() {
        return numbers.getInt(number(Integer.BYTES));
    }

    long readLong() {
        return numbers.getLong(number(Long.BYTES));
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

    /// A copy of the next bytes.
    ///
    /// @param count unsigned, whatever the file says
    byte[] readBytes(long count) {
        MemorySegment found = read(count);
        if (count > MAX_COPY) {
            throw new BadInput(file, "holds one name, text or list of %d bytes before byte %d".formatted(count, at), needed);
        }
        return found.toArray(ValueLayout.JAVA_BYTE);
    }

    /// Text of so many bytes. What is not UTF-8 in it is replaced, not refused: some tokenizers hold such pieces.
    String readText(long count) {
        return new String(readBytes(count), UTF_8);
    }

    /// How many things are said to follow, if there is room for them.
    ///
    /// @param count unsigned, whatever the file says
    /// @param each  how many bytes one of them has at least
    int count(long count, int each, String what) {
        if (Long.compareUnsigned(count, left() / each) > 0 || count > Integer.MAX_VALUE - 8) {
            throw new BadInput(file, "announces %s %s, but only %d bytes follow"
                    .formatted(Long.toUnsignedString(count), what, left()), needed);
        }
        return (int) count;
    }

    private int number(int size) {
        long begin = next(size);
        if (at > numbers.capacity()) {
            throw new BadInput(file, "has numbers beyond byte %d".formatted(begin), "data there, which is all that is so large");
        }
        return (int) begin;
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
