package clearhead.core.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.autograd.Tensor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What the first part of a safetensors file says:
/// `{"__metadata__": {"k": "v"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}`.
///
/// @param entries by name, in the order of their data
record Header(Map<String, String> metadata, Map<String, Entry> entries) {

    /// The bytes in front of the header: its own length, unsigned.
    static final int PREFIX = Long.BYTES;

    /// The format's own limit, in bytes.
    static final int MAX = 100_000_000;

    static final String METADATA = "__metadata__";

    /// One tensor.
    ///
    /// @param begin where its bytes begin, counted from the end of the header
    /// @param end   where they end
    record Entry(DType dtype, List<Long> shape, long begin, long end) {

        long bytes() {
            return end - begin;
        }
    }

    Header {
        metadata = Collections.unmodifiableMap(metadata);   // not copied: both come fresh from below or from HeaderReader
        entries = Collections.unmodifiableMap(entries);
    }

    /// The tensors one behind the other by name, and all else by name too: the same tensors give the same bytes, those that the format's
    /// own library writes.
    static Header of(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Tensor> named : new TreeMap<>(tensors).entrySet()) {
            require(!named.getKey().equals(METADATA), "safetensors: a tensor cannot have the name %s", METADATA);
            List<Long> shape = Arrays.stream(named.getValue().shape().dims()).asLongStream().boxed().toList();
            long end = at + (long) Float.BYTES * named.getValue().shape().size();
            entries.put(named.getKey(), new Entry(DType.F32, shape, at, end));
            at = end;
        }
        return new Header(new TreeMap<>(metadata), entries);
    }

    /// The header as JSON, padded with spaces so that the data begins at a multiple of 8.
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(METADATA);
                metadata.forEach((key, value) -> json.writeStringProperty(text(key), text(value)));
                json.writeEndObject();
            }
            entries.forEach((name, entry) -> write(json, name, entry));
            json.writeEndObject();
        }
        while ((PREFIX + bytes.size()) % 8 != 0) {
            bytes.write(' ');
        }
        require(bytes.size() <= MAX, "safetensors: the header would have %d bytes (need at most %d)", bytes.size(), MAX);
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String name, Entry entry) {
        json.writeObjectPropertyStart(text(name));
        json.writeStringProperty("dtype", entry.dtype().name());
        json.writeArrayPropertyStart("shape");
        entry.shape().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(entry.begin()).writeNumber(entry.end());
        json.writeEndArray();
        json.writeEndObject();
    }

    /// Half a surrogate pair has no UTF-8.
    private static String text(String text) {
        require(isText(text), "safetensors: '%s' is not Unicode text: half of a surrogate pair", text);
        return text;
    }

    static boolean isText(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    private static void require(boolean holds, String message, Object... details) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(details));
        }
    }
}
