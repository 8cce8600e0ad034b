package clearhead.core.checkpoint;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a TensorFlow bundle says about one variable, its `BundleEntryProto`.
///
/// @param type     the number of its type
/// @param shard    in which file its numbers are
/// @param offset   from which byte on
/// @param size     how many bytes
/// @param checksum their CRC-32C, masked
record BundleEntry(int type, List<Long> shape, int shard, long offset, long size, int checksum) {

    private static final int MAX_AXES = 64;

    /// The numbers of TensorFlow's types, by the names that [DType] has for them.
    private static final Map<Integer, DType> TYPES = Map.ofEntries(Map.entry(1, DType.F32), Map.entry(2, DType.F64),
            Map.entry(3, DType.I32), Map.entry(4, DType.U8), Map.entry(5, DType.I16), Map.entry(6, DType.I8), Map.entry(8, DType.C64),
            Map.entry(9, DType.I64), Map.entry(10, DType.BOOL), Map.entry(14, DType.BF16), Map.entry(17, DType.U16),
            Map.entry(19, DType.F16), Map.entry(22, DType.U32), Map.entry(23, DType.U64));

    /// @param where names it in messages
    static BundleEntry read(String where, String needed, MemorySegment message) {
        long[] numbers = new long[8];
        List<Long> shape = new ArrayList<>();
        Protobuf.read(where, needed, message, (number, value, bytes) -> {
            switch (number) {
                case 1, 3, 4, 5, 6 -> numbers[number] = value;
                case 2 -> shape(where, needed, bytes, shape);
                case 7 -> throw new BadInput(where, "is cut into slices", "whole variables");
                default -> { }
            }
        });
        return new BundleEntry((int) numbers[1], List.copyOf(shape), (int) numbers[3], numbers[4], numbers[5], (int) numbers[6]);
    }

    /// A `TensorShapeProto`: field 2 are the axes, of which field 1 is the size, absent if it is 0.
    private static void shape(String where, String needed, MemorySegment message, List<Long> shape) {
        Protobuf.read(where, needed, message, (number, _, axis) -> {
            if (number == 2) {
                if (shape.size() == MAX_AXES) {
                    throw new BadInput(where, "has more than %d axes".formatted(MAX_AXES), needed);
                }
                long[] size = new long[1];
                Protobuf.read(where, needed, axis, (field, value, _) -> size[0] = field == 1 ? value : size[0]);
                shape.add(size[0]);
            }
        });
    }

    /// Where it lies.
    ///
    /// @param shards the bytes of all files
    Stored in(String where, List<MemorySegment> shards) {
        if (shard < 0 || shard >= shards.size()) {
            throw new BadInput(where, "is in file %s of %d".formatted(Integer.toUnsignedString(shard), shards.size()),
                    "the files that there are");
        }
        MemorySegment data = shards.get(shard);
        if (offset < 0 || size < 0 || offset > data.byteSize() || size > data.byteSize() - offset) {
            throw new BadInput(where, "has %s bytes from byte %s on, but the file holds %d".formatted(Long.toUnsignedString(size),
                    Long.toUnsignedString(offset), data.byteSize()), "the whole file");
        }
        Optional<DType> known = Optional.ofNullable(TYPES.get(type));
        known.ifPresent(dtype -> requireSize(where, dtype));
        return new Stored(new Weights.Entry(known.map(Enum::name).orElse("#" + type), shape, size), data.asSlice(offset, size),
                known.flatMap(DType::encoding));
    }

    private void requireSize(String where, DType dtype) {
        try {
            if (shape.stream().allMatch(axis -> axis >= 0) && dtype.bits(shape) == Math.multiplyExact(size, Byte.SIZE)) {
                return;
            }
        } catch (ArithmeticException overflow) {
            // Then it is not what the bytes are.
        }
        throw new BadInput(where, "has %d bytes for %s of shape %s".formatted(size, dtype, shape), "as many as that takes");
    }
}
