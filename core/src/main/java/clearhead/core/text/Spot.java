package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A place in a JSON file, which knows its way from the top, so that an error can say where. What is missing is a place too, with no
/// value; and what is `null` counts as missing.
///
/// @param parent null at the top
/// @param step   the key or index that leads here; at the top the name of the file
/// @param node   what is there, or null
record Spot(Spot parent, Object step, JsonNode node) {

    Spot(String file, JsonNode json) {
        this(null, file, json);
    }

    boolean isPresent() {
        return node != null && !node.isNull();
    }

    /// The value of a key.
    Spot get(String key) {
        if (!isPresent() || !node.isObject()) {
            throw wrong("an object");
        }
        return new Spot(this, key, node.get(key));
    }

    /// The elements of an array.
    List<Spot> items() {
        if (!isPresent() || !node.isArray()) {
            throw wrong("an array");
        }
        List<Spot> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Spot(this, i, node.get(i)));
        }
        return items;
    }

    /// The values of an object.
    List<Spot> fields() {
        if (!isPresent() || !node.isObject()) {
            throw wrong("an object");
        }
        return node.properties().stream().map(field -> new Spot(this, field.getKey(), field.getValue())).toList();
    }

    /// The last step: of a field its key.
    String key() {
        return step.toString();
    }

    String text() {
        if (!isPresent() || !node.isString()) {
            throw wrong("a text");
        }
        return node.stringValue();
    }

    /// One character.
    int character() {
        String text = text();
        if (text.codePointCount(0, text.length()) != 1) {
            throw wrong("one character");
        }
        return text.codePointAt(0);
    }

    /// A whole number that is not negative.
    int whole() {
        if (!isPresent() || !node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw wrong("a whole number between 0 and " + Integer.MAX_VALUE);
        }
        return node.intValue();
    }

    double number() {
        if (!isPresent() || !node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong("a number");
        }
        return node.doubleValue();
    }

    boolean flag() {
        if (!isPresent() || !node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    boolean flagOr(boolean otherwise) {
        return isPresent() ? flag() : otherwise;
    }

    int wholeOr(int otherwise) {
        return isPresent() ? whole() : otherwise;
    }

    OptionalInt optionalWhole() {
        return isPresent() ? OptionalInt.of(whole()) : OptionalInt.empty();
    }

    /// What a constructor makes of this place; what it complains about is the file's fault.
    <T> T build(Supplier<T> constructor, String needed) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException complaint) {
            throw new BadInput(place(), complaint.getMessage(), needed, complaint);
        }
    }

    /// The error that something else is here than is needed.
    BadInput wrong(String needed) {
        return new BadInput(place(), isPresent() ? "found " + shown() : "is missing", needed);
    }

    private String shown() {
        if (node.isContainer()) {
            return node.isArray() ? "an array" : "an object";
        }
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "…";
    }

    /// `file: a.b[3]`
    private String place() {
        StringBuilder path = new StringBuilder();
        Spot at = this;
        for (; at.parent != null; at = at.parent) {
            path.insert(0, at.step instanceof Integer i ? "[" + i + "]" : "." + at.step);
        }
        return path.isEmpty() ? at.step.toString() : at.step + ": " + (path.charAt(0) == '.' ? path.substring(1) : path);
    }
}
