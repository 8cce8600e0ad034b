package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// Safetensors files as tests need them, right and wrong.
final class TestFiles {

    private TestFiles() {
    }

    /// A file that came with the tests.
    static Path resource(String name) {
        try {
            return Path.of(TestFiles.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// A file with this header and so many bytes of data, all zero.
    static byte[] bytes(String header, int data) {
        return bytes(header.getBytes(UTF_8), data);
    }

    static byte[] bytes(byte[] header, int data) {
        return ByteBuffer.allocate(Header.PREFIX + header.length + data).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).array();
    }

    /// What `use` makes of a file with these bytes, which is there only meanwhile.
    static <T> T with(byte[] bytes, Function<Path, T> use) {
        try {
            Path file = Files.createTempFile("clearhead-", ".safetensors");
            try {
                Files.write(file, bytes);
                return use.apply(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
