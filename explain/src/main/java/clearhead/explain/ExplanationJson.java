package clearhead.explain;

import clearhead.core.probe.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An explanation as JSON, schema `clearhead/explain/1`. Floats are written so that they read back to the same float.
///
/// One explained number gives `scores` and `words`; several give `matrix`, one row for each target token, with `values`,
/// `baselineValues` and `gaps` row by row; scores of pairs give `matrix`, and `scores` where one of its rows is the answer's own. The file
/// `clearhead-explain-1.schema.json` beside this class says it exactly.
final class ExplanationJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ExplanationJson() {}

    static String of(Explanation explanation, BlackBox model) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "clearhead/explain/1");
        json.putObject("model").put("digest", explanation.model().digest()).put("architecture", explanation.model().architecture())
                .put("source", explanation.model().source());
        tokens(json.putArray("tokens"), explanation.input().tokens());
        tokens(json.putArray("targetTokens"), explanation.input().targets());
        Stream.concat(explanation.scores().rows().stream(), explanation.scores().columns().stream())
                .filter(axis -> !json.has(axis.name()) && !axis.tokens().isEmpty())
                .forEach(axis -> tokens(json.putArray(axis.name()), axis.tokens()));
        ObjectNode settings = json.putObject("method").put("id", explanation.method().id()).putObject("settings");
        explanation.method().settings().forEach(settings::putPOJO);
        if (!explanation.method().fit().isEmpty()) {
            explanation.method().fit().forEach(json.withObject("method").putObject("fit")::putPOJO);
        }
        target(json.putObject("target"), explanation.target(), model);
        explanation.scores().answer().ifPresent(scores -> answer(json, explanation.input(), scores));
        switch (explanation.scores()) {
            case Scores.One one -> {
                if (one.columns().size() > 1 || one.answer().isEmpty()) {
                    matrix(json, one);
                }
                if (one.row().errors().length > 0) {
                    floats(json.putArray("standardErrors"), one.row().errors());
                }
                balance(json, one.row().value(), one.row().balance());
            }
            case Scores.Each each -> each(json, each);
            case Scores.Grid grid -> {
                matrix(json, grid);
                for (float[] row : grid.errors()) {
                    floats(json.withArray("standardErrors").addArray(), row);
                }
                grid.row().ifPresent(row -> json.put("row", row));
                balance(json, grid.value(), grid.balance());
            }
        }
        json.put("gapReason", explanation.method().gapReason().isEmpty() ? null : explanation.method().gapReason());
        json.put("seed", explanation.seed());
        Cost cost = explanation.cost();
        json.putObject("cost").put("forwards", cost.forwards()).put("backwards", cost.backwards()).put("tokens", cost.tokens())
                .put("nanos", cost.nanos()).put("peakBytes", cost.peakBytes());
        explanation.faithfulness().ifPresentOrElse(verdict -> json.putObject("faithfulness")
                .put("comprehensiveness", verdict.comprehensiveness()).put("sufficiency", verdict.sufficiency()).put("z", verdict.z()),
                () -> json.putNull("faithfulness"));
        explanation.warnings().forEach(json.putArray("warnings")::add);
        return MAPPER.writeValueAsString(json);
    }

    private static void tokens(ArrayNode array, List<Token> tokens) {
        tokens.forEach(array::addPOJO);
    }

    private static void target(ObjectNode json, Target target, BlackBox model) {
        json.put("kind", target.kind());
        switch (target) {
            case Target.Predicted(OptionalInt position) -> place(json, position);
            case Target.Logit(OptionalInt position, int index) -> place(json, position, index, model);
            case Target.Probability(OptionalInt position, int index) -> place(json, position, index, model);
            case Target.LogProbability(OptionalInt position, int index) -> place(json, position, index, model);
            case Target.Difference(OptionalInt position, int a, int b) ->
                    place(json, position, a, model).put("against", b).put("againstLabel", model.label(b));
            case Target.Entropy(OptionalInt position) -> place(json, position);
            case Target.Start(int position) -> json.put("position", position);
            case Target.End(int position) -> json.put("position", position);
            case Target.Span(int first, int last) -> json.put("first", first).put("last", last);
            case Target.Sequence _ -> { }
            case Target.Similarity(boolean cosine) -> json.put("of", cosine ? "cosine" : "dot");
            case Target.Activation(Site site, List<Integer> index) -> index.forEach(json.put("site", site.name()).putArray("index")::add);
            case Target.Each(boolean logs, boolean both) -> json.put("of", logs ? "logprob" : "logit").put("side", both ? "both" : "source");
        }
    }

    private static ObjectNode place(ObjectNode json, OptionalInt position) {
        position.ifPresent(at -> json.put("position", at));
        return json;
    }

    private static ObjectNode place(ObjectNode json, OptionalInt position, int index, BlackBox model) {
        return place(json, position).put("class", index).put("label", model.label(index));
    }

    private static void answer(ObjectNode json, Input input, float[] scores) {
        float[] own = Arrays.copyOf(scores, input.tokens().size());
        floats(json.putArray("scores"), own);
        ArrayNode words = json.putArray("words");
        Word.of(input, own).forEach(word -> words.addObject()
                .put("text", word.text()).put("start", word.start()).put("end", word.end()).put("score", word.score()));
    }

    private static void balance(ObjectNode json, double value, Optional<Explanation.Balance> balance) {
        json.put("value", value);
        json.putPOJO("baselineValue", balance.map(Explanation.Balance::baseline).orElse(null));
        json.putPOJO("gap", balance.map(Explanation.Balance::gap).orElse(null));
    }

    private static void matrix(ObjectNode json, Scores scores) {
        ArrayNode matrix = json.putArray("matrix");
        for (float[] row : scores.matrix()) {
            floats(matrix.addArray(), row);
        }
        names(json, "rows", scores.rows());
        names(json, "columns", scores.columns());
    }

    /// One name, or several where axes stand one behind the other.
    private static void names(ObjectNode json, String key, List<Axis> axes) {
        if (axes.size() == 1) {
            json.put(key, axes.getFirst().name());
        } else {
            axes.forEach(axis -> json.withArray(key).add(axis.name()));
        }
    }

    private static void each(ObjectNode json, Scores.Each each) {
        matrix(json, each);
        if (each.each().stream().allMatch(row -> row.errors().length > 0)) {
            ArrayNode errors = json.putArray("standardErrors");
            each.each().forEach(row -> floats(errors.addArray(), row.errors()));
        }
        ArrayNode values = json.putArray("values");
        ArrayNode baselines = json.putArray("baselineValues");
        ArrayNode gaps = json.putArray("gaps");
        for (Explanation.Row row : each.each()) {
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
