package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many nodes are taken, what is said of it, and that it is the nodes alone that decide the result.
class IntegratedGradientsTest {

    private static final IntegratedGradients AUTO = new IntegratedGradients();

    private static IntegratedGradients steps(int steps) {
        return new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(steps), 0.01, true);
    }

    /// A gate that opens only in the last millionth of the way: no node of 512 is behind it.
    @Test void zerosAreNeverGivenInSilence() {
        Toy gate = Toy.of(x -> token(x, 0).add(-0.999999f).relu().scale(1e6f), 1);
        Explanation explanation = gate.explain(AUTO);
        Explanation.Row row = explanation.rows().getFirst();
        assertThat(row.scores()).containsExactly(0);
        assertThat(row.value()).isGreaterThan(0.9);
        assertThat(row.balance().orElseThrow().gap()).isEqualTo(row.value());
        assertThat(explanation.method().settings()).containsEntry("steps", 512);
        assertThat(explanation.warnings()).containsExactly(
                "with 512 nodes the scores sum to 0.0, but they should to %s, within 1.0 %%".formatted((float) row.value()));
        assertThat(explanation.cost().backwards()).isEqualTo(32 + 64 + 128 + 256 + 512);
    }

    /// The warning stands exactly where the gap is above the tolerance, wherever the gate is, with nodes given or chosen.
    @Property(tries = 60) void aGapIsClosedOrSaid(@ForAll @FloatRange(min = 0.001f, max = 0.999f) @Scale(3) float gate) {
        Toy toy = Toy.of(x -> token(x, 0).sub(Tensor.scalar(gate)).relu(), 1);
        for (IntegratedGradients method : List.of(AUTO, steps(7))) {
            Explanation explanation = toy.explain(method);
            assertThat(explanation.warnings().isEmpty()).isEqualTo(explanation.rows().getFirst().balance().orElseThrow().holds(0.01));
        }
    }

    /// Doubling ends with the first of 32, 64, … 512 nodes whose gap is small enough, and gives what these nodes give.
    @Property(tries = 60) void doublingEndsAsSoonAsTheGapIsClosed(@ForAll @FloatRange(min = 1, max = 2000) float steepness) {
        Toy toy = Toy.of(x -> token(x, 0).add(-0.9f).scale(steepness).tanh(), 1);
        Explanation auto = toy.explain(AUTO);
        int taken = (int) auto.method().settings().get("steps");
        int all = 0;
        for (int n = 32; n <= taken; n *= 2) {
            Explanation given = toy.explain(steps(n));
            all += n;
            if (n == taken) {
                assertThat(given.rows().getFirst().scores()).isEqualTo(auto.rows().getFirst().scores());
                assertThat(given.warnings()).isEqualTo(auto.warnings());
            } else {
                assertThat(given.rows().getFirst().balance().orElseThrow().holds(0.01)).isFalse();
            }
        }
        assertThat(auto.cost().backwards()).isEqualTo(all);
        assertThat(auto.cost().forwards()).isEqualTo(all + 2);
        assertThat(auto.warnings().isEmpty() || taken == 512).isTrue();
    }

    @Test void theToleranceDecidesHowFarDoublingGoes() {
        Toy toy = Toy.of(x -> token(x, 0).add(-0.9f).scale(100).tanh(), 1);
        assertThat(Stream.of(0.5, 0.05, 1e-3).map(tolerance ->
                        new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.MIDPOINT, OptionalInt.empty(), tolerance, true))
                .map(method -> toy.explain(method).method().settings().get("steps"))).containsExactly(32, 64, 128);
    }

    /// The first row is straight and needs 32 nodes, the second is steep and needs more: each is given its own.
    @Test void rowsAreClosedOneByOne() {
        Toy toy = new Toy(Tensor.of(Shape.of(2, 1), 1, 0.5f), points -> {
            Tensor x = points.reshape(points.dim(0), 2);
            return Tensor.concat(1, x.sum(LAST).reshape(-1, 1), token(x, 0).add(-0.9f).scale(300).tanh().reshape(-1, 1))
                    .reshape(points.dim(0), 2, 1);
        });
        Input input = Toy.input(2, 0, 0);
        Explanation both = AUTO.explain(toy, input, new Target.Each(false, false));
        Explanation steep = AUTO.explain(toy, input, new Target.Logit(1, 0));
        int needed = (int) steep.method().settings().get("steps");
        assertThat(needed).isGreaterThan(32);
        assertThat(both.method().settings()).containsEntry("steps", needed).containsEntry("stepsByRow", List.of(32, needed));
        assertThat(steep.method().settings()).doesNotContainKey("stepsByRow");
        assertThat(both.matrix()[1]).isEqualTo(steep.matrix()[0]);
        assertThat(both.matrix()[0]).isEqualTo(AUTO.explain(toy, input, new Target.Logit(0, 0)).matrix()[0]);
        assertThat(both.cost().backwards()).isEqualTo(32 + steep.cost().backwards());
        assertThat(both.cost().forwards()).isEqualTo(steep.cost().forwards());
    }

    /// Some 150 tokens go through the model thirteen copies at a time; one copy at a time gives the same bits.
    @Test void howManyGoTogetherChangesNoBit() {
        OpenModel box = Small.box(Small.model(Block.Order.PRE_NORM, Activation.RELU, 3));
        Input input = Small.input(150, 2, 3);
        Target target = new Target.Logit(-1, 4);
        Tensor x = ((EncoderDecoder) box.model()).tokens().weight().gather(Shape.of(1, 150), input.ids());
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(32);
        double[] sums = new double[150];
        for (int k = 0; k < 32; k++) {
            Tensor point = x.scale((float) nodes.at()[k]).variable();
            Tensor logits = Intervention.set(Site.of(Stack.ENCODER, Kind.EMBED), point).run(pass -> box.forward(input, 1, pass));
            Tensor part = Gradients.of(target.of(logits, box, input, Optional.empty()).getFirst()).wrt(point).mul(x).sum(LAST);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += nodes.weight()[k] * part.at(0, i);
            }
        }
        float[] scores = new float[sums.length];
        IntStream.range(0, scores.length).forEach(i -> scores[i] = (float) sums[i]);
        assertThat(steps(32).explain(box, input, target).matrix()[0]).isEqualTo(scores);
    }

    /// How much the last doubling moved a score: known from the explanations with the numbers of nodes given.
    @Test void theLastDoublingIsTold() {
        Toy toy = Toy.of(x -> token(x, 0).add(-0.9f).scale(100).tanh().add(token(x, 1)), 1, 2);
        Explanation auto = toy.explain(AUTO);
        int taken = (int) auto.method().settings().get("steps");
        assertThat(taken).isGreaterThan(32);
        float[] last = auto.matrix()[0];
        float[] before = toy.explain(steps(taken / 2)).matrix()[0];
        assertThat(auto.method().settings())
                .containsEntry("lastChange", Math.max(Math.abs(last[0] - before[0]), Math.abs(last[1] - before[1])));
    }

    /// A gap of less than a hundred thousandth of the values is rounding, however small the difference: no nodes are spent on it.
    @Test void roundingIsNoGap() {
        Explanation close = Toy.of(x -> token(x, 0).scale(1e-4f).add(1000), 1).explain(AUTO);
        assertThat(close.method().settings()).containsEntry("steps", 32);
        assertThat(close.warnings()).isEmpty();
        assertThat(close.rows().getFirst().balance().orElseThrow().holds(0.01)).isFalse();
    }

    /// In front of a root mean square norm the mean row is taken; zero, asked for by name, is done and warned of.
    @ParameterizedTest @ValueSource(strings = {"llama", "qwen2", "t5", "gpt2", "bert-seqcls", "marian"})
    void zeroIsWarnedOfWhereANormSeesNoScale(String name) {
        OpenModel model = OracleCase.open(name);
        OracleCase one = OracleCase.of(name).getFirst();
        Target target = Target.named(one.target(), model);
        boolean rms = List.of("llama", "qwen2", "t5").contains(name);
        IntegratedGradients auto = new IntegratedGradients(Replacement.AUTO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(8), 1, true);
        IntegratedGradients zero = new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(8), 100, true);
        assertThat(auto.explain(model, one.input(model), target).method().settings()).containsEntry("replacement", rms ? "mean" : "zero");
        for (Explainer<WhiteBox> method : List.of(zero, new SequentialIntegratedGradients(zero))) {
            List<String> warnings = method.explain(model, one.input(model), target).warnings();
            assertThat(warnings.stream().anyMatch(warning -> warning.contains("replacement=mean has no such spike"))).isEqualTo(rms);
        }
        assertThat(auto.explain(model, one.input(model), target).warnings()).noneMatch(warning -> warning.contains("spike"));
        assertThat(new InputXGradient().explain(model, one.input(model), target).warnings().stream()
                .anyMatch(warning -> warning.startsWith("input × gradient nearly vanishes"))).isEqualTo(rms);
    }

    /// Where the embedding is read by layer norms alone, and there only, signed saliency is said to be 0.
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "t5", "marian", "gpt2", "bert-seqcls", "distilbert-seqcls", "roberta-seqcls", "vit"})
    void signedSaliencyIsSaidToBeNothingWhereItIs(String name) {
        OpenModel model = OracleCase.open(name);
        OracleCase one = OracleCase.of(name).getFirst();
        Target target = Target.named(one.target(), model);
        Explanation signed = new Saliency(Saliency.Reduce.SUM).explain(model, one.input(model), target);
        float[] l1 = new Saliency(Saliency.Reduce.L1).explain(model, one.input(model), target).matrix()[0];
        boolean nothing = IntStream.range(0, l1.length).allMatch(i -> Math.abs(signed.matrix()[0][i]) <= 1e-5 * l1[i]);
        assertThat(nothing).isEqualTo(!List.of("llama", "qwen2", "t5", "marian").contains(name));
        assertThat(signed.warnings().stream().anyMatch(warning -> warning.contains("by construction here"))).isEqualTo(nothing);
    }

    @Test void itsSettingsAreRecordedAsTheyWereUsed() {
        Toy toy = Toy.of(x -> token(x, 0), 1, 3);
        assertThat(toy.explain(AUTO, 1).method()).hasToString("Method[id=integrated-gradients, "
                + "settings={quadrature=gauss-legendre, replacement=zero, special=true, steps=32, tolerance=0.01}, gapReason=, fit={}]");
        IntegratedGradients left = new IntegratedGradients(Replacement.Plain.MEAN, Quadrature.LEFT, OptionalInt.of(3), 0.5, true);
        assertThat(toy.explain(left, 1).method().settings())
                .hasToString("{quadrature=left, replacement=mean, special=true, steps=3, tolerance=0.5}");
    }

    @Test void badSettingsAreRefused() {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> steps(0))
                .withMessage("quadrature gauss-legendre: 0 nodes are too few (need at least 1)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() ->
                        new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.LEFT, OptionalInt.empty(), Double.NaN, true))
                .withMessage("integrated gradients: tolerance NaN: is no share (need 0, or a small share such as 0.01)");
    }
}
