package clearhead.explain.data;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A summary as JSON, schema `clearhead/summary/1`, which `clearhead-summary-1.schema.json` describes.
final class SummaryJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private SummaryJson() {}

    static String of(Summary summary) {
        ObjectNode json = MAPPER.createObjectNode().put("schema", "clearhead/summary/1");
        json.putObject("data").put("source", summary.source()).put("explanations", summary.explanations());
        json.put("least", summary.least());
        for (Summary.Group group : summary.groups()) {
            ObjectNode one = json.withArray("groups").addObject().put("method", group.method()).put("target", group.target())
                    .put("label", group.label().isEmpty() ? null : group.label()).put("explanations", group.explanations());
            one.putArray("words");
            group.words().forEach(word -> write(one.withArray("words").addObject(), word));
        }
        summary.warnings().forEach(json.putArray("warnings")::add);
        return MAPPER.writeValueAsString(json);
    }

    private static void write(ObjectNode json, Summary.Word word) {
        json.put("word", word.word()).put("texts", word.texts()).put("occurrences", word.occurrences());
        put(json.putObject("size"), word.size());
        put(json.putObject("score"), word.score());
        json.put("decisive", word.decisive());
        word.examples().forEach(example -> json.withArray("examples").addObject().put("line", example.line()).put("text", example.text())
                .put("score", example.score()));
    }

    private static void put(ObjectNode json, Repeated value) {
        json.put("mean", value.mean()).put("standardError", finite(value.error())).put("low", finite(value.low()))
                .put("high", finite(value.high()));
    }

    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
