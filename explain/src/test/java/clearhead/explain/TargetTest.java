package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TargetTest {

    /// Two copies, two positions, three classes; e⁰ + e⁰ + e^(ln 2) = 4.
    private static final float LN2 = (float) Math.log(2);
    private static final Tensor LOGITS = Tensor.of(Shape.of(2, 2, 3), 1, 2, 3, 0, 0, LN2, 7, 8, 9, LN2, 0, 0);
    private static final Input INPUT = Toy.input(1, 2, 0);

    private static final Toy TOY = Toy.of(x -> x, 0);

    private static void gives(Target target, float... expected) {
        List<Tensor> all = target.of(LOGITS, TOY, INPUT, Optional.empty());
        assertThat(all).hasSize(expected.length / 2);
        for (int row = 0; row < expected.length / 2; row++) {
            assertThat(all.get(row).shape()).isEqualTo(Shape.of(2));
            assertThat(all.get(row).toArray()).containsExactly(new float[] {expected[2 * row], expected[2 * row + 1]}, within(1e-6f));
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
        gives(new Target.Each(false, false), 3, 9, 0, LN2);
        gives(new Target.Each(true, false), (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)), (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)),
                -2 * LN2, -LN2);
    }

    @Test void someAreMadeOfSeveralNumbers() {
        gives(new Target.Start(1), 0, LN2);
        gives(new Target.End(-2), 2, 8);
        gives(new Target.Span(0, 1), 1, 7);
        gives(new Target.Sequence(), (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)) - 2 * LN2,
                (float) -Math.log(1 + Math.exp(-1) + Math.exp(-2)) - LN2);
        gives(new Target.Entropy(OptionalInt.of(1)), 1.5f * LN2, 1.5f * LN2);
    }

    @Test void anActivationIsOneNumberOfASite() {
        Target.Activation one = Target.Activation.named("target", "blocks.1.mlp.post@1,2");
        assertThat(one.text()).isEqualTo("blocks.1.mlp.post@1,2");
        assertThat(Target.named("activation:blocks.1.mlp.post@1,2", TOY)).isEqualTo(one);
        gives(one, LN2, 0);
        for (String index : List.of("1", "1,2,0", "2,0", "0,-1", "0,3")) {
            assertThatExceptionOfType(BadInput.class).isThrownBy(() -> gives(Target.Activation.named("target", "embed@" + index)))
                    .withMessage("activation embed@%s: there is no such number (need an index for each axis of [2, 2, 3] but the first)", index);
        }
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Target.named("activation:embed", TOY)).withMessage(
                "--target activation:embed: names no number of an activation (need SITE@P,UNIT, such as blocks.1.mlp.post@3,17)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Target.named("activation:embed@one", TOY))
                .withMessageStartingWith("--target activation:embed@one: ");
    }

    @Test void aSimilarityIsACosineOrAProduct() {
        Tensor vectors = Tensor.of(Shape.of(2, 1, 2), 3, 4, -2, 0);
        Optional<Tensor> with = Optional.of(Tensor.of(Shape.of(1, 1, 2), 0, 2));
        assertThat(new Target.Similarity(true).of(vectors, TOY, INPUT, with).getFirst().toArray()).containsExactly(new float[] {0.8f, 0}, within(1e-6f));
        assertThat(new Target.Similarity(false).of(vectors, TOY, INPUT, with).getFirst().toArray()).containsExactly(8, 0);
        refused(new Target.Similarity(true), "target similarity: there is one text (need a second one, --pair or --pair-ids)");
    }

    @Test void whatTheModelDoesNotGiveIsRefused() {
        refused(new Target.Logit(2, 1), "target: there is no position 2 (need 0 to 1, or -1 to -2 from the end)");
        refused(new Target.Logit(-3, 1), "target: there is no position -3 (need 0 to 1, or -1 to -2 from the end)");
        refused(new Target.Probability(0, 3), "target: there is no class 3 (need 0 to 2)");
        refused(new Target.Difference(0, 0, 4), "target: there is no class 4 (need 0 to 2)");
        refused(new Target.Each(true, false), Toy.input(1),
                "target: of the tokens that are written, but there is none (need --target-text or --target-ids)");
    }

    private static void refused(Target target, String message) {
        refused(target, INPUT, message);
    }

    private static void refused(Target target, Input input, String message) {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> target.of(LOGITS, TOY, input, Optional.empty())).withMessage(message);
    }

    @Test void peopleWriteThemInWords() {
        means("predicted", new Target.Predicted());
        means("predicted@-1", new Target.Predicted(OptionalInt.of(-1)));
        means("logit:3", new Target.Logit(3));
        means("logit:3@2", new Target.Logit(2, 3));
        means("prob:0@-1", new Target.Probability(-1, 0));
        means("logprob:1", new Target.LogProbability(OptionalInt.empty(), 1));
        means("diff:1,2", new Target.Difference(OptionalInt.empty(), 1, 2));
        means("diff:1,2@4", new Target.Difference(4, 1, 2));
        means("start:-3", new Target.Start(-3));
        means("span:3,5", new Target.Span(3, 5));
        means("entropy@1", new Target.Entropy(OptionalInt.of(1)));
        means("each", new Target.Each());
        for (String wrong : List.of("", "logit", "logit:", "logit:x", "diff:1", "diff:1,x", "span:1", "start:x", "sequence@1", "logits:1", "end")) {
            assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Target.named(wrong, TOY)).withMessageContaining("is no target of this model");
        }
    }

    private static void means(String text, Target target) {
        assertThat(Target.named(text, TOY)).isEqualTo(target);
    }
}
