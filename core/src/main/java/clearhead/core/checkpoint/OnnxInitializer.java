package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Mapped.where;

import clearhead.core.BadInput;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A constant tensor of an ONNX graph.
///
/// @param data    its numbers, little-endian
/// @param isPlain whether they lie there one behind the other; else they can be named but not read
record OnnxInitializer(String name, OnnxType type, List<Long> shape, MemorySegment data, boolean isPlain) {

    private static final int MAX_AXES = 64;
    private static final int EXTERNAL = 1;

    /// From a `TensorProto`.
    static OnnxInitializer read(String file, MemorySegment message) {
        Reading tensor = new Reading(file);
        Protobuf.read(file, OnnxReader.NEEDED, message, tensor);
        return tensor.result();
    }

    Stored stored() {
        return new Stored(entry(shape), data, encoding());
    }

    /// The same numbers as a matrix `[b, a]`, where they lie as `[a, b]`.
    Stored turned() {
        return new Stored(entry(shape.reversed()), data, encoding(), true);
    }

    private Optional<Encoding> encoding() {
        return isPlain ? type.type().flatMap(DType::encoding) : Optional.empty();
    }

    private Weights.Entry entry(List<Long> listed) {
        return new Weights.Entry(type.name(), listed, data.byteSize());
    }

    private static final class Reading implements Protobuf.Fields {

        private final String file;
        private final List<Long> dims = new ArrayList<>();
        private String name = "";
        private long type;
        private boolean isExternal;
        private MemorySegment data = MemorySegment.NULL;
        private final ByteArrayOutputStream small = new ByteArrayOutputStream();
        private int pieces;
        private boolean isVarint;

        Reading(String file) {
            this.file = file;
        }

        @Override public void field(int number, long value, MemorySegment bytes) {
            switch (number) {
                case 1 -> dims(value, bytes);
                case 2 -> type = value;
                case 4, 9, 10 -> data(bytes);                       // float_data, raw_data, double_data: packed they look alike
                case 5 -> small(value, bytes);                      // int32_data, also for bytes
                case 7, 11 -> isVarint = true;                      // int64_data, uint64_data
                case 8 -> name = OnnxReader.text(file, bytes);
                case 13 -> isExternal = true;
                case 14 -> isExternal |= value == EXTERNAL;
                default -> { }
            }
        }

        /// One, or all of them packed together.
        private void dims(long value, MemorySegment bytes) {
            if (bytes == MemorySegment.NULL) {
                dim(value);
            } else {
                Cursor packed = new Cursor(file, OnnxReader.NEEDED, bytes);
                while (packed.hasMore()) {
                    dim(packed.readVarint());
                }
            }
        }

        private void dim(long dim) {
            if (dims.size() == MAX_AXES) {
                throw new BadInput(file, "holds a tensor of more than %d axes".formatted(MAX_AXES), OnnxReader.NEEDED);
            }
            dims.add(dim);
        }

        /// Numbers that may be bytes, in a varint each.
        private void small(long value, MemorySegment bytes) {
            if (bytes == MemorySegment.NULL) {
                small.write((int) value);
            } else {
                Cursor packed = new Cursor(file, OnnxReader.NEEDED, bytes);
                while (packed.hasMore()) {
                    small.write((int) packed.readVarint());
                }
            }
        }

        private void data(MemorySegment bytes) {
            data = bytes;
            pieces++;
        }

        OnnxInitializer result() {
            String where = where(file, name);
            if (isExternal) {
                throw new BadInput(where, "keeps its numbers in another file", "an ONNX file that holds all its weights");
            }
            OnnxType known = OnnxType.of(type).orElseThrow(() -> new BadInput(where, "is of the unknown type %d".formatted(type),
                    "a type of numbers"));
            if (dims.stream().anyMatch(dim -> dim < 0)) {
                throw new BadInput(where, "has shape " + dims, "sizes from 0 on");
            }
            Optional<DType> plain = known.type();
            if (small.size() > 0 && plain.isPresent() && plain.get().bits(List.of()) == Byte.SIZE) {
                data(MemorySegment.ofArray(small.toByteArray()));
            }
            if (plain.isEmpty() || pieces > 1 || isVarint || small.size() > 0 && pieces == 0) {
                return new OnnxInitializer(name, known, List.copyOf(dims), data, false);
            }
            long bits;
            try {
                bits = plain.get().bits(dims);
            } catch (ArithmeticException overflow) {
                throw new BadInput(where, "has shape " + dims, "the shape of its numbers", overflow);
            }
            if (bits != Byte.SIZE * data.byteSize()) {
                throw new BadInput(where, "holds %d bytes".formatted(data.byteSize()),
                        "%d for %s of shape %s".formatted(bits / Byte.SIZE, known, dims));
            }
            return new OnnxInitializer(name, known, List.copyOf(dims), data, true);
        }
    }
}
