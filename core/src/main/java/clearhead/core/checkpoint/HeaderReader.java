package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Mapped.where;
import static clearhead.core.checkpoint.Names.quote;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparingLong;

import clearhead.core.BadInput;
import clearhead.core.checkpoint.Header.Entry;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/// Reads a header as if it were written by an enemy: token by token, so that what is held in memory is what was understood, and nothing
/// is believed that the bytes of the file do not bear out.
final class HeaderReader {

    /// As many as NumPy and PyTorch know; it bounds what one entry can hold.
    private static final int MAX_AXES = 64;

    /// Ten times as many as the largest models have; it bounds what one header can hold.
    private static final int MAX_NAMES = 1_000_000;

    /// Names may be as long as the header, and do not come twice, so that there is nothing to gain from a table of those already seen.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(Header.MAX).build())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final String file;
    private final JsonParser json;

    private HeaderReader(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /// @param text      the bytes of the header
    /// @param dataBytes how many bytes follow it in the file
    static Header read(String file, MemorySegment text, long dataBytes) {
        if (text.byteSize() == 0 || text.asByteBuffer().get(0) != '{') {
            throw new BadInput(file, "the header does not begin with '{'", "a safetensors file");
        }
        // Jackson would guess the encoding, and reads UTF-8 more kindly than the format allows: this decoder refuses what is malformed.
        InputStreamReader utf8 = new InputStreamReader(new ByteBufferBackedInputStream(text.asByteBuffer()), UTF_8.newDecoder());
        JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8);
        try (json) {
            return new HeaderReader(file, json).header(dataBytes);
        } catch (JacksonException problem) {
            throw new BadInput(file, "the header " + wrong(problem), "a safetensors file", problem);
        }
    }

    private static String wrong(JacksonException problem) {
        return switch (problem) {
            case StreamConstraintsException limit -> "holds a number of absurd length";
            case JacksonIOException unreadable when unreadable.getCause() instanceof CharacterCodingException -> "is not UTF-8";
            default -> "is not valid JSON near character %d".formatted(problem.getLocation().getCharOffset());
        };
    }

    private Header header(long dataBytes) {
        Map<String, String> metadata = null;
        Map<String, Entry> entries = new LinkedHashMap<>();
        json.nextToken();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            if (name.equals(Header.METADATA)) {
                metadata = once(file, name, metadata, metadata());
            } else {
                room(file, entries);
                entries.put(name, once(file, "tensor " + quote(name), entries.get(name), entry(name)));
            }
        }
        if (json.nextToken() != null) {
            throw new BadInput(file, "the header goes on after its closing brace", "nothing but spaces there");
        }
        return new Header(metadata == null ? Map.of() : metadata, inOrder(entries, dataBytes));
    }

    private Map<String, String> metadata() {
        String where = file + ": " + Header.METADATA;
        require(where, JsonToken.START_OBJECT, "an object of texts");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            json.nextToken();
            require(where + ", " + quote(key), JsonToken.VALUE_STRING, "a text");
            room(where, metadata);
            metadata.put(key, once(where, quote(key), metadata.get(key), text(where, json.getString())));
        }
        return metadata;
    }

    private Entry entry(String name) {
        String where = where(file, name);
        require(where, JsonToken.START_OBJECT, "an object with dtype, shape and data_offsets");
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            json.nextToken();
            switch (field) {
                case "dtype" -> dtype = once(where, field, dtype, dtype(where));
                case "shape" -> shape = once(where, field, shape, numbers(where, field));
                case "data_offsets" -> offsets = once(where, field, offsets, numbers(where, field));
                default -> throw new BadInput(where, "has the unknown field " + quote(field),
                        "dtype, shape and data_offsets, nothing else");
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw new BadInput(where, "has no " + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets"),
                    "dtype, shape and data_offsets");
        }
        return sized(where, dtype, shape, offsets);
    }

    private DType dtype(String where) {
        require(where + ": dtype", JsonToken.VALUE_STRING, "a text such as \"F32\"");
        return DType.named(json.getString()).orElseThrow(() -> new BadInput(where, "has the unknown dtype " + quote(json.getString()),
                "one of " + Arrays.toString(DType.values())));
    }

    private List<Long> numbers(String where, String field) {
        require(where + ": " + field, JsonToken.START_ARRAY, "a list of whole numbers");
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(where + ": " + field, JsonToken.VALUE_NUMBER_INT, "a list of whole numbers");
            if (json.getString().startsWith("-") || json.getNumberType() == NumberType.BIG_INTEGER) {
                throw new BadInput(where, field + " holds " + quote(json.getString()), "whole numbers from 0 to " + Long.MAX_VALUE);
            }
            if (numbers.size() == MAX_AXES) {
                throw new BadInput(where, field + " has more than " + MAX_AXES + " entries", "at most so many axes");
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    /// The entry, if its bytes are as many as its shape and type say.
    private static Entry sized(String where, DType dtype, List<Long> shape, List<Long> offsets) {
        if (offsets.size() != 2 || offsets.getFirst() > offsets.getLast()) {
            throw new BadInput(where, "data_offsets are " + offsets, "two, the begin and then the end");
        }
        Entry entry = new Entry(dtype, shape, offsets.getFirst(), offsets.getLast());
        long bits;
        try {
            bits = dtype.bits(shape);
        } catch (ArithmeticException overflow) {
            throw new BadInput(where, "%s of shape %s has more bits than a 64-bit number can count".formatted(dtype, shape),
                    "the shape of the data", overflow);
        }
        if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != entry.bytes()) {
            throw new BadInput(where, "data_offsets %s hold %d bytes".formatted(offsets, entry.bytes()),
                    "%s bytes for %s of shape %s".formatted(bits % Byte.SIZE == 0 ? bits / Byte.SIZE : bits + "/8", dtype, shape));
        }
        return entry;
    }

    /// The entries in the order of their data, if every byte of it belongs to exactly one.
    private Map<String, Entry> inOrder(Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Map.Entry.comparingByValue(comparingLong(Entry::begin).thenComparingLong(Entry::end)));
        Map<String, Entry> ordered = new LinkedHashMap<>();
        String before = "";
        long at = 0;
        for (Map.Entry<String, Entry> named : sorted) {
            Entry entry = named.getValue();
            String where = where(file, named.getKey());
            if (entry.begin() < at) {
                throw new BadInput(where, "begins at byte %d of the data, inside tensor %s, which ends at %d"
                        .formatted(entry.begin(), quote(before), at), "tensors that do not overlap");
            }
            if (entry.begin() > at) {
                throw new BadInput(where, "begins at byte %d of the data, but bytes from %d on belong to no tensor"
                        .formatted(entry.begin(), at), "tensors without gaps");
            }
            if (entry.end() > dataBytes) {
                throw new BadInput(where, "ends at byte %d of the data, but the file holds %d bytes of data"
                        .formatted(entry.end(), dataBytes), "the whole file: it is cut short or its header is wrong");
            }
            ordered.put(named.getKey(), entry);
            before = named.getKey();
            at = entry.end();
        }
        if (at < dataBytes) {
            throw new BadInput(file, "%d bytes follow the last tensor".formatted(dataBytes - at), "a file that ends with it");
        }
        return ordered;
    }

    private void require(String where, JsonToken needed, String what) {
        if (json.currentToken() != needed) {
            throw new BadInput(where, "has " + quote(json.getString()), what);
        }
    }

    private static void room(String where, Map<String, ?> names) {
        if (names.size() == MAX_NAMES) {
            throw new BadInput(where, "has more than %d names".formatted(MAX_NAMES), "at most so many");
        }
    }

    private static <T> T once(String where, String what, T before, T now) {
        if (before != null) {
            throw new BadInput(where, what + " stands there twice", "every name once");
        }
        return now;
    }

    /// In a name the parser has refused that already.
    private static String text(String where, String text) {
        if (!Header.isText(text)) {
            throw new BadInput(where, quote(text) + " holds half of a surrogate pair", "Unicode text");
        }
        return text;
    }
}
