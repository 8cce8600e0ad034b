package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.bytes;
import static clearhead.core.checkpoint.TestFiles.resource;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Every way to be wrong, and the one line that says so.
class HostileFilesTest {

    @TempDir private Path folder;
    private Path file;

    @BeforeEach void name() {
        file = folder.resolve("f");
    }

    @Test void theControlIsRead() {
        try (Safetensors ok = Safetensors.read(resource("hostile/ok.safetensors"))) {
            assertThat(ok.tensors()).hasSize(2);
            assertThat(ok.tensor("a").toArray()).containsExactly(0, 1);
            assertThat(ok.tensor("b").toArray()).containsExactly(2, 3);
            assertThat(ok.metadata()).isEqualTo(Map.of());
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "refused-files.csv", delimiter = '|', quoteCharacter = '`')
    void theFilesAreRefused(String name, String message) {
        assertRefused(resource("hostile/" + name + ".safetensors"), message);
    }

    /// Headers with ' for ", followed by 8 bytes of data.
    @ParameterizedTest
    @CsvFileSource(resources = "refused-headers.csv", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 1000)
    void theHeadersAreRefused(String header, String message) throws IOException {
        Files.write(file, bytes(header.replace('\'', '"'), 8));

        assertRefused(file, message);
    }

    @Test void theHeaderMustBeUtf8() throws IOException {
        String header = "{\"ä\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        Files.write(file, bytes(header.getBytes(UTF_8), 8));
        Safetensors.read(file).close();

        Files.write(file, bytes(header.getBytes(ISO_8859_1), 8));
        assertRefused(file, "the header is not UTF-8 (need a safetensors file)");

        Files.write(file, bytes(header.replace("ä", "À\u0080").getBytes(ISO_8859_1), 8));   // overlong: NUL in two bytes
        assertRefused(file, "the header is not UTF-8 (need a safetensors file)");

        Files.write(file, bytes(header.getBytes(UTF_16LE), 8));
        assertRefused(file, "the header is not UTF-8 (need a safetensors file)");
    }

    @Test void aHeaderMayBeLongButItsEntriesMayNot() throws IOException {
        Files.write(file, bytes("{\"a\":{\"shape\":[" + "1,".repeat(1000) + "1]}}", 8));
        assertRefused(file, "tensor 'a': shape has more than 64 entries (need at most so many axes)");

        Files.write(file, bytes("{\"" + "n".repeat(100_000) + "\":0}", 8));
        assertRefused(file, "tensor '" + "n".repeat(80) + "…': has '0' (need an object with dtype, shape and data_offsets)");

        Files.write(file, bytes("{\"a\":{\"shape\":[" + "1".repeat(100_000) + "]}}", 8));
        assertRefused(file, "the header holds a number of absurd length (need a safetensors file)");

        Files.write(file, bytes("{\"a\":" + "[".repeat(100_000), 8));
        assertRefused(file, "tensor 'a': has '[' (need an object with dtype, shape and data_offsets)");
    }

    @Test void namesAreCounted() throws IOException {
        String numbers = IntStream.rangeClosed(0, 1_000_000).mapToObj(i -> "\"%x\":\"\"".formatted(i)).collect(joining(","));
        Files.write(file, bytes("{\"__metadata__\":{" + numbers + "}}", 0));
        assertRefused(file, "__metadata__: has more than 1000000 names (need at most so many)");

        String entry = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
        Files.write(file, bytes("{" + numbers.replace("\"\"", entry) + "}", 0));
        assertRefused(file, "has more than 1000000 names (need at most so many)");
    }

    @Test void headersHaveALimit() throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, SPARSE, WRITE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(Header.MAX + 1).flip());
            channel.write(ByteBuffer.allocate(1), Header.MAX + 8);
        }

        assertRefused(file, "has a header of 100000001 bytes (need at most 100000000)");
    }

    @Test void lengthsAreUnsigned() throws IOException {
        Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});

        assertRefused(file, "announces a header of 18446744073709551615 bytes, but only 2 follow (need a whole safetensors file)");
    }

    @Test void thereMustBeAFile() throws IOException {
        assertRefused(file, "does not exist (need a safetensors file)");
        assertRefused(folder, "is a folder (need a safetensors file)");

        Files.createFile(file);
        assertRefused(file, "has 0 bytes (need a safetensors file, which begins with the 8-byte length of its header)");
        Files.write(file, new byte[7]);
        assertRefused(file, "has 7 bytes (need a safetensors file, which begins with the 8-byte length of its header)");
        Files.write(file, new byte[8]);
        assertRefused(file, "the header does not begin with '{' (need a safetensors file)");
    }

    /// Wherever a file is cut, it is noticed.
    @Test void everyCutIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(resource("reference/golden.safetensors"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(file)).as("%d bytes", length).isInstanceOf(BadInput.class);
        }
    }

    @Test void aModelCutInHalfIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(resource("oracle/gpt2-f16.safetensors"));
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        assertRefused(file, "tensor 'transformer.h.1.mlp.c_fc.weight': ends at byte 42560 of the data, "
                + "but the file holds 38040 bytes of data (need the whole file: it is cut short or its header is wrong)");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(BadInput.class).hasMessage(file + ": " + message);
    }
}
