package clearhead.core.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import clearhead.autograd.Tensor;
import clearhead.core.AtomicFile;
import clearhead.core.BadInput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A [safetensors](https://github.com/huggingface/safetensors) file, open for reading. What it holds is known at once; numbers are read
/// when a tensor is asked for. The file stays mapped into memory, whatever its size, until this is closed; tensors outlive it.
///
/// The format: 8 bytes length of the header, little-endian; the [header][Header], JSON; the data of all tensors, row-major, without gaps.
public final class Safetensors extends Mapped {

    /// How many bytes are written at once.
    private static final int CHUNK = 1 << 16;

    private final Map<String, String> metadata;

    private Safetensors(String file, Arena arena, Header header, MemorySegment data) {
        super(file, arena, tensors(header, data));
        this.metadata = header.metadata();
    }

    private static Map<String, Stored> tensors(Header header, MemorySegment data) {
        Map<String, Stored> tensors = new LinkedHashMap<>();
        header.entries().forEach((name, entry) -> tensors.put(name, new Stored(
                new Entry(entry.dtype().name(), entry.shape(), entry.bytes()),
                data.asSlice(entry.begin(), entry.bytes()), entry.dtype().encoding())));
        return tensors;
    }

    /// Opens a file, and believes none of it before it is checked: every byte must belong to exactly one tensor.
    ///
    /// @throws BadInput if there is no such file or it is not a whole and valid safetensors file
    public static Safetensors read(Path file) {
        return open(file, "a safetensors file", Safetensors::of);
    }

    /// @param all the bytes of the file, which `arena` gives free
    static Safetensors of(String file, Arena arena, MemorySegment all) {
        long length = headerLength(file, all);
        MemorySegment data = all.asSlice(Header.PREFIX + length);
        return new Safetensors(file, arena, HeaderReader.read(file, all.asSlice(Header.PREFIX, length), data.byteSize()), data);
    }

    private static long headerLength(String file, MemorySegment all) {
        if (all.byteSize() < Header.PREFIX) {
            throw new BadInput(file, "has %d bytes".formatted(all.byteSize()),
                    "a safetensors file, which begins with the 8-byte length of its header");
        }
        long length = new Cursor(file, "a safetensors file", all).readLong();
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
        return metadata;
    }

    /// Every tensor by name, in the order of the file.
    ///
    /// @throws BadInput if one is not of a type that can be read; where a file holds such, ask for those that are wanted
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        entries().keySet().forEach(name -> tensors.put(name, tensor(name)));
        return tensors;
    }
}
