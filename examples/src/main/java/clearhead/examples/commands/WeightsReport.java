package clearhead.examples.commands;

import clearhead.core.checkpoint.Weights;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a file of weights holds.
///
/// @param format   its kind
/// @param source   its name
/// @param entries  its tensors
/// @param metadata what its writer noted
record WeightsReport(String format, String source, Map<String, Weights.Entry> entries, Map<String, Object> metadata) implements Answer {

    /// Longer lists, such as vocabularies, are counted and not shown.
    private static final int SHOWN = 8;

    static WeightsReport of(String format, Weights weights, Map<String, ?> metadata) {
        return new WeightsReport(format, weights.source(), new LinkedHashMap<>(weights.entries()), new LinkedHashMap<>(metadata));
    }

    private long bytes() {
        return entries.values().stream().mapToLong(Weights.Entry::bytes).sum();
    }

    /// How many tensors of each type.
    private Map<String, Long> types() {
        return entries.values().stream().collect(Collectors.groupingBy(Weights.Entry::type, LinkedHashMap::new, Collectors.counting()));
    }

    private static String shown(Object value) {
        return value instanceof Collection<?> list && list.size() > SHOWN ? "%,d values".formatted(list.size()) : value.toString();
    }

    @Override public void write(ObjectNode json) {
        ObjectNode file = json.putObject("file").put("format", format).put("source", source).put("bytes", bytes());
        ObjectNode notes = file.putObject("metadata");
        metadata.forEach((key, value) -> notes.put(key, shown(value)));
        ArrayNode tensors = file.putArray("tensors");
        entries.forEach((name, entry) -> {
            ObjectNode tensor = tensors.addObject().put("name", name).put("type", entry.type()).put("bytes", entry.bytes());
            entry.shape().forEach(tensor.putArray("shape")::add);
        });
    }

    @Override public void show(Screen screen) {
        Table table = new Table("lllr");
        entries.forEach((name, entry) -> table.row(name, entry.type(), entry.shape(), "%,d bytes".formatted(entry.bytes())));
        table.print(screen, 2);
        if (!metadata.isEmpty()) {
            screen.say("");
            Table notes = new Table("ll");
            metadata.forEach((key, value) -> notes.row(key, shown(value)));
            notes.print(screen, 2);
        }
        screen.say("%n%s: %s, %,d tensors (%s), %,d bytes", source, format, entries.size(),
                types().entrySet().stream().map(type -> type.getValue() + " " + type.getKey()).collect(Collectors.joining(", ")), bytes());
    }
}
