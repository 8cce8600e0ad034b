package clearhead.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An explanation as JSON, schema `clearhead/explain/1`. Floats are written so that they read back to the same float.
///
/// One explained number gives `scores` and `words`; several give `matrix`, one row for each target token, with `values`,
/// `baselineValues` and `gaps` row by row.
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
        if (explanation.target() instanceof Target.Each) {
            matrix(json, explanation);
        } else {
            row(json, explanation);
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
        words(explanation.input(), row.scores()).forEach(words::addPOJO);
        json.putPOJO("value", row.balance().map(Explanation.Balance::value).orElse(null));
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
            values.addPOJO(row.balance().map(Explanation.Balance::value).orElse(null));
            baselines.addPOJO(row.balance().map(Explanation.Balance::baseline).orElse(null));
            gaps.addPOJO(row.balance().map(Explanation.Balance::gap).orElse(null));
        }
    }

    private static void floats(ArrayNode array, float[] values) {
        for (float value : values) {
            array.add(value);
        }
    }

    /// Scores of words: tokens that touch in the text belong to one word, whitespace belongs to none; the sum of their scores.
    private static List<Map<String, Object>> words(Input input, float[] scores) {
        List<Map<String, Object>> words = new ArrayList<>();
        int begin = -1;
        int end = -1;
        float score = 0;
        for (Token token : input.tokens()) {
            boolean blank = token.special() || input.text().substring(token.start(), token.end()).isBlank();
            if (begin >= 0 && (blank || token.start() > end)) {
                words.add(word(input, begin, end, score));
                begin = -1;
            }
            if (!blank) {
                begin = begin < 0 ? token.start() : begin;
                score = begin == token.start() ? scores[token.index()] : score + scores[token.index()];
                end = token.end();
            }
        }
        if (begin >= 0) {
            words.add(word(input, begin, end, score));
        }
        return words;
    }

    private static Map<String, Object> word(Input input, int begin, int end, float score) {
        Map<String, Object> word = new LinkedHashMap<>();
        word.put("text", input.text().substring(begin, end));
        word.put("start", begin);
        word.put("end", end);
        word.put("score", score);
        return word;
    }
}
