package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import org.junit.jupiter.api.Test;

class TargetTest {

    /// Two copies, two positions, three classes; e⁰ + e⁰ + e^(ln 2) = 4.
    private static final float LN2 = (float) Math.log(2);
    private static final Tensor LOGITS = Tensor.of(Shape.of(2, 2, 3), 1, 2, 3, 0, 0, LN2, 7, 8, 9, LN2, 0, 0);
    private static final Input INPUT = Toy.input(1, 2, 0);

    private static void gives(Target target, float... expected) {
        assertThat(target.rows(INPUT)).isEqualTo(expected.length / 2);
        for (int row = 0; row < expected.length / 2; row++) {
            Tensor values = target.of(LOGITS, INPUT).get(row);
            assertThat(values.shape()).isEqualTo(Shape.of(2));
            assertThat(values.toArray()).containsExactly(new float[] {expected[2 * row], expected[2 * row + 1]}, within(1e-6f));
        }
    }

    @Test void eachKindIsOneNumberForEveryCopy() {
        gives(new Target.Logit(0, 1), 2, 8);
        gives(new Target.Logit(-1, 0), 0, LN2);
        gives(new Target.Difference(0, 2, 0), 2, 2);
        gives(new Target.Probability(1, 0), 0.25f, 0.5f);
        gives(new Target.LogProbability(-1, 0), -2 * LN2, -LN2);
    }

    @Test void eachTargetTokenIsARow() {
        gives(new Target.Each(false), 3, 9, 0, LN2);
        gives(new Target.Each(), (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)), (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)),
                -2 * LN2, -LN2);
    }

    @Test void positionsCountFromEitherEnd() {
        assertThat(new Target.Logit(3, 0).position(5)).isEqualTo(3);
        assertThat(new Target.Logit(-5, 0).position(5)).isZero();
    }

    @Test void whatTheModelDoesNotGiveIsRefused() {
        refused(new Target.Logit(2, 1), "target: class 1 at position 2, but the model gives 3 classes at 2 positions");
        refused(new Target.Logit(-3, 1), "target: class 1 at position -3, but the model gives 3 classes at 2 positions");
        refused(new Target.Probability(0, 3), "target: class 3 at position 0, but the model gives 3 classes at 2 positions");
        refused(new Target.LogProbability(0, -1), "target: class -1 at position 0, but the model gives 3 classes at 2 positions");
        refused(new Target.Difference(0, 0, 4), "target: class 4 at position 0, but the model gives 3 classes at 2 positions");
        refused(new Target.Each(), Toy.input(1, 0, 0, 1), "target: class 1 at position 2, but the model gives 3 classes at 2 positions");
        refused(new Target.Each(), Toy.input(1), "target: each of the input's target tokens, but it has none");
        assertThatIllegalArgumentException().isThrownBy(() -> new Target.Each().rows(Toy.input(1)));
    }

    private static void refused(Target target, String message) {
        refused(target, INPUT, message);
    }

    private static void refused(Target target, Input input, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> target.of(LOGITS, input)).withMessage(message);
    }
}
