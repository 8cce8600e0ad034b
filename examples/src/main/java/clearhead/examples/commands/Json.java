package clearhead.examples.commands;

import clearhead.explain.Token;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Results as JSON, in ASCII. Floats read back to the same float; what is no number, or infinite, becomes `null`.
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// What one wrote before.
    static ObjectNode parse(String json) {
        return (ObjectNode) MAPPER.readTree(json);
    }

    /// One line.
    static String line(ObjectNode json) {
        return MAPPER.writeValueAsString(json) + "\n";
    }

    static void put(ObjectNode json, String key, float number) {
        if (Float.isFinite(number)) {
            json.put(key, number);
        } else {
            json.putNull(key);
        }
    }

    static void floats(ArrayNode array, float... numbers) {
        for (float number : numbers) {
            if (Float.isFinite(number)) {
                array.add(number);
            } else {
                array.addNull();
            }
        }
    }

    static void ints(ArrayNode array, int... numbers) {
        for (int number : numbers) {
            array.add(number);
        }
    }

    static void tokens(ArrayNode array, List<Token> tokens) {
        tokens.forEach(token -> array.addObject().put("index", token.index()).put("id", token.id()).put("piece", token.piece())
                .put("start", token.start()).put("end", token.end()).put("special", token.special()));
    }
}
