package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.HeaderReader.quote;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.stream.Collectors.joining;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.AtomicFile;
import clearhead.core.BadInput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A [safetensors](https://github.com/huggingface/safetensors) file, open for reading. What it holds is known at once; numbers are read
/// when a tensor is asked for. The file stays mapped into memory, whatever its size, until this is closed; tensors outlive it.
///
/// The format: 8 bytes length of the header, little-endian; the [header][Header], JSON; the data of all tensors, row-major, without gaps.
public final class Safetensors implements AutoCloseable {

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// How many bytes are written at once.
    private static final int CHUNK = 1 << 16;

    /// One tensor as the header describes it.
    ///
    /// @param shape the sizes of the axes; more elements than a Java array holds are possible, and can be named but not read
    /// @param begin where its bytes begin, counted from the end of the header
    /// @param end   where they end
    public record Entry(DType dtype, List<Long> shape, long begin, long end) {

        /// With a copy of the shape.
        public Entry {
            shape = List.copyOf(shape);
        }

        /// How many bytes it has in the file.
        public long bytes() {
            return end - begin;
        }
    }

    private final String file;
    private final Arena arena;
    private final Header header;
    private final MemorySegment data;

    /// @param all the bytes of the file, which `arena` gives free
    Safetensors(String file, Arena arena, MemorySegment all) {
        long length = headerLength(file, all);
        this.file = file;
        this.arena = arena;
        this.data = all.asSlice(Header.PREFIX + length);
        this.header = HeaderReader.read(file, all.asSlice(Header.PREFIX, length), data.byteSize());
    }

    /// Opens a file, and believes none of it before it is checked: every byte must belong to exactly one tensor.
    ///
    /// @throws BadInput if there is no such file or it is not a whole and valid safetensors file
    public static Safetensors read(Path file) {
        if (!Files.isRegularFile(file)) {   // a pipe would block, a device never end
            throw new BadInput(file, Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "is not a regular file"
                    : "does not exist", "a safetensors file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Safetensors(file.toString(), arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException problem) {
            arena.close();
            throw new BadInput(file, "cannot be read: " + problem, "a safetensors file", problem);
        } catch (RuntimeException | Error problem) {
            arena.close();
            throw problem;
        }
    }

    private static long headerLength(String file, MemorySegment all) {
        if (all.byteSize() < Header.PREFIX) {
            throw new BadInput(file, "has %d bytes".formatted(all.byteSize()),
                    "a safetensors file, which begins with the 8-byte length of its header");
        }
        long length = all.get(LENGTH, 0);
        long rest = all.byteSize() - Header.PREFIX;
        if (Long.compareUnsigned(length, rest) > 0) {
            throw new BadInput(file, "announces a header of %s bytes, but only %d follow".formatted(Long.toUnsignedString(length), rest),
                    "a whole safetensors file");
        }
        if (length > Header.MAX) {
            throw new BadInput(file, "has a header of %d bytes".formatted(length), "at most %d".formatted(Header.MAX));
        }
        return length;
    }

    /// Writes these tensors as F32, bit by bit as they are. The same tensors give the same bytes, in whatever order the maps list them;
    /// the file is there whole or not at all.
    ///
    /// @throws BadInput                 if the file cannot be written
    /// @throws IllegalArgumentException if a tensor is called `__metadata__` or a name or value is not Unicode text
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Header header = Header.of(tensors, metadata);
        byte[] text = header.toBytes();
        AtomicFile.write(file, out -> {
            out.write(ByteBuffer.allocate(Header.PREFIX).order(LITTLE_ENDIAN).putLong(text.length).array());
            out.write(text);
            for (String name : header.entries().keySet()) {
                write(out, MemorySegment.ofBuffer(tensors.get(name).buffer()));
            }
        });
    }

    private static void write(OutputStream out, MemorySegment floats) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < floats.byteSize(); at += CHUNK) {
            int size = (int) Math.min(CHUNK, floats.byteSize() - at);
            MemorySegment.copy(floats, ValueLayout.JAVA_FLOAT, at, MemorySegment.ofArray(chunk), DType.FLOAT, 0, size / Float.BYTES);
            out.write(chunk, 0, size);
        }
    }

    /// What the writer noted; the format gives it no meaning.
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /// All tensors by name, in the order of the file.
    public Map<String, Entry> entries() {
        return header.entries();
    }

    /// One tensor, brought to `float`.
    ///
    /// @throws BadInput              if there is none of this name, or it is not of a type that can be read
    /// @throws IllegalStateException if this is closed
    public Tensor tensor(String name) {
        Entry entry = entries().get(name);
        if (entry == null) {
            throw new BadInput(file, "holds no tensor %s, but %s".formatted(quote(name), names()), "a file with this tensor");
        }
        String where = file + ": tensor " + quote(name);
        if (!entry.dtype().isReadable()) {
            throw new BadInput(where, "is of type " + entry.dtype(), "F32, F16, BF16 or F64");
        }
        MemorySegment bytes = data.asSlice(entry.begin(), entry.bytes());
        return Tensor.from(shape(where, entry), values -> entry.dtype().read(bytes, values));
    }

    /// Every tensor by name, in the order of the file.
    ///
    /// @throws BadInput if one is not of a type that can be read; where a file holds such, ask for those that are wanted
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        entries().keySet().forEach(name -> tensors.put(name, tensor(name)));
        return tensors;
    }

    /// Gives the file free.
    @Override public void close() {
        arena.close();
    }

    private static Shape shape(String where, Entry entry) {
        try {
            return Shape.of(entry.shape().stream().mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException | IllegalArgumentException tooLarge) {
            throw new BadInput(where, "has shape " + entry.shape(), "at most as many elements as a Java array holds", tooLarge);
        }
    }

    private String names() {
        int shown = 5;
        String first = entries().keySet().stream().limit(shown).map(HeaderReader::quote).collect(joining(", "));
        int more = entries().size() - shown;
        return entries().isEmpty() ? "none at all" : more > 0 ? first + " and %d more".formatted(more) : first;
    }
}
