package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// A message as it is written down, field by field.
final class ProtobufPen {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ProtobufPen number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    ProtobufPen fixed(int field, int value) {
        varint((long) field << 3 | 5);
        bytes.writeBytes(new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)});
        return this;
    }

    ProtobufPen bytes(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    ProtobufPen text(int field, String value) {
        return bytes(field, value.getBytes(UTF_8));
    }

    ProtobufPen message(int field, ProtobufPen value) {
        return bytes(field, value.toByteArray());
    }

    ProtobufPen append(ProtobufPen other) {
        bytes.writeBytes(other.toByteArray());
        return this;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    ProtobufPen varint(long value) {
        for (long rest = value; ; rest >>>= 7) {
            if (rest >>> 7 == 0) {
                bytes.write((int) rest);
                return this;
            }
            bytes.write((int) (rest & 0x7f | 0x80));
        }
    }
}
