package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Target ONE = new Target.Logit(0, 0);

    private static Explanation explanation(Input input, Target target, Explanation.Row... rows) {
        Axis tokens = Axis.of(Axis.TOKENS, input.tokens());
        Scores scores = target instanceof Target.Each ? new Scores.Each(Axis.of(Axis.TARGETS, input.targets()), List.of(tokens), List.of(rows))
                : new Scores.One(List.of(tokens), rows[0]);
        return new Explanation(new Explanation.Method("m", Map.of(), ""), new WhiteBox.ModelInfo("sha256:0", "a", "b"), input, target,
                scores, 0, new Cost(0, 0, 0, 0, 0), List.of());
    }

    private static Explanation.Row row(float... scores) {
        return new Explanation.Row(scores, 5, OptionalDouble.of(1));
    }

    @Test void theBalanceIsCounted() {
        assertThat(row(1, 2.5f).balance()).contains(new Explanation.Balance(5, 1, 0.5));
        assertThat(row(1, 2.5f).sum()).isEqualTo(3.5);
        assertThat(new Explanation.Row(new float[] {1}, 5, OptionalDouble.empty()).balance()).isEmpty();
    }

    @Test void aBalanceHoldsUpToItsTolerance() {
        assertThat(new Explanation.Balance(5, 1, 0.5).holds(0.125)).isTrue();
        assertThat(new Explanation.Balance(5, 1, -0.5).holds(0.1249)).isFalse();
        assertThat(new Explanation.Balance(1, 5, -0.5).holds(0.125)).isTrue();
        assertThat(new Explanation.Balance(1, 1, 0).holds(0)).isTrue();
        assertThat(new Explanation.Balance(1, 1, 1e-9).holds(0.01)).isFalse();
    }

    @Test void nothingInItCanBeChanged() {
        float[] scores = {1, 2};
        Explanation.Row row = row(scores);
        List<Explanation.Row> rows = new ArrayList<>(List.of(row));
        Explanation explanation = new Explanation(new Explanation.Method("m", Map.of("b", 1, "a", 2), ""),
                new WhiteBox.ModelInfo("sha256:0", "a", "b"), Toy.input(2, 0), new Target.Each(),
                new Scores.Each(Axis.of(Axis.TARGETS, Toy.tokens(0)), List.of(Axis.of(Axis.TOKENS, Toy.tokens(0, 1))), rows), 0, new Cost(0, 0, 0, 0, 0), List.of());
        scores[0] = 9;
        row.scores()[0] = 9;
        explanation.matrix()[0][0] = 9;
        rows.clear();
        assertThat(explanation.matrix()).isEqualTo(new float[][] {{1, 2}});
        assertThat(explanation.method().settings()).hasToString("{a=2, b=1}").isUnmodifiable();
    }

    @Test void scoresMustFitTheQuestion() {
        refused("explanation: rows of [2] scores, but the target asks for 1 with 3 each", Toy.input(3), ONE, row(1, 2));
        refused("explanation: rows of [1] scores, but the target asks for 2 with 1 each", Toy.input(1, 0, 0), new Target.Each(true, false), row(1));
    }

    private static void refused(String message, Input input, Target target, Explanation.Row... rows) {
        assertThatIllegalArgumentException().isThrownBy(() -> explanation(input, target, rows)).withMessage(message);
    }

    /// A model whose numbers overflow has no explanation.
    @Test void numbersMustBeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> row(1, Float.NaN))
                .withMessage("explanation: the score of token 1 is NaN; the model's numbers overflow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Explanation.Row(new float[1], Double.POSITIVE_INFINITY, OptionalDouble.empty()))
                .withMessage("explanation: the value is Infinity; the model's numbers overflow");
        assertThatIllegalArgumentException().isThrownBy(() -> new Explanation.Row(new float[1], 0, OptionalDouble.of(Double.NaN)))
                .withMessage("explanation: the baseline's value is NaN; the model's numbers overflow");
    }
}
