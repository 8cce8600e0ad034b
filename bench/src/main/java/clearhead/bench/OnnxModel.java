package clearhead.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// An ONNX model of a single node, written by hand: a format of numbered fields (protobuf), the few of them that are needed. Inputs are
/// called `x0`, `x1`, …, the output `y`; all are floats.
///
/// @param op         the operator, of the standard's version 20
/// @param attributes of the operator, those that are texts
/// @param inputs     the shape of each
/// @param output     its shape
record OnnxModel(String op, Map<String, String> attributes, List<long[]> inputs, long[] output) {

    private static final int FLOAT = 1;
    private static final int TEXT = 3;

    /// The file's content. Numbers and names as in `onnx.proto`.
    byte[] bytes() {
        Message node = new Message();
        Message graph = new Message();
        for (int i = 0; i < inputs.size(); i++) {
            node.text(1, "x" + i);
        }
        node.text(2, "y").text(4, op);
        attributes.forEach((name, value) -> node.message(5, new Message().text(1, name).text(4, value).number(20, TEXT)));
        graph.message(1, node).text(2, "graph");
        for (int i = 0; i < inputs.size(); i++) {
            graph.message(11, tensor("x" + i, inputs.get(i)));
        }
        graph.message(12, tensor("y", output));
        Message operators = new Message().text(1, "").number(2, 20);
        return new Message().number(1, 9).message(7, graph).message(8, operators).bytes.toByteArray();
    }

    private static Message tensor(String name, long[] shape) {
        Message sizes = new Message();
        for (long size : shape) {
            sizes.message(1, new Message().number(1, size));
        }
        Message type = new Message().message(1, new Message().number(1, FLOAT).message(2, sizes));
        return new Message().text(1, name).message(2, type);
    }

    /// Fields one after the other, each with its number and kind in front.
    private record Message(ByteArrayOutputStream bytes) {

        private static final int VARINT = 0;
        private static final int LENGTH = 2;

        Message() {
            this(new ByteArrayOutputStream());
        }

        Message number(int field, long value) {
            varint(field << 3 | VARINT);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return block(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return block(field, value.bytes.toByteArray());
        }

        private Message block(int field, byte[] content) {
            varint(field << 3 | LENGTH);
            varint(content.length);
            bytes.writeBytes(content);
            return this;
        }

        /// Seven bits a byte, the lowest first; the eighth says that more follow.
        private void varint(long value) {
            for (; value >>> 7 != 0; value >>>= 7) {
                bytes.write((int) (value & 0x7f | 0x80));
            }
            bytes.write((int) value);
        }
    }
}
