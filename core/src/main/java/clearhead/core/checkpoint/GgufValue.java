package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.RandomAccess;

/// The types of values in the metadata of a GGUF file, in the order of their numbers there.
enum GgufValue {

    UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), FLOAT32(4), BOOL(1), STRING(8), ARRAY(12), UINT64(8), INT64(8), FLOAT64(8);

    private final int bytes;

    GgufValue(int bytes) {
        this.bytes = bytes;
    }

    /// How many bytes it has at least.
    int bytes() {
        return bytes;
    }

    boolean isPlain() {
        return this != STRING && this != ARRAY;
    }

    /// A plain value: [Long], or [BigInteger] beyond its range, [Float], [Double] or [Boolean].
    Object read(Cursor from) {
        return switch (this) {
            case UINT8 -> (long) from.readByte();
            case INT8 -> (long) (byte) from.readByte();
            case UINT16 -> (long) (from.readByte() | from.readByte() << 8);
            case INT16 -> (long) (short) (from.readByte() | from.readByte() << 8);
            case UINT32 -> Integer.toUnsignedLong(from.readInt());
            case INT32 -> (long) from.readInt();
            case FLOAT32 -> Float.intBitsToFloat(from.readInt());
            case BOOL -> from.readByte() != 0;
            case UINT64 -> unsigned(from.readLong());
            case INT64 -> from.readLong();
            case FLOAT64 -> Double.longBitsToDouble(from.readLong());
            case STRING, ARRAY -> throw new AssertionError(this + " is not plain");
        };
    }

    private static Number unsigned(long bits) {
        return bits < 0 ? new BigInteger(Long.toUnsignedString(bits)) : (Number) bits;
    }

    /// Plain values, each made when it is asked for: a list of a million objects would be many times as large as its bytes.
    static final class PlainList extends AbstractList<Object> implements RandomAccess {

        private final GgufValue type;
        private final MemorySegment bytes;

        /// @param bytes stay as they are
        PlainList(GgufValue type, MemorySegment bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        @Override public Object get(int index) {
            return type.read(new Cursor("metadata", "a list", bytes.asSlice((long) index * type.bytes, type.bytes)));
        }

        @Override public int size() {
            return (int) (bytes.byteSize() / type.bytes);
        }
    }
}
