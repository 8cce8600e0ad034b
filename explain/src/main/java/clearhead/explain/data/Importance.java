package clearhead.explain.data;

import clearhead.explain.BlackBox;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How much a model's answers hang on each column of a table.
///
/// @param method    how it was measured
/// @param model     about which model
/// @param source    the table
/// @param examples  how many it has
/// @param output    what was measured, in words
/// @param unchanged the metrics of the examples as they are; empty where there are no labels
/// @param columns   what was found, in the table's order
/// @param repeats   how many permutations there were
/// @param calls     how often the model was asked
/// @param warnings  why not to trust it, in sentences
public record Importance(PermutationImportance method, BlackBox.ModelInfo model, String source, int examples, String output,
                         Map<Metric, Double> unchanged, List<Column> columns, int repeats, long calls, List<String> warnings) {

    /// Copies the lists.
    public Importance {
        unchanged = copy(unchanged);
        columns = List.copyOf(columns);
        warnings = List.copyOf(warnings);
    }

    /// What was found about a column, or several that were exchanged as one.
    ///
    /// @param names  of the columns
    /// @param change `1/N Σ_j (y_j − y_{j,perm})²`
    /// @param drops  how much worse each metric becomes; empty where there are no labels
    /// @param groups among how many groups of like examples values were exchanged; 1 for all examples
    public record Column(List<String> names, Repeated change, Map<Metric, Repeated> drops, int groups) {

        /// Copies the lists.
        public Column {
            names = List.copyOf(names);
            drops = copy(drops);
        }
    }

    private static <T> Map<Metric, T> copy(Map<Metric, T> values) {
        Map<Metric, T> copy = new EnumMap<>(Metric.class);
        copy.putAll(values);
        return Collections.unmodifiableMap(copy);
    }

    /// This as JSON, schema `clearhead/importance/1`.
    public String json() {
        return ImportanceJson.of(this);
    }
}
