package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Reads the bytes back as `onnx.proto` has it: which fields are messages is known by their numbers.
class OnnxModelTest {

    /// Path of field numbers → whether what stands there is a message of its own.
    private static final Set<String> MESSAGES = Set.of(".7", ".8", ".7.1", ".7.1.5", ".7.11", ".7.12",
            ".7.11.2", ".7.11.2.1", ".7.11.2.1.2", ".7.11.2.1.2.1", ".7.12.2", ".7.12.2.1", ".7.12.2.1.2", ".7.12.2.1.2.1");

    @Test
    void aNodeWithAnAttribute() {
        OnnxModel gelu = new OnnxModel("Gelu", Map.of("approximate", "tanh"), List.of(new long[] {300}), new long[] {300});
        assertThat(read(gelu)).isEqualTo("""
                .1 9
                .7.1.1 x0
                .7.1.2 y
                .7.1.4 Gelu
                .7.1.5.1 approximate
                .7.1.5.4 tanh
                .7.1.5.20 3
                .7.2 graph
                .7.11.1 x0
                .7.11.2.1.1 1
                .7.11.2.1.2.1.1 300
                .7.12.1 y
                .7.12.2.1.1 1
                .7.12.2.1.2.1.1 300
                .8.1\s
                .8.2 20
                """);
    }

    @Test
    void severalInputsOfSeveralSizes() {
        OnnxModel product = new OnnxModel("MatMul", Map.of(), List.of(new long[] {2, 3}, new long[] {3, 100_000}), new long[] {2, 100_000});
        assertThat(read(product)).contains(".7.1.1 x0\n.7.1.1 x1\n", ".7.11.1 x0\n.7.11.2.1.1 1\n.7.11.2.1.2.1.1 2\n.7.11.2.1.2.1.1 3\n",
                ".7.11.1 x1\n.7.11.2.1.1 1\n.7.11.2.1.2.1.1 3\n.7.11.2.1.2.1.1 100000\n");
    }

    private static String read(OnnxModel model) {
        StringBuilder text = new StringBuilder();
        read(ByteBuffer.wrap(model.bytes()), "", text);
        return text.toString();
    }

    private static void read(ByteBuffer bytes, String path, StringBuilder text) {
        while (bytes.hasRemaining()) {
            int key = (int) varint(bytes);
            String at = path + "." + (key >> 3);
            long number = varint(bytes);
            if ((key & 7) == 0) {
                text.append(at).append(' ').append(number).append('\n');
                continue;
            }
            assertThat(key & 7).isEqualTo(2);
            ByteBuffer content = bytes.slice(bytes.position(), (int) number);
            bytes.position(bytes.position() + (int) number);
            if (MESSAGES.contains(at)) {
                read(content, at, text);
            } else {
                text.append(at).append(' ').append(StandardCharsets.UTF_8.decode(content)).append('\n');
            }
        }
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
