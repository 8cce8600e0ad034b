package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A GGUF file as it is written down, field by field.
final class GgufPen {

    private final ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);

    GgufPen file(int version, long tensors, long values) {
        bytes.put("GGUF".getBytes(UTF_8)).putInt(version).putLong(tensors).putLong(values);
        return this;
    }

    GgufPen text(String text) {
        bytes.putLong(text.length()).put(text.getBytes(UTF_8));
        return this;
    }

    GgufPen tensor(String name, int type, long offset, long... sizes) {
        text(name);
        bytes.putInt(sizes.length);
        Arrays.stream(sizes).forEach(bytes::putLong);
        bytes.putInt(type).putLong(offset);
        return this;
    }

    GgufPen ints(int... values) {
        Arrays.stream(values).forEach(bytes::putInt);
        return this;
    }

    GgufPen data(int count) {
        bytes.position(Math.ceilDiv(bytes.position(), 32) * 32 + count);
        return this;
    }

    byte[] whole() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
