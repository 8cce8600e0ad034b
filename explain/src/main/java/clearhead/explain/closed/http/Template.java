package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request as JSON in which `$inputs` stands for a list of inputs, or `$input` for one of them.
///
/// @param text     with exactly one of the two in it, without quotes around it
/// @param together whether it is a list
record Template(String text, boolean together) {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Pattern PLACE = Pattern.compile("\"\\$inputs?\"|\\$inputs?\\b");

    /// @throws BadInput if it is no JSON, or has no place for inputs
    static Template of(String text) {
        List<String> places = PLACE.matcher(text).results().map(place -> place.group().replace("\"", "")).toList();
        if (places.size() != 1) {
            throw new BadInput("request", "has %d places for inputs".formatted(places.size()), "one $inputs, or one $input");
        }
        Template template = new Template(PLACE.matcher(text).replaceAll(Matcher.quoteReplacement(places.getFirst())),
                places.getFirst().equals("$inputs"));
        try {
            MAPPER.readTree(template.filled("[]"));
        } catch (JacksonException wrong) {
            throw new BadInput("request", "is no JSON: " + wrong.getOriginalMessage(), "JSON such as {\"inputs\": $inputs}", wrong);
        }
        return template;
    }

    String body(List<JsonNode> inputs) {
        return filled(together ? inputs.stream().map(JsonNode::toString).collect(Collectors.joining(",", "[", "]"))
                : inputs.getFirst().toString());
    }

    private String filled(String inputs) {
        return PLACE.matcher(text).replaceFirst(Matcher.quoteReplacement(inputs));
    }
}
