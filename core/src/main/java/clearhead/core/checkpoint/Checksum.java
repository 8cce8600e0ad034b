package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// CRC-32C as LevelDB and TensorFlow write it.
final class Checksum {

    /// As much as one buffer can show.
    private static final long PIECE = 1L << 30;

    private Checksum() {
    }

    /// Rotated and shifted, so that the checksum of bytes that hold a checksum of themselves is no special one.
    static int masked(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            crc.update(bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
        }
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
