package clearhead.explain.data;

import clearhead.explain.Settings;
import java.util.List;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Importance as JSON, schema `clearhead/importance/1`, which `clearhead-importance-1.schema.json` describes.
final class ImportanceJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ImportanceJson() {}

    static String of(Importance importance) {
        ObjectNode json = MAPPER.createObjectNode().put("schema", "clearhead/importance/1");
        json.putObject("model").put("digest", importance.model().digest()).put("architecture", importance.model().architecture())
                .put("source", importance.model().source());
        json.putObject("data").put("source", importance.source()).put("examples", importance.examples());
        PermutationImportance method = importance.method();
        ObjectNode settings = json.putObject("method").put("id", "permutation-importance").putObject("settings");
        settings.put("permutations", method.repeats().isPresent() ? "random" : "all").put("conditional", method.strata().isPresent());
        method.strata().ifPresent(strata -> settings.put("depth", strata.depth()).put("leaf", strata.leaf()));
        json.put("output", importance.output()).put("repeats", importance.repeats());
        if (!importance.unchanged().isEmpty()) {
            ObjectNode metrics = json.putObject("metrics");
            importance.unchanged().forEach((metric, value) -> metrics.put(Settings.id(metric), finite(value)));
        }
        for (Importance.Column column : importance.columns()) {
            ObjectNode one = json.withArray("columns").addObject();
            column.names().forEach(one.putArray("names")::add);
            put(one.putObject("change"), column.change());
            drops(one, column.drops());
            one.put("groups", column.groups());
        }
        json.put("seed", method.seed()).put("calls", importance.calls());
        List<String> warnings = importance.warnings();
        warnings.forEach(json.putArray("warnings")::add);
        return MAPPER.writeValueAsString(json);
    }

    private static void drops(ObjectNode json, Map<Metric, Repeated> drops) {
        if (!drops.isEmpty()) {
            ObjectNode all = json.putObject("drops");
            drops.forEach((metric, drop) -> put(all.putObject(Settings.id(metric)), drop));
        }
    }

    private static void put(ObjectNode json, Repeated value) {
        json.put("mean", finite(value.mean())).put("standardError", finite(value.error())).put("low", finite(value.low()))
                .put("high", finite(value.high()));
    }

    /// R² of labels that are all equal is no number.
    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
