package clearhead.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HostileGgufTest {

    private static final int F32 = 0;
    private static final int Q4_0 = 2;
    private static final int UINT32 = 4;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private static Gguf read(byte[] bytes) {
        return Gguf.of("f", Arena.ofConfined(), MemorySegment.ofArray(bytes));
    }

    private static void assertRefused(String message, Consumer<GgufPen> content) {
        GgufPen pen = new GgufPen();
        content.accept(pen);
        assertThatThrownBy(() -> read(pen.whole())).isInstanceOf(BadInput.class).hasMessage(message);
    }

    @Test void theControlIsRead() {
        byte[] bytes = new GgufPen().file(2, 4, 2)
                .text("general.alignment").ints(UINT32, 32)
                .text("nested").ints(ARRAY, ARRAY).ints(1, 0).ints(STRING, 1, 0).text("deep")
                .tensor("later", F32, 32, 2, 1).tensor("empty", F32, 32, 0, 5).tensor("first", Q4_0, 0, 32).tensor("odd", 77, 64, 3)
                .data(70).whole();

        try (Gguf file = read(bytes)) {
            assertThat(file.metadata().values().get("nested")).isEqualTo(List.of(List.of("deep")));
            assertThat(file.entries().keySet()).containsExactly("later", "empty", "first", "odd");
            assertThat(file.entries().get("later")).isEqualTo(new Weights.Entry("F32", List.of(1L, 2L), 8));
            assertThat(file.entries().get("odd")).isEqualTo(new Weights.Entry("#77", List.of(3L), 6));
            assertThat(file.tensor("empty").toArray()).isEmpty();
            assertThat(file.tensor("first").toArray()).hasSize(32);
            assertThatThrownBy(() -> file.tensor("odd")).isInstanceOf(BadInput.class)
                    .hasMessage("f: tensor 'odd': is of type #77 (need a type that can be read as float)");
        }
    }

    @Test void theFilesAreRefused() {
        Path count = TestFiles.resource("/oracle/gguf/absurd-tensor-count.gguf");
        assertThatThrownBy(() -> Gguf.read(count)).isInstanceOf(BadInput.class).hasMessage(count
                + ": announces 2305843009213693952 tensors, but only 0 bytes follow "
                + "(need a whole GGUF file of version 2 or 3, little-endian)");
        Path length = TestFiles.resource("/oracle/gguf/absurd-string-length.gguf");
        assertThatThrownBy(() -> Gguf.read(length)).isInstanceOf(BadInput.class).hasMessage(length
                + ": ends at byte 35, where 9223372036854775813 more from byte 32 on are needed "
                + "(need a whole GGUF file of version 2 or 3, little-endian)");
    }

    @Test void whatIsWrongIsSaid() {
        String whole = " (need a whole GGUF file of version 2 or 3, little-endian)";
        assertRefused("f: does not begin with 'GGUF'" + whole, pen -> pen.ints(1));
        assertRefused("f: is of version 1" + whole, pen -> pen.file(1, 0, 0));
        assertRefused("f: is of version 50331648, big-endian" + whole, pen -> pen.file(3 << 24, 0, 0));
        assertRefused("f: announces 18446744073709551615 values, but only 0 bytes follow" + whole, pen -> pen.file(3, 0, -1));
        assertRefused("f: has a value of the unknown type 13 before byte 37" + whole, pen -> pen.file(3, 0, 1).text("a").ints(13));
        assertRefused("f: 'a' stands there twice (need every key once)",
                pen -> pen.file(3, 0, 2).text("a").ints(UINT32, 1).text("a").ints(UINT32, 1));
        assertRefused("f: announces 2 values of a list, but only 4 bytes follow" + whole,
                pen -> pen.file(3, 0, 1).text("a").ints(ARRAY, UINT32, 2, 0, 0));
        assertRefused("f: holds lists of lists, deeper than 4" + whole, pen -> pen.file(3, 0, 1).text("a").ints(ARRAY)
                .ints(ARRAY, 1, 0, ARRAY, 1, 0, ARRAY, 1, 0, ARRAY, 1, 0, ARRAY, 1, 0, UINT32, 0, 0));
        assertRefused("f: general.alignment is 33 (need a power of two)",
                pen -> pen.file(3, 0, 1).text("general.alignment").ints(UINT32, 33));
        assertRefused("f: 'general.alignment': is 'x' (need a whole number)",
                pen -> pen.file(3, 0, 1).text("general.alignment").ints(STRING).text("x"));
    }

    @Test void soAreWrongTensors() {
        assertRefused("f: tensor 'a': has 5 axes (need at most 4)", pen -> pen.file(3, 1, 0).tensor("a", F32, 0, 1, 1, 1, 1, 1));
        assertRefused("f: tensor 'a' stands there twice (need every name once)",
                pen -> pen.file(3, 2, 0).tensor("a", F32, 0, 1).tensor("a", F32, 0, 1));
        assertRefused("f: tensor 'a': has rows of 31 numbers (need whole blocks of 32 for Q4_0)",
                pen -> pen.file(3, 1, 0).tensor("a", Q4_0, 0, 31).data(99));
        assertRefused("f: tensor 'a': F32 of shape [4611686018427387904, 4] has more bytes than a 64-bit number can count "
                + "(need the shape of the data)", pen -> pen.file(3, 1, 0).tensor("a", F32, 0, 4, 1L << 62));
        assertRefused("f: tensor 'a': F32 of shape [-2, -1] has more bytes than a 64-bit number can count (need the shape of the data)",
                pen -> pen.file(3, 1, 0).tensor("a", F32, 0, -1, -2).data(8));
        assertRefused("f: tensor 'a': has 8 bytes from byte 32 of the data on, but the file holds 36 bytes of data (need the whole file)",
                pen -> pen.file(3, 1, 0).tensor("a", F32, 32, 2).data(36));
        assertRefused("f: tensor 'a': has 4 bytes from byte 18446744073709551615 of the data on, but the file holds 8 bytes of data "
                + "(need the whole file)", pen -> pen.file(3, 1, 0).tensor("a", F32, -1, 1).data(8));
        assertRefused("f: tensor 'b': overlaps tensor 'a' (need tensors that do not overlap)",
                pen -> pen.file(3, 2, 0).tensor("a", F32, 32, 1).tensor("b", F32, 0, 9).data(36));
    }

    @Test void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.resource("/oracle/gguf/tiny-llama-q40.gguf"));
        for (int length = 0; length < whole.length; length += length < 4000 ? 7 : 997) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(BadInput.class);
        }
    }
}
