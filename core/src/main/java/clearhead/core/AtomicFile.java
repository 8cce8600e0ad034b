package clearhead.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes a file that is there whole or not at all: first beside its place under another name, then moved. Whoever reads meanwhile, or
/// after a failure, a kill or a power cut, finds what was there before.
public final class AtomicFile {

    /// What goes into the file.
    @FunctionalInterface
    public interface Content {

        /// Writes all of it; the caller closes.
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {
    }

    /// Makes or replaces `file`. If `content` throws, nothing has changed.
    ///
    /// @throws BadInput if there is no such folder, no permission, no space, or something there that is not a file
    public static void write(Path file, Content content) {
        // A rename would happily put a file in the place of a device: as root, /dev/null would be gone.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadInput(file, "cannot be written: it is not a regular file", "the name of a file, new or to be replaced");
        }
        Path half = file.resolveSibling(".clearhead-%s.tmp".formatted(UUID.randomUUID()));
        try {
            try (FileChannel channel = FileChannel.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);   // or a power cut after the move could leave the name without the bytes
            }
            Path target = Files.exists(file) ? file.toRealPath() : file;   // a link stays a link
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException problem) {
            throw new BadInput(file, "cannot be written: " + reason(problem), "a folder with space where one may write", problem);
        } finally {
            delete(half);
        }
    }

    private static void delete(Path half) {
        try {
            Files.deleteIfExists(half);
        } catch (IOException stays) {
            // What went wrong before is what the caller must hear of, and the file itself is as it should be.
        }
    }

    private static String reason(IOException problem) {
        return switch (problem) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "access is denied";
            default -> problem.toString();
        };
    }
}
