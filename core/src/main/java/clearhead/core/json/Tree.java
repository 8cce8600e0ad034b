package clearhead.core.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A JSON text as a tree. Jackson's own mapper makes the same one, but also knows how to make any Java object, and takes a fifth of a
/// second to begin: as long as the rest of what it takes to open a small model.
final class Tree {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// The text has a key twice in one object, or goes on behind its end.
    static final class Doubled extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final long at;

        private Doubled(JsonParser from) {
            super("twice, or behind the end");
            this.at = from.currentTokenLocation().getCharOffset();
        }

        /// At which character.
        long at() {
            return at;
        }
    }

    private Tree() {
    }

    /// @throws tools.jackson.core.JacksonException if it is not JSON
    /// @throws Doubled                             if something is there twice
    static JsonNode of(String text) {
        try (JsonParser from = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonNode tree = from.nextToken() == null ? NODES.missingNode() : node(from);
            if (from.nextToken() != null) {
                throw new Doubled(from);
            }
            return tree;
        }
    }

    /// What begins at the parser's token. The parser bounds how deep it goes.
    private static JsonNode node(JsonParser from) {
        return switch (from.currentToken()) {
            case START_OBJECT -> object(from);
            case START_ARRAY -> array(from);
            case VALUE_STRING -> NODES.stringNode(from.getString());
            case VALUE_NUMBER_INT -> switch (from.getNumberType()) {
                case INT -> NODES.numberNode(from.getIntValue());
                case LONG -> NODES.numberNode(from.getLongValue());
                case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(from.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(from.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value begins with " + from.currentToken());
        };
    }

    private static ObjectNode object(JsonParser from) {
        ObjectNode object = NODES.objectNode();
        for (String key = from.nextName(); key != null; key = from.nextName()) {
            if (object.has(key)) {
                throw new Doubled(from);
            }
            from.nextToken();
            object.set(key, node(from));
        }
        return object;
    }

    private static ArrayNode array(JsonParser from) {
        ArrayNode array = NODES.arrayNode();
        while (from.nextToken() != JsonToken.END_ARRAY) {
            array.add(node(from));
        }
        return array;
    }
}
