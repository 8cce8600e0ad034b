package clearhead.core.checkpoint;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;

/// [Protocol buffers](https://protobuf.dev/programming-guides/encoding/) as they lie in memory: a message is a row of fields, each a
/// number that says which, and its value: a whole number, or bytes, which may be a message again. What a field means the caller knows;
/// those it does not know it skips, and so nothing is kept of them.
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /// Told every field of a message, in the order of the file.
    @FunctionalInterface
    interface Fields {

        /// @param number what the message's description calls it
        /// @param value  of a number; 0 if the field has bytes
        /// @param bytes  where they are; none if the field is a number
        void field(int number, long value, MemorySegment bytes);
    }

    private Protobuf() {
    }

    /// @param needed what messages say the file should be
    static void read(String file, String needed, MemorySegment message, Fields fields) {
        Cursor from = new Cursor(file, needed, message);
        while (from.hasMore()) {
            long tag = from.readVarint();
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case VARINT -> fields.field(number, from.readVarint(), MemorySegment.NULL);
                case FIXED64 -> fields.field(number, from.readLong(), MemorySegment.NULL);
                case BYTES -> fields.field(number, 0, from.read(from.readVarint()));
                case FIXED32 -> fields.field(number, from.readInt(), MemorySegment.NULL);
                default -> throw new BadInput(file, "holds a field of the unknown kind %d".formatted(tag & 7), needed);
            }
        }
    }
}
