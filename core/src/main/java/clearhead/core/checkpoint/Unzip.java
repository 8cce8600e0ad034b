package clearhead.core.checkpoint;

import clearhead.core.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.ZipEntry;

/// Brings an entry of a ZIP file into memory.
final class Unzip {

    /// What fits into the second-level cache, so that the second copy of the bytes costs next to nothing.
    private static final int CHUNK = 1 << 16;

    /// Deflate cannot make more than 1032 bytes of one.
    private static final long GROWTH = 1032;

    private Unzip() {
    }

    /// All bytes of an entry, outside the heap.
    static MemorySegment read(String where, InputStream in, ZipEntry entry, Arena arena) throws IOException {
        long size = entry.getSize();
        if (size < 0 || size / GROWTH > entry.getCompressedSize()) {
            throw new BadInput(where, "is said to have %d bytes in %d".formatted(size, entry.getCompressedSize()), "a whole ZIP file");
        }
        MemorySegment all = arena.allocate(size);
        byte[] chunk = new byte[CHUNK];
        long at = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            if (count > size - at) {
                throw new BadInput(where, "has more than the %d bytes that it is said to have".formatted(size), "a whole ZIP file");
            }
            MemorySegment.copy(chunk, 0, all, ValueLayout.JAVA_BYTE, at, count);
            at += count;
        }
        if (at < size) {
            throw new BadInput(where, "has %d bytes, not %d".formatted(at, size), "a whole ZIP file");
        }
        return all;
    }
}
