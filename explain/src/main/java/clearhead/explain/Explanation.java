package clearhead.explain;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a method says, with everything one needs to judge it or to make it again. Immutable.
///
/// @param method   who says it
/// @param model    about which model
/// @param input    and which input; columns of the scores are its tokens
/// @param target   what was explained
/// @param rows     the scores: one row, or one for each target token
/// @param seed     where its random numbers came from
/// @param cost     what it took
/// @param warnings why not to trust it, in sentences
public record Explanation(Method method, WhiteBox.ModelInfo model, Input input, Target target, List<Row> rows, long seed, Cost cost,
                          List<String> warnings) {

    /// A method with all its settings.
    ///
    /// @param id        its name on the command line
    /// @param settings  every setting, as it was used
    /// @param gapReason why its scores need not add up to the difference explained; empty if they must
    public record Method(String id, Map<String, Object> settings, String gapReason) {

        /// Sorts the settings by name.
        public Method {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /// The scores of one explained number.
    ///
    /// @param scores  one for each token of the input
    /// @param balance whether they add up; empty for methods that do not promise it
    public record Row(float[] scores, Optional<Balance> balance) {

        /// The sum of the scores, in double precision.
        public double sum() {
            double sum = 0;
            for (float score : scores) {
                sum += score;
            }
            return sum;
        }
    }

    /// The books of a method whose scores add up to a difference.
    ///
    /// @param value    F(x), the explained number
    /// @param baseline F(x′), the same number for the input that stands for nothing
    /// @param gap      `value − baseline − Σ scores`
    public record Balance(double value, double baseline, double gap) {

        /// The balance of these scores.
        public static Balance of(double value, double baseline, float[] scores) {
            return new Balance(value, baseline, value - baseline - new Row(scores, Optional.empty()).sum());
        }

        /// Whether the gap is at most this share of the difference that is explained.
        public boolean holds(double tolerance) {
            return Math.abs(gap) <= tolerance * Math.abs(value - baseline);
        }
    }

    /// Copies the lists.
    public Explanation {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /// The scores as `[rows][tokens]`.
    public float[][] matrix() {
        return rows.stream().map(row -> row.scores().clone()).toArray(float[][]::new);
    }

    /// This explanation as JSON, schema `clearhead/explain/1`.
    ///
    /// @param model gives the names of classes
    public String json(WhiteBox model) {
        return ExplanationJson.of(this, model);
    }
}
