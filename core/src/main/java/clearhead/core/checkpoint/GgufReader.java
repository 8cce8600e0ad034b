package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Mapped.where;
import static clearhead.core.checkpoint.Names.quote;
import static java.util.Comparator.comparingLong;

import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what a GGUF file says about itself, as if it were written by an enemy. Little-endian, versions 2 and 3:
///
/// ```
/// "GGUF"  version u32  number of tensors u64  number of values u64
/// values:  key text, type u32, value           text: length u64, bytes      list: type u32, length u64, values
/// tensors: name text, axes u32, sizes u64 each, fastest first, type u32, offset u64
/// data, from the next multiple of general.alignment on; the offsets are counted from there
/// ```
final class GgufReader {

    private static final String NEEDED = "a whole GGUF file of version 2 or 3, little-endian";
    private static final int MAGIC = 'G' | 'G' << 8 | 'U' << 16 | 'F' << 24;
    private static final int MAX_AXES = 4;
    private static final int MAX_NAMES = 1_000_000;

    /// How deep lists of lists may go; nobody is known to nest them at all.
    private static final int MAX_DEPTH = 4;

    /// What a file says about one tensor.
    private record Info(String name, List<Long> shape, int type, long offset) {
    }

    private final String file;
    private final MemorySegment all;
    private final Cursor from;

    GgufReader(String file, MemorySegment all) {
        this.file = file;
        this.all = all;
        this.from = new Cursor(file, NEEDED, all);
    }

    /// What was found.
    record Found(GgufMetadata metadata, Map<String, Stored> tensors) {
    }

    Found read() {
        if (from.readInt() != MAGIC) {
            throw new BadInput(file, "does not begin with 'GGUF'", NEEDED);
        }
        int version = from.readInt();
        if (version != 2 && version != 3) {
            throw new BadInput(file, "is of version %d%s".formatted(version, (version & 0xffff) == 0 ? ", big-endian" : ""), NEEDED);
        }
        long tensors = from.readLong();
        long values = from.readLong();
        GgufMetadata metadata = new GgufMetadata(file, values(count(values, 8, "values")));
        Map<String, Info> infos = infos(count(tensors, 8 + 4 + 4 + 8, "tensors"));
        return new Found(metadata, stored(infos, data(metadata)));
    }

    private int count(long announced, int each, String what) {
        int count = from.count(announced, each, what);
        if (count > MAX_NAMES) {
            throw new BadInput(file, "has %d %s".formatted(count, what), "at most " + MAX_NAMES);
        }
        return count;
    }

    private Map<String, Object> values(int count) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = text();
            if (values.putIfAbsent(key, value(type(), 0)) != null) {
                throw new BadInput(file, quote(key) + " stands there twice", "every key once");
            }
        }
        return values;
    }

    private String text() {
        return from.readText(from.readLong());
    }

    private GgufValue type() {
        int type = from.readInt();
        if (type < 0 || type >= GgufValue.values().length) {
            throw new BadInput(file, "has a value of the unknown type %d before byte %d".formatted(type, from.position()), NEEDED);
        }
        return GgufValue.values()[type];
    }

    private Object value(GgufValue type, int depth) {
        return switch (type) {
            case STRING -> text();
            case ARRAY -> list(type(), depth + 1);
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, BOOL, UINT64, INT64, FLOAT64 -> type.read(from);
        };
    }

    private List<Object> list(GgufValue type, int depth) {
        int size = from.count(from.readLong(), type.bytes(), "values of a list");
        if (type.isPlain()) {
            return new GgufValue.PlainList(type, MemorySegment.ofArray(from.readBytes((long) size * type.bytes())));
        }
        if (depth > MAX_DEPTH) {
            throw new BadInput(file, "holds lists of lists, deeper than %d".formatted(MAX_DEPTH), NEEDED);
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(value(type, depth));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<String, Info> infos(int count) {
        Map<String, Info> infos = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = text();
            int axes = from.readInt();
            if (axes < 0 || axes > MAX_AXES) {
                throw new BadInput(where(file, name), "has %s axes".formatted(Integer.toUnsignedString(axes)), "at most " + MAX_AXES);
            }
            List<Long> sizes = new ArrayList<>();
            for (int axis = 0; axis < axes; axis++) {
                sizes.add(from.readLong());
            }
            if (infos.putIfAbsent(name, new Info(name, sizes.reversed(), from.readInt(), from.readLong())) != null) {
                throw new BadInput(file, "tensor %s stands there twice".formatted(quote(name)), "every name once");
            }
        }
        return infos;
    }

    /// The data of all tensors.
    private MemorySegment data(GgufMetadata metadata) {
        long alignment = metadata.integer("general.alignment").orElse(32L);
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw new BadInput(file, "general.alignment is " + alignment, "a power of two");
        }
        return all.asSlice(Math.min(all.byteSize(), Math.ceilDiv(from.position(), alignment) * alignment));
    }

    /// The tensors, in the order in which the file names them, if each lies inside the data and none inside another.
    private Map<String, Stored> stored(Map<String, Info> infos, MemorySegment data) {
        List<Info> sorted = new ArrayList<>(infos.values());
        sorted.sort(comparingLong(Info::offset).thenComparing(info -> !info.shape().contains(0L)));
        Map<String, Stored> tensors = new LinkedHashMap<>();
        infos.keySet().forEach(name -> tensors.put(name, null));
        for (int i = 0; i < sorted.size(); i++) {
            Info info = sorted.get(i);
            String where = where(file, info.name());
            long next = i + 1 < sorted.size() ? sorted.get(i + 1).offset() : data.byteSize();
            Optional<GgmlType> type = GgmlType.of(info.type());
            long bytes = type.isPresent() ? bytes(where, type.get(), info.shape()) : Math.max(0, next - info.offset());
            if (info.offset() < 0 || info.offset() > data.byteSize() || bytes > data.byteSize() - info.offset()) {
                throw new BadInput(where, "has %d bytes from byte %s of the data on, but the file holds %d bytes of data"
                        .formatted(bytes, Long.toUnsignedString(info.offset()), data.byteSize()), "the whole file");
            }
            if (bytes > next - info.offset()) {
                throw new BadInput(where, "overlaps tensor " + quote(sorted.get(i + 1).name()), "tensors that do not overlap");
            }
            tensors.put(info.name(), new Stored(
                    new Weights.Entry(type.map(Enum::name).orElse("#" + info.type()), info.shape(), bytes),
                    data.asSlice(info.offset(), bytes), type.flatMap(GgmlType::encoding)));
        }
        return tensors;
    }

    private static long bytes(String where, GgmlType type, List<Long> shape) {
        long row = shape.isEmpty() ? 1 : shape.getLast();
        if (row % type.blockValues() != 0) {
            throw new BadInput(where, "has rows of %d numbers".formatted(row),
                    "whole blocks of %d for %s".formatted(type.blockValues(), type));
        }
        try {
            long blocks = 1;
            for (long size : shape) {
                if (size < 0) {
                    throw new ArithmeticException("unsigned");
                }
                blocks = Math.multiplyExact(blocks, size);
            }
            return Math.multiplyExact(blocks / type.blockValues(), type.blockBytes());
        } catch (ArithmeticException overflow) {
            throw new BadInput(where, "%s of shape %s has more bytes than a 64-bit number can count".formatted(type, shape),
                    "the shape of the data", overflow);
        }
    }
}
