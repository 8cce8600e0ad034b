package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.Names.quote;

import clearhead.core.BadInput;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a GGUF file says about its model: `llama.block_count` is 2, `tokenizer.ggml.tokens` are so many texts.
public final class GgufMetadata {

    private final String file;
    private final Map<String, Object> values;

    /// @param values are not copied
    GgufMetadata(String file, Map<String, Object> values) {
        this.file = file;
        this.values = Collections.unmodifiableMap(values);
    }

    /// All of it, in the order of the file: texts, numbers, truth values, and lists of one kind of these.
    public Map<String, Object> values() {
        return values;
    }

    /// A text.
    ///
    /// @throws BadInput if there is something else
    public Optional<String> text(String key) {
        return value(key, String.class, "a text");
    }

    /// A whole number.
    ///
    /// @throws BadInput if there is something else, or it is beyond the range of a `long`
    public Optional<Long> integer(String key) {
        return value(key, Long.class, "a whole number");
    }

    /// Any number.
    ///
    /// @throws BadInput if there is something else
    public Optional<Double> number(String key) {
        return value(key, Number.class, "a number").map(Number::doubleValue);
    }

    /// A truth value.
    ///
    /// @throws BadInput if there is something else
    public Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    /// A list of texts; empty if there is none.
    ///
    /// @throws BadInput if there is something else
    public List<String> texts(String key) {
        return list(key, String.class, "a list of texts");
    }

    /// A list of numbers; empty if there is none.
    ///
    /// @throws BadInput if there is something else
    public List<Number> numbers(String key) {
        return list(key, Number.class, "a list of numbers");
    }

    /// What to throw where a value is needed and absent.
    public BadInput missing(String key) {
        return new BadInput(file, "its metadata has no " + key, "a file that says it");
    }

    private <T> Optional<T> value(String key, Class<T> type, String what) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw wrong(key, value, what);
        }
        return Optional.ofNullable(type.cast(value));
    }

    /// A list has one type of elements, so that the first speaks for all.
    @SuppressWarnings("unchecked")
    private <T> List<T> list(String key, Class<T> type, String what) {
        Object value = values.getOrDefault(key, List.of());
        if (!(value instanceof List<?> list) || !list.isEmpty() && !type.isInstance(list.getFirst())) {
            throw wrong(key, value, what);
        }
        return (List<T>) value;
    }

    private BadInput wrong(String key, Object value, String needed) {
        String found = value instanceof List<?> list ? "a list of %d".formatted(list.size()) : quote(value.toString());
        return new BadInput(file + ": " + quote(key), "is " + found, needed);
    }
}
