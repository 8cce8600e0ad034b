package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// A table of sorted keys in [LevelDB's format](https://github.com/google/leveldb/blob/main/doc/table_format.md), uncompressed.
///
/// ```
/// blocks of entries, an index block, which says where they are, and 48 bytes that say where it is
/// block: entries, restarts u32 each, number of restarts u32; then type u8 (0: uncompressed), masked CRC-32C u32
/// entry: how much of the key before is shared, how many bytes of key follow, how many of value: varints; key, value
/// ```
final class LevelTable {

    private static final String NEEDED = "a whole TensorFlow index of variables";
    private static final int FOOTER = 48;
    private static final long MAGIC = 0xdb4775248b80fb57L;

    /// Keys grow out of little when they share much. No honest table has so many times its own size of them.
    private static final int GROWTH = 64;

    private final String file;
    private final MemorySegment all;
    private final Map<String, MemorySegment> values = new LinkedHashMap<>();
    private byte[] last = {};
    private long keyBytes;
    private long blocksEnd;

    private LevelTable(String file, MemorySegment all) {
        this.file = file;
        this.all = all;
    }

    @FunctionalInterface
    private interface Entries {
        void entry(byte[] key, MemorySegment value);
    }

    /// The values by key, in order.
    static Map<String, MemorySegment> read(String file, MemorySegment all) {
        LevelTable table = new LevelTable(file, all);
        if (all.byteSize() < FOOTER) {
            throw new BadInput(file, "has %d bytes".formatted(all.byteSize()), NEEDED);
        }
        MemorySegment footer = all.asSlice(all.byteSize() - FOOTER);
        if (new Cursor(file, NEEDED, footer.asSlice(FOOTER - Long.BYTES)).readLong() != MAGIC) {
            throw new BadInput(file, "does not end as a LevelDB table does", NEEDED);
        }
        Cursor handles = new Cursor(file, NEEDED, footer);
        handles.readVarint();                                           // the meta index: where it is,
        handles.readVarint();                                           // and how long
        MemorySegment index = table.block(handles);
        table.blocksEnd = 0;
        table.entries(index, (_, handle) -> table.entries(table.block(new Cursor(file, NEEDED, handle)), table::put));
        return table.values;
    }

    private void put(byte[] key, MemorySegment value) {
        if (!values.isEmpty() && Arrays.compareUnsigned(last, key) >= 0) {
            throw new BadInput(file, "its keys are not in order", NEEDED);
        }
        last = key;
        values.put(new String(key, UTF_8), value);
    }

    /// The entries of the block of which the next two numbers say where it is and how long.
    private MemorySegment block(Cursor handle) {
        long begin = handle.readVarint();
        long size = handle.readVarint();
        if (Long.compareUnsigned(begin, blocksEnd) < 0) {               // or it could be read again and again
            throw new BadInput(file, "its blocks are not in order", NEEDED);
        }
        Cursor from = new Cursor(file, NEEDED, all);
        from.read(begin);
        MemorySegment block = from.read(size);
        blocksEnd = from.position();
        int type = from.readByte();
        int checksum = from.readInt();
        if (type != 0) {
            throw new BadInput(file, "is compressed in the way %d".formatted(type), "an uncompressed table");
        }
        if (checksum != Checksum.masked(all.asSlice(begin, size + 1))) {
            throw new BadInput(file, "is damaged: a checksum is wrong", NEEDED);
        }
        return block;
    }

    private void entries(MemorySegment block, Entries to) {
        if (block.byteSize() < Integer.BYTES) {
            throw new BadInput(file, "has a block of %d bytes".formatted(block.byteSize()), NEEDED);
        }
        int restarts = new Cursor(file, NEEDED, block.asSlice(block.byteSize() - Integer.BYTES)).readInt();
        long end = block.byteSize() - Integer.BYTES - Integer.toUnsignedLong(restarts) * Integer.BYTES;
        if (end < 0) {
            throw new BadInput(file, "has a block with %s restarts".formatted(Integer.toUnsignedString(restarts)), NEEDED);
        }
        Cursor from = new Cursor(file, NEEDED, block.asSlice(0, end));
        byte[] key = {};
        while (from.hasMore()) {
            long shared = from.readVarint();
            long more = from.readVarint();
            long size = from.readVarint();
            byte[] rest = from.readBytes(more);
            if (shared < 0 || shared > key.length) {
                throw new BadInput(file, "has a key that shares %s bytes with one of %d"
                        .formatted(Long.toUnsignedString(shared), key.length), NEEDED);
            }
            keyBytes += shared + rest.length;
            if (keyBytes > GROWTH * all.byteSize()) {
                throw new BadInput(file, "has %d bytes of keys and more, in %d bytes".formatted(keyBytes, all.byteSize()), NEEDED);
            }
            byte[] next = Arrays.copyOf(key, (int) shared + rest.length);
            System.arraycopy(rest, 0, next, (int) shared, rest.length);
            key = next;
            to.entry(key, from.read(size));
        }
    }
}
