package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Names.quote;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Weights whose bytes are in memory, or seem to be, because the file is mapped: what all formats have in common once they have found
/// out where each tensor lies.
abstract class Mapped implements Weights {

    private final String source;
    private final Arena arena;
    private final Map<String, Stored> tensors;
    private final Map<String, Entry> entries;

    /// What a file is made of, once it is mapped.
    @FunctionalInterface
    interface Format<W> {

        /// @param all the bytes of the file, which `arena` gives free; the result does so when it is closed
        W read(String source, Arena arena, MemorySegment all);
    }

    /// @param arena what holds the bytes of the tensors
    Mapped(String source, Arena arena, Map<String, Stored> tensors) {
        this.source = source;
        this.arena = arena;
        this.tensors = tensors;
        Map<String, Entry> listed = new LinkedHashMap<>();
        tensors.forEach((name, stored) -> listed.put(name, stored.entry()));
        this.entries = Collections.unmodifiableMap(listed);
    }

    /// Maps a whole file. Of one that is refused nothing stays open.
    ///
    /// @param needed what messages say the file should be: `a GGUF file`
    static <W> W open(Path file, String needed, Format<W> format) {
        requireFile(file, needed);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return format.read(file.toString(), arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException problem) {
            arena.close();
            throw new BadInput(file, "cannot be read: " + problem, needed, problem);
        } catch (RuntimeException | Error problem) {
            arena.close();
            throw problem;
        }
    }

    static void requireFile(Path file, String needed) {
        if (!Files.isRegularFile(file)) {   // a pipe would block, a device never end
            throw new BadInput(file, Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "is not a regular file"
                    : "does not exist", needed);
        }
    }

    @Override public String source() {
        return source;
    }

    @Override public Map<String, Entry> entries() {
        return entries;
    }

    @Override public Tensor tensor(String name) {
        return stored(name).tensor(where(source, name));
    }

    @Override public Tensor transposed(String name) {
        return stored(name).transposed(where(source, name));
    }

    @Override public void close() {
        arena.close();
    }

    static String where(String source, String name) {
        return source + ": tensor " + quote(name);
    }

    static BadInput missing(String source, String name, Set<String> names) {
        return new BadInput(source, "holds no tensor %s, but %s".formatted(quote(name), Names.list(names)), "a file with this tensor");
    }

    private Stored stored(String name) {
        if (!tensors.containsKey(name)) {
            throw missing(source, name, tensors.keySet());
        }
        return tensors.get(name);
    }
}
