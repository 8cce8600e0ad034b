package clearhead.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a method says, with everything one needs to judge it or to make it again. Immutable.
///
/// @param method       who says it
/// @param model        about which model
/// @param input        and which input
/// @param target       what was explained
/// @param scores       what it says
/// @param seed         where its random numbers came from
/// @param cost         what it took
/// @param faithfulness what a judge says of it, if one was asked
/// @param warnings     why not to trust it, in sentences
public record Explanation(Method method, BlackBox.ModelInfo model, Input input, Target target, Scores scores, long seed, Cost cost,
                          Optional<Faithfulness> faithfulness, List<String> warnings) {

    /// How well the scores foretell what the model does without the tokens that they name, as the room of judges measures it.
    ///
    /// @param comprehensiveness how much is lost without the highest-scored tokens; more is better
    /// @param sufficiency       how much is lost with nothing but them; less is better
    /// @param z                 how much faster than in random order the value comes back when tokens come in theirs, in deviations
    public record Faithfulness(double comprehensiveness, double sufficiency, double z) {}

    /// A method with all its settings.
    ///
    /// @param id        its name on the command line
    /// @param settings  every setting, as it was used
    /// @param gapReason why its scores need not add up to the difference explained; empty if they must
    /// @param fit       what it found beside scores, by name: how well a surrogate fits, what a rule holds, how sure it is
    public record Method(String id, Map<String, Object> settings, String gapReason, Map<String, Object> fit) {

        /// One that finds nothing beside scores.
        public Method(String id, Map<String, Object> settings, String gapReason) {
            this(id, settings, gapReason, Map.of());
        }

        /// Sorts the settings by name.
        public Method {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
            fit = Collections.unmodifiableMap(new LinkedHashMap<>(fit));
        }
    }

    /// The scores of one explained number.
    ///
    /// @param scores   one for each column
    /// @param value    F(x), the explained number
    /// @param baseline F(x′), the same number for the input that stands for nothing; empty for methods whose scores need not add up
    /// @param errors   the standard error of each score, for methods that draw samples; else empty
    public record Row(float[] scores, double value, OptionalDouble baseline, float[] errors) {

        /// Scores without errors.
        public Row(float[] scores, double value, OptionalDouble baseline) {
            this(scores, value, baseline, new float[0]);
        }

        /// Copies the scores.
        ///
        /// @throws IllegalArgumentException if a number is infinite or none: nobody can read anything from it
        public Row {
            scores = scores.clone();
            errors = errors.clone();
            for (int i = 0; i < scores.length; i++) {
                finite("the score of token %d".formatted(i), scores[i]);
            }
            finite("the value", value);
            baseline.ifPresent(number -> finite("the baseline's value", number));
        }

        private static void finite(String what, double number) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("explanation: %s is %s; the model's numbers overflow".formatted(what, number));
            }
        }

        @Override public float[] scores() {
            return scores.clone();
        }

        @Override public float[] errors() {
            return errors.clone();
        }

        /// What a sentence about a row begins with: `row 3: `, or nothing where there is one.
        public static String name(int row, int rows) {
            return rows == 1 ? "" : "row %d: ".formatted(row);
        }

        /// The sum of the scores, in double precision.
        public double sum() {
            double sum = 0;
            for (float score : scores) {
                sum += score;
            }
            return sum;
        }

        /// Whether the scores add up; empty for methods that do not promise it.
        public Optional<Balance> balance() {
            return baseline.isEmpty() ? Optional.empty()
                    : Optional.of(new Balance(value, baseline.getAsDouble(), value - baseline.getAsDouble() - sum()));
        }
    }

    /// The books of a method whose scores add up to a difference.
    ///
    /// @param value    F(x), the explained number
    /// @param baseline F(x′), the same number for the input that stands for nothing
    /// @param gap      `value − baseline − Σ scores`
    public record Balance(double value, double baseline, double gap) {

        /// Whether the gap is at most this share of the difference that is explained.
        public boolean holds(double tolerance) {
            return Math.abs(gap) <= tolerance * Math.abs(value - baseline);
        }
    }

    /// Copies the list.
    public Explanation {
        warnings = List.copyOf(warnings);
    }

    /// One that nobody has judged yet.
    public Explanation(Method method, BlackBox.ModelInfo model, Input input, Target target, Scores scores, long seed, Cost cost,
                       List<String> warnings) {
        this(method, model, input, target, scores, seed, cost, Optional.empty(), warnings);
    }

    /// The same, judged.
    public Explanation judged(Faithfulness verdict) {
        return new Explanation(method, model, input, target, scores, seed, cost, Optional.of(verdict), warnings);
    }

    /// The same with what its method cannot know: how the question was put, and what is odd about the input or the model.
    public Explanation noted(Map<String, Object> settings, List<String> cautions) {
        Map<String, Object> all = new TreeMap<>(method.settings);
        all.putAll(settings);
        return new Explanation(new Method(method.id, all, method.gapReason, method.fit), model, input, target, scores, seed, cost, faithfulness,
                Stream.concat(cautions.stream(), warnings.stream()).toList());
    }

    /// The explained numbers with their scores: one, or one for each target token; none where the scores are of pairs.
    public List<Row> rows() {
        return switch (scores) {
            case Scores.One one -> List.of(one.row());
            case Scores.Each each -> each.each();
            case Scores.Grid _ -> List.of();
        };
    }

    /// The scores as `[rows][columns]`.
    public float[][] matrix() {
        return scores.matrix();
    }

    /// The scores as comma-separated values, see [ExplanationCsv].
    public String csv() {
        return ExplanationCsv.of(this);
    }

    /// This explanation as JSON, schema `clearhead/explain/1`.
    ///
    /// @param model gives the names of classes
    public String json(BlackBox model) {
        return ExplanationJson.of(this, model);
    }
}
