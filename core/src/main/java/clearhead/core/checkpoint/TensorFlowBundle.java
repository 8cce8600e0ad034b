package clearhead.core.checkpoint;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The variables of a TensorFlow model as `tf.train.Saver` writes them: `variables.index`, a [table][LevelTable] of what there is, and
/// one or several `variables.data-00000-of-00001` with the numbers. Names and shapes are TensorFlow's: the `kernel` of a layer is
/// `[in, out]`.
public final class TensorFlowBundle extends Mapped {

    private static final String NEEDED = "a whole TensorFlow index of variables";

    /// More files than a model has.
    private static final int MAX_SHARDS = 1000;

    private final Map<String, BundleEntry> variables;
    private final Map<String, Stored> tensors;

    private TensorFlowBundle(String source, Arena arena, Map<String, BundleEntry> variables, Map<String, Stored> tensors) {
        super(source, arena, tensors);
        this.variables = variables;
        this.tensors = tensors;
    }

    /// What gives the bytes of shard `number` of `count`.
    @FunctionalInterface
    interface Shard {
        MemorySegment open(int number, int count);
    }

    /// Opens an index and the data beside it, and believes none of it before it is checked.
    ///
    /// @throws BadInput if something is missing, or not whole and valid
    public static TensorFlowBundle read(Path index) {
        return open(index, "a TensorFlow index of variables", (source, arena, all) -> {
            String name = index.getFileName().toString();
            String stem = name.endsWith(".index") ? name.substring(0, name.length() - ".index".length()) : name;
            return of(source, arena, all, (number, count) -> map(index.resolveSibling(data(stem, number, count)), arena));
        });
    }

    /// The name of a file with numbers.
    static String data(String stem, int number, int count) {
        return "%s.data-%05d-of-%05d".formatted(stem, number, count);
    }

    private static MemorySegment map(Path file, Arena arena) {
        requireFile(file, "the data of a TensorFlow index");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException problem) {
            throw new BadInput(file, "cannot be read: " + problem, "the data of a TensorFlow index", problem);
        }
    }

    /// @param arena gives the bytes free
    static TensorFlowBundle of(String source, Arena arena, MemorySegment index, Shard shard) {
        Map<String, MemorySegment> table = LevelTable.read(source, index);
        int count = shards(source, table.getOrDefault("", MemorySegment.NULL));
        List<MemorySegment> shards = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            shards.add(shard.open(number, count));
        }
        Map<String, BundleEntry> variables = new LinkedHashMap<>();
        Map<String, Stored> tensors = new LinkedHashMap<>();
        table.forEach((name, message) -> {
            if (!name.isEmpty()) {
                BundleEntry entry = BundleEntry.read(where(source, name), NEEDED, message);
                variables.put(name, entry);
                tensors.put(name, entry.in(where(source, name), shards));
            }
        });
        return new TensorFlowBundle(source, arena, variables, tensors);
    }

    /// From the entry without a name, the `BundleHeaderProto`: field 1 counts the shards, field 2 is 1 for big-endian.
    private static int shards(String source, MemorySegment header) {
        long[] numbers = new long[3];
        Protobuf.read(source, NEEDED, header, (number, value, _) -> {
            if (number == 1 || number == 2) {
                numbers[number] = value;
            }
        });
        if (numbers[2] != 0) {
            throw new BadInput(source, "is big-endian", "a little-endian bundle");
        }
        if (numbers[1] < 1 || numbers[1] > MAX_SHARDS) {
            throw new BadInput(source, "announces %s data files".formatted(Long.toUnsignedString(numbers[1])), "1 to " + MAX_SHARDS);
        }
        return (int) numbers[1];
    }

    @Override public Tensor tensor(String name) {
        requireWhole(name);
        return super.tensor(name);
    }

    @Override public Tensor transposed(String name) {
        requireWhole(name);
        return super.transposed(name);
    }

    /// Compares the checksum, now that the numbers are wanted.
    private void requireWhole(String name) {
        if (tensors.containsKey(name) && Checksum.masked(tensors.get(name).data()) != variables.get(name).checksum()) {
            throw new BadInput(where(source(), name), "is damaged: its checksum is wrong", "the file as it was written");
        }
    }
}
