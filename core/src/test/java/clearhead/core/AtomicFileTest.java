package clearhead.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir private Path folder;
    private Path file;

    @BeforeEach void thereIsAFile() throws IOException {
        file = folder.resolve("notes");
        Files.writeString(file, "before");
    }

    @Test void replacesWhatIsThere() throws IOException {
        AtomicFile.write(file, out -> out.write("after".getBytes(UTF_8)));

        assertThat(file).hasContent("after");
        assertThat(names()).containsExactly("notes");
    }

    @Test void untilAllIsWrittenTheOldStands() {
        AtomicFile.write(file, out -> {
            out.write("aft".getBytes(UTF_8));
            assertThat(file).hasContent("before");
            out.write("er".getBytes(UTF_8));
        });

        assertThat(file).hasContent("after");
    }

    @Test void afterAFailureNothingHasChanged() throws IOException {
        IllegalStateException ours = new IllegalStateException("ours");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
            out.write("half".getBytes(UTF_8));
            throw ours;
        })).isSameAs(ours);
        assertThat(file).hasContent("before");

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
            out.write("half".getBytes(UTF_8));
            throw new IOException("No space left on device");
        })).isInstanceOf(BadInput.class).hasMessage(file
                + ": cannot be written: java.io.IOException: No space left on device (need a folder with space where one may write)");
        assertThat(file).hasContent("before");

        assertThat(names()).containsExactly("notes");
    }

    @Test void aMissingFolderIsNamed() {
        Path nowhere = folder.resolve("missing/notes");

        assertThatThrownBy(() -> AtomicFile.write(nowhere, out -> out.write(1))).isInstanceOf(BadInput.class)
                .hasMessage(nowhere + ": cannot be written: its folder does not exist (need a folder with space where one may write)");
    }

    @Test void onlyFilesAreReplaced() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));

        assertThatThrownBy(() -> AtomicFile.write(inner, out -> out.write(1))).isInstanceOf(BadInput.class).hasMessage(inner
                + ": cannot be written: it is not a regular file (need the name of a file, new or to be replaced)");
        assertThat(inner).isEmptyDirectory();
        assertThat(names()).containsExactlyInAnyOrder("notes", "inner");
    }

    @Test void aLinkStaysALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("notes"));

        AtomicFile.write(link, out -> out.write("after".getBytes(UTF_8)));

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("after");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
