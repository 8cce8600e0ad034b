package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowBundleTest {

    private static final String WHOLE = " (need a whole TensorFlow index of variables)";

    private final byte[] numbers = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1).putFloat(2).putFloat(3).putFloat(4).putFloat(5).putFloat(6).putFloat(7).array();
    private final MemorySegment data = MemorySegment.ofArray(numbers);

    @Test void variablesAreReadFromTheirFile(@TempDir Path folder) throws IOException {
        Path index = folder.resolve("variables.index");
        Files.write(index, new BundlePen().header().floats("bert/bias", data, 24).floats("bert/kernel", data, 0, 2, 3)
                .entry("bert/step", BundlePen.variable(9, 8, 0, 0)).entry("bert/text", BundlePen.variable(7, 3, 0, 0)).table());
        Files.write(folder.resolve("variables.data-00000-of-00001"), numbers);

        try (TensorFlowBundle bundle = TensorFlowBundle.read(index)) {
            assertThat(bundle.entries().keySet()).containsExactly("bert/bias", "bert/kernel", "bert/step", "bert/text");
            assertThat(bundle.entries().get("bert/kernel")).isEqualTo(new Weights.Entry("F32", List.of(2L, 3L), 24));
            assertThat(bundle.entries().get("bert/text").type()).isEqualTo("#7");
            assertThat(bundle.tensor("bert/bias").item()).isEqualTo(7);
            assertThat(bundle.tensor("bert/kernel").toArray()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(bundle.transposed("bert/kernel").toArray()).containsExactly(1, 4, 2, 5, 3, 6);
        }

        Files.delete(folder.resolve("variables.data-00000-of-00001"));
        assertThatThrownBy(() -> TensorFlowBundle.read(index)).isInstanceOf(BadInput.class)
                .hasMessage(folder.resolve("variables.data-00000-of-00001") + ": does not exist (need the data of a TensorFlow index)");
    }

    /// The check value of CRC-32C is that of its definition, for the digits 1 to 9; the mask is LevelDB's.
    @Test void checksumsAreMasked() {
        int crc = 0xe3069283;
        assertThat(Checksum.masked(MemorySegment.ofArray("123456789".getBytes(UTF_8)))).isEqualTo((crc >>> 15 | crc << 17) + 0xa282ead8);
    }

    @Test void damagedNumbersAreNoticed() {
        byte[] table = new BundlePen().header().floats("a", data, 0, 2).floats("b", data, 8, 2).table();
        numbers[9] ^= 1;

        try (TensorFlowBundle bundle = BundlePen.read(table, data)) {
            assertThat(bundle.tensor("a").toArray()).containsExactly(1, 2);
            assertThatThrownBy(() -> bundle.tensor("b")).isInstanceOf(BadInput.class)
                    .hasMessage("f: tensor 'b': is damaged: its checksum is wrong (need the file as it was written)");
        }
    }

    @Test void soAreDamagedTables() {
        byte[] table = new BundlePen().header().floats("a", data, 0, 2).table();
        for (int i = 0; i < table.length - 48; i++) {
            byte[] damaged = table.clone();
            damaged[i] ^= 4;
            assertRefused(damaged, "is damaged: a checksum is wrong" + WHOLE, "is compressed in the way 4 (need an uncompressed table)");
        }
        assertRefused(new byte[47], "has 47 bytes" + WHOLE);
        assertRefused(new byte[48], "does not end as a LevelDB table does" + WHOLE);
    }

    @Test void whatIsWrongIsSaid() {
        ProtobufPen header = new ProtobufPen().number(1, 1);
        assertRefused(new BundlePen().table(1, 1), "is compressed in the way 1 (need an uncompressed table)");
        assertRefused(new BundlePen().header().table(0, 2), "its blocks are not in order" + WHOLE);
        assertRefused(new BundlePen().floats("b", data, 0).floats("a", data, 0).table(), "its keys are not in order" + WHOLE);
        assertRefused(new BundlePen().entry(1, new byte[1], new byte[1]).table(), "has a key that shares 1 bytes with one of 0" + WHOLE);
        assertRefused(new BundlePen().table(), "announces 0 data files (need 1 to 1000)");
        assertRefused(new BundlePen().entry("", new ProtobufPen().number(1, -1)).table(),
                "announces 18446744073709551615 data files (need 1 to 1000)");
        assertRefused(new BundlePen().entry("", header.number(2, 1)).table(), "is big-endian (need a little-endian bundle)");
        assertVariableRefused(new ProtobufPen().number(3, 1), "is in file 1 of 1 (need the files that there are)");
        assertVariableRefused(new ProtobufPen().message(7, new ProtobufPen()), "is cut into slices (need whole variables)");
        assertVariableRefused(BundlePen.variable(1, 4, 25, 0), "has 4 bytes from byte 25 on, but the file holds 28 (need the whole file)");
        assertVariableRefused(BundlePen.variable(1, 8, 0, 0, 3), "has 8 bytes for F32 of shape [3] (need as many as that takes)");
        assertVariableRefused(BundlePen.variable(1, 4, 0, 0, -1, -1), "has 4 bytes for F32 of shape [-1, -1] (need as many as that takes)");
    }

    /// Keys that share nearly all would grow with the square of the file.
    @Test void keysDoNotGrowWithoutEnd() {
        BundlePen pen = new BundlePen().header().entry(0, "k".repeat(1000).getBytes(UTF_8), new byte[0]);
        for (int i = 0; i < 1000; i++) {
            pen.entry(1000 + i, new byte[] {'k'}, new byte[0]);
        }
        byte[] table = pen.table();
        assertThatThrownBy(() -> BundlePen.read(table, data)).isInstanceOf(BadInput.class).hasMessageMatching(
                "f: has \\d+ bytes of keys and more, in \\d+ bytes" + WHOLE.replace("(", "\\(").replace(")", "\\)"));
    }

    private void assertVariableRefused(ProtobufPen variable, String message) {
        assertRefused(new BundlePen().header().entry("v", variable).table(), "tensor 'v': " + message);
    }

    private void assertRefused(byte[] table, String... messages) {
        assertThatThrownBy(() -> BundlePen.read(table, data)).isInstanceOf(BadInput.class)
                .satisfies(refused -> assertThat(messages).contains(refused.getMessage().substring("f: ".length())));
    }
}
