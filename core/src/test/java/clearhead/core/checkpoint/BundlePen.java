package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A TensorFlow bundle as it is written down, entry by entry.
final class BundlePen {

    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private byte[] last = {};

    BundlePen header() {
        return entry("", new ProtobufPen().number(1, 1));
    }

    BundlePen floats(String name, MemorySegment data, int offset, int... shape) {
        int size = 4 * Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return entry(name, variable(1, size, offset, Checksum.masked(data.asSlice(offset, size)), shape));
    }

    static ProtobufPen variable(int type, int size, int offset, int checksum, int... shape) {
        ProtobufPen axes = new ProtobufPen();
        for (int axis : shape) {
            axes.message(2, new ProtobufPen().number(1, axis));
        }
        return new ProtobufPen().number(1, type).message(2, axes).number(4, offset).number(5, size).fixed(6, checksum);
    }

    BundlePen entry(String name, ProtobufPen value) {
        byte[] key = name.getBytes(UTF_8);
        int mismatch = Arrays.mismatch(last, key);
        int shared = mismatch < 0 ? key.length : mismatch;
        last = key;
        return entry(shared, Arrays.copyOfRange(key, shared, key.length), value.toByteArray());
    }

    BundlePen entry(int shared, byte[] rest, byte[] value) {
        block.writeBytes(new ProtobufPen().varint(shared).varint(rest.length).varint(value.length).toByteArray());
        block.writeBytes(rest);
        block.writeBytes(value);
        return this;
    }

    /// Entries that are written down already.
    BundlePen entries(byte[] written) {
        block.writeBytes(written);
        return this;
    }

    byte[] entries() {
        return block.toByteArray();
    }

    /// The table: one block of all entries, and as often as `repeat` says a line for it in the index.
    byte[] table(int type, int repeat) {
        byte[] data = block(type);
        BundlePen index = new BundlePen();
        for (int i = 0; i < repeat; i++) {
            index.entry(0, new byte[] {'z'}, handle(0, data.length - 5));
        }
        byte[] lines = index.block(0);
        ByteBuffer all = ByteBuffer.allocate(data.length + lines.length + 48).order(ByteOrder.LITTLE_ENDIAN).put(data).put(lines);
        all.put(handle(0, 0)).put(handle(data.length, lines.length - 5));
        return all.putLong(all.capacity() - 8, 0xdb4775248b80fb57L).array();
    }

    byte[] table() {
        return table(0, 1);
    }

    private static byte[] handle(int begin, int size) {
        return new ProtobufPen().varint(begin).varint(size).toByteArray();
    }

    private byte[] block(int type) {
        ByteBuffer all = ByteBuffer.allocate(block.size() + 4 + 4 + 1 + 4).order(ByteOrder.LITTLE_ENDIAN);
        all.put(block.toByteArray()).putInt(0).putInt(1).put((byte) type);
        return all.putInt(Checksum.masked(MemorySegment.ofArray(all.array()).asSlice(0, all.position()))).array();
    }

    static TensorFlowBundle read(byte[] table, MemorySegment data) {
        return TensorFlowBundle.of("f", Arena.ofConfined(), MemorySegment.ofArray(table), (number, count) -> data);
    }
}
