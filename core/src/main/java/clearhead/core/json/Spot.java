package clearhead.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A place in a JSON file, which knows its way from the top, so that an error can say where. What is missing is a place too, with no
/// value; and what is `null` counts as missing.
///
/// @param parent null at the top
/// @param step   the key or index that leads here; at the top the name of the file
/// @param node   what is there, or null
public record Spot(Spot parent, Object step, JsonNode node) {

    /// The top of a file.
    public Spot(String file, JsonNode json) {
        this(null, file, json);
    }

    /// The top of a JSON file.
    ///
    /// @param needed what kind of file it should be
    /// @throws BadInput if it cannot be read, or is not JSON with an object at the top
    public static Spot read(Path file, String needed) {
        return of(file.toString(), text(file, needed), needed);
    }

    /// The top of a JSON text.
    ///
    /// @param file   what messages call it
    /// @param needed what kind of file it should be
    /// @throws BadInput if it is not JSON with an object at the top
    public static Spot of(String file, String text, String needed) {
        try {
            JsonNode node = Tree.of(text);
            if (!node.isObject()) {
                throw new BadInput(file, "holds no JSON object", needed);
            }
            return new Spot(file, node);
        } catch (Tree.Doubled twice) {
            throw new BadInput(file, "has a key twice, or something behind its end, near character %d"
                    .formatted(twice.at()), needed, twice);
        } catch (JacksonException problem) {
            long near = problem.getLocation().getCharOffset();
            throw new BadInput(file, "is not valid JSON near character %d".formatted(near), needed, problem);
        }
    }

    /// A file's text, which must be UTF-8: Java's own kindness would turn what is not into U+FFFD.
    ///
    /// @throws BadInput if it cannot be read, or is not UTF-8
    public static String text(Path file, String needed) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (NoSuchFileException missing) {
            throw new BadInput(file, "does not exist", needed, missing);
        } catch (CharacterCodingException broken) {
            throw new BadInput(file, "is not UTF-8", needed, broken);
        } catch (IOException | OutOfMemoryError problem) {
            throw new BadInput(file, "cannot be read: " + problem.getMessage(), needed, problem);
        }
    }

    /// Whether there is a value.
    public boolean isPresent() {
        return node != null && !node.isNull();
    }

    /// The value of a key.
    public Spot get(String key) {
        if (!isPresent() || !node.isObject()) {
            throw wrong("an object");
        }
        return new Spot(this, key, node.get(key));
    }

    /// The elements of an array.
    public List<Spot> items() {
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
    public List<Spot> fields() {
        if (!isPresent() || !node.isObject()) {
            throw wrong("an object");
        }
        return node.properties().stream().map(field -> new Spot(this, field.getKey(), field.getValue())).toList();
    }

    /// The last step: of a field its key.
    public String key() {
        return step.toString();
    }

    /// A text.
    public String text() {
        if (!isPresent() || !node.isString()) {
            throw wrong("a text");
        }
        return node.stringValue();
    }

    /// One character.
    public int character() {
        String text = text();
        if (text.codePointCount(0, text.length()) != 1) {
            throw wrong("one character");
        }
        return text.codePointAt(0);
    }

    /// A whole number that is not negative.
    public int whole() {
        if (!isPresent() || !node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw wrong("a whole number between 0 and " + Integer.MAX_VALUE);
        }
        return node.intValue();
    }

    /// A number that is not infinite.
    public double number() {
        if (!isPresent() || !node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong("a number");
        }
        return node.doubleValue();
    }

    /// True or false.
    public boolean flag() {
        if (!isPresent() || !node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    /// True or false; where nothing is, `otherwise`.
    public boolean flagOr(boolean otherwise) {
        return isPresent() ? flag() : otherwise;
    }

    /// A whole number; where nothing is, `otherwise`.
    public int wholeOr(int otherwise) {
        return isPresent() ? whole() : otherwise;
    }

    /// A number; where nothing is, `otherwise`.
    public double numberOr(double otherwise) {
        return isPresent() ? number() : otherwise;
    }

    /// A text; where nothing is, `otherwise`.
    public String textOr(String otherwise) {
        return isPresent() ? text() : otherwise;
    }

    /// What a constructor makes of this place; what it complains about is the file's fault.
    public <T> T build(Supplier<T> constructor, String needed) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException complaint) {
            throw new BadInput(place(), complaint.getMessage(), needed, complaint);
        }
    }

    /// The error that something else is here than is needed.
    public BadInput wrong(String needed) {
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
