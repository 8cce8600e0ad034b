package clearhead.explain;

import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An explanation as JSON, schema `clearhead/explain/1`. Floats are written so that they read back to the same float.
///
/// One explained number gives `scores` and `words`; several give `matrix`, one row for each target token, with `values`,
/// `baselineValues` and `gaps` row by row. The file `clearhead-explain-1.schema.json` beside this class says it exactly.
final class ExplanationJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ExplanationJson() {}

    static String of(Explanation explanation, WhiteBox model) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "clearhead/explain/1");
        json.putObject("model").put("digest", explanation.model().digest()).put("architecture", explanation.model().architecture())
                .put("source", explanation.model().source());
        tokens(json.putArray("tokens"), explanation.input().tokens());
        tokens(json.putArray("targetTokens"), explanation.input().targets());
        ObjectNode settings = json.putObject("method").put("id", explanation.method().id()).putObject("settings");
        explanation.method().settings().forEach(settings::putPOJO);
        target(json.putObject("target"), explanation.target(), model);
        switch (explanation.target()) {
            case Target.One _ -> row(json, explanation);
            case Target.Each _ -> matrix(json, explanation);
        }
        json.put("gapReason", explanation.method().gapReason().isEmpty() ? null : explanation.method().gapReason());
        json.put("seed", explanation.seed());
        Cost cost = explanation.cost();
        json.putObject("cost").put("forwards", cost.forwards()).put("backwards", cost.backwards()).put("tokens", cost.tokens())
                .put("nanos", cost.nanos()).put("peakBytes", cost.peakBytes());
        json.putNull("faithfulness");
        explanation.warnings().forEach(json.putArray("warnings")::add);
        return MAPPER.writeValueAsString(json);
    }

    private static void tokens(ArrayNode array, List<Token> tokens) {
        tokens.forEach(array::addPOJO);
    }

    private static void target(ObjectNode json, Target target, WhiteBox model) {
        json.put("kind", target.kind());
        switch (target) {
            case Target.Logit(int position, int index) -> place(json, position, index, model);
            case Target.Probability(int position, int index) -> place(json, position, index, model);
            case Target.LogProbability(int position, int index) -> place(json, position, index, model);
            case Target.Difference(int position, int a, int b) ->
                    place(json, position, a, model).put("against", b).put("againstLabel", model.label(b));
            case Target.Each(boolean logs) -> json.put("of", logs ? "logprob" : "logit");
        }
    }

    private static ObjectNode place(ObjectNode json, int position, int index, WhiteBox model) {
        return json.put("position", position).put("class", index).put("label", model.label(index));
    }

    private static void row(ObjectNode json, Explanation explanation) {
        Explanation.Row row = explanation.rows().getFirst();
        floats(json.putArray("scores"), row.scores());
        ArrayNode words = json.putArray("words");
        Word.of(explanation.input(), row.scores()).forEach(word -> words.addObject()
                .put("text", word.text()).put("start", word.start()).put("end", word.end()).put("score", word.score()));
        json.put("value", row.value());
        json.putPOJO("baselineValue", row.balance().map(Explanation.Balance::baseline).orElse(null));
        json.putPOJO("gap", row.balance().map(Explanation.Balance::gap).orElse(null));
    }

    private static void matrix(ObjectNode json, Explanation explanation) {
        ArrayNode matrix = json.putArray("matrix");
        explanation.rows().forEach(row -> floats(matrix.addArray(), row.scores()));
        json.put("rows", "targetTokens").put("columns", "tokens");
        ArrayNode values = json.putArray("values");
        ArrayNode baselines = json.putArray("baselineValues");
        ArrayNode gaps = json.putArray("gaps");
        for (Explanation.Row row : explanation.rows()) {
            values.add(row.value());
            baselines.addPOJO(row.balance().map(Explanation.Balance::baseline).orElse(null));
            gaps.addPOJO(row.balance().map(Explanation.Balance::gap).orElse(null));
        }
    }

    private static void floats(ArrayNode array, float[] values) {
        for (float value : values) {
            array.add(value);
        }
    }
}
