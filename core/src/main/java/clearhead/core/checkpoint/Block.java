package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A type that packs its numbers into blocks: a few bits for each, and what they have in common, such as a scale, once.
///
/// @param values how many numbers a block holds
/// @param bytes  in how many bytes
record Block(int values, int bytes, Unpacking unpacking) implements Encoding {

    /// The formula of one block.
    @FunctionalInterface
    interface Unpacking {

        /// Writes the numbers of `block` into `values` from `at` on.
        void unpack(byte[] block, float[] values, int at);
    }

    @Override public void read(MemorySegment data, long first, float[] to, int at, int count) {
        byte[] block = new byte[bytes];
        long from = first / values * bytes;
        for (int done = 0; done < count; done += values, from += bytes) {
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, from, block, 0, bytes);
            unpacking.unpack(block, to, at + done);
        }
    }

    /// The half-precision number at this place of a block.
    static float half(byte[] block, int at) {
        return Float.float16ToFloat((short) (block[at] & 0xff | block[at + 1] << 8));
    }
}
