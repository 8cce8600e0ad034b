package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import clearhead.autograd.Engine;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import clearhead.explain.attention.RawAttention;
import clearhead.explain.control.RandomScores;
import clearhead.explain.decompose.DeepLift;
import clearhead.explain.gradient.DiscretizedIntegratedGradients;
import clearhead.explain.gradient.GradientShap;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.gradient.Saliency;
import clearhead.explain.gradient.SequentialIntegratedGradients;
import clearhead.explain.gradient.SmoothGrad;
import clearhead.explain.perturb.Occlusion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A transformer under every method: what must not change a bit, and what must be left alone.
class OpenModelTest {

    private static final Input INPUT = Small.input(7, 4, 6);

    static List<Explainer<? super WhiteBox>> methods() {
        return List.of(new Saliency(), new InputXGradient(), new DeepLift(), new Occlusion(), new RawAttention(), new RandomScores(4),
                new IntegratedGradients(),
                new IntegratedGradients(Replacement.Plain.MEAN, Quadrature.MIDPOINT, OptionalInt.of(11), 0.01, true),
                new SequentialIntegratedGradients(new IntegratedGradients()), new SmoothGrad(4), new GradientShap(4),
                new DiscretizedIntegratedGradients(3, 4, DiscretizedIntegratedGradients.Strategy.GREEDY, new IntegratedGradients()));
    }

    /// The row of the one number that is explained: of a matrix the answer's own.
    private static Explanation.Row row(Explanation explanation) {
        return explanation.scores() instanceof Scores.Grid grid
                ? new Explanation.Row(grid.answer().orElseThrow(), grid.value(), grid.baseline()) : explanation.rows().getFirst();
    }

    /// The gradient of one row does not pass what only the other rows depend on, and the order of the rest is the same: so the row is, to
    /// the bit. Random rows are independent streams, of which a single number is the first.
    @ParameterizedTest @MethodSource("methods") void eachRowIsTheExplanationOfItsNumberAlone(Explainer<? super WhiteBox> method) {
        WhiteBox box = Small.box(8);
        for (boolean logs : new boolean[] {true, false}) {
            Explanation each = method.explain(box, INPUT, new Target.Each(logs, false));
            assertThat(each.rows()).hasSize(4);
            for (int t = 0; t < (method instanceof RandomScores ? 1 : 4); t++) {
                int id = INPUT.targetIds()[t];
                Explanation.Row one = row(method.explain(box, INPUT, logs ? new Target.LogProbability(t, id) : new Target.Logit(t - 5, id)));
                assertThat(each.rows().get(t).scores()).isEqualTo(one.scores());
                assertThat(each.rows().get(t).value()).isEqualTo(one.value());
                assertThat(each.rows().get(t).balance()).isEqualTo(one.balance());
            }
        }
    }

    @ParameterizedTest @MethodSource("methods") void threadsChangeNoBit(Explainer<? super WhiteBox> method) {
        EncoderDecoder model = EncoderDecoder.random(EncoderDecoder.Config.of(9, 7, 40, 6, 32, 4, 64, 2, 2, Block.Order.PRE_NORM,
                Activation.GELU), 2);
        Input input = Small.input(40, 4, 3);
        String[] results = new String[3];
        for (int threads = 1; threads <= 3; threads++) {
            try (Threads team = Threads.of(threads)) {
                results[threads - 1] = bits(method.explain(Small.box(model.on(Engine.with(team))), input, new Target.Each(true, false)));
            }
        }
        assertThat(results[1]).isEqualTo(results[0]);
        assertThat(results[2]).isEqualTo(results[0]);
    }

    @Test void explanationsThatRunAtOnceDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        WhiteBox box = Small.box(8);
        List<Input> inputs = List.of(INPUT, Small.input(20, 4, 1));
        List<String> alone = inputs.stream().map(input -> all(box, input)).toList();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 3; round++) {
                List<Future<String>> together = inputs.stream().map(input -> pool.submit(() -> all(box, input))).toList();
                for (int i = 0; i < inputs.size(); i++) {
                    assertThat(together.get(i).get()).isEqualTo(alone.get(i));
                }
            }
        }
    }

    private static String all(WhiteBox box, Input input) {
        return String.join("\n", methods().stream().map(method -> bits(method.explain(box, input, new Target.Each(true, false)))).toList());
    }

    private static String bits(Explanation explanation) {
        StringBuilder text = new StringBuilder(explanation.method().toString());
        for (Explanation.Row row : explanation.rows()) {
            for (float score : row.scores()) {
                text.append(' ').append(Float.floatToRawIntBits(score));
            }
            text.append(row.value()).append(row.balance());
        }
        return text.toString();
    }

    /// A model that was being trained is explained as a constant: no gradient reaches a weight, and nothing is kept for one.
    @Test void nothingIsRecordedForWeights() {
        EncoderDecoder trained = Small.model(Block.Order.PRE_NORM, Activation.SILU, 8).trainable();
        assertThat(trained.forward(Batch.of(new int[] {1}), Batch.of(new int[] {1}), Pass.PLAIN).isRecorded()).isTrue();
        Trace trace = Trace.all();
        assertThat(Small.box(trained).forward(INPUT, 2, Pass.watched(trace)).isRecorded()).isFalse();
        assertThat(trace.activations().values()).noneMatch(Tensor::isRecorded);
    }

    @ParameterizedTest @MethodSource("methods") void explainingLeavesTheModelAlone(Explainer<? super WhiteBox> method) {
        OpenModel box = Small.box(8);
        for (Target target : List.of(new Target.Each(true, false), new Target.Difference(0, 1, 2))) {
            assertThat(method.explain(box, INPUT, target).model()).isEqualTo(box.info());
        }
        assertThat(Digest.of(OpenModel.config(box.model()), box.model())).isEqualTo(box.info().digest());
    }

    @Test void everyCopyIsTheModelsOwnAnswer() {
        OpenModel box = Small.box(8);
        Tensor three = box.forward(INPUT, 3, Pass.PLAIN);
        assertThat(three.shape()).isEqualTo(Shape.of(3, 5, 7));
        float[] one = box.forward(INPUT, 1, Pass.PLAIN).toArray();
        for (int copy = 0; copy < 3; copy++) {
            assertThat(three.slice(0, copy, copy + 1).toArray()).isEqualTo(one);
        }
    }

    @Test void itSaysWhatItIs() {
        OpenModel box = Small.box(8);
        assertThat(box.info().architecture()).isEqualTo("encoder-decoder");
        assertThat(box.info().source()).isEqualTo("a test");
        assertThat(box.label(2)).isEqualTo("c");
        assertThat(box.leaves(INPUT, false)).extracting(leaf -> leaf.site().name()).containsExactly("encoder.embed");
        assertThat(box.leaves(INPUT, true)).extracting(leaf -> leaf.site().name()).containsExactly("encoder.embed", "decoder.embed");
        assertThat(box.towers()).containsOnlyKeys(Stack.ENCODER, Stack.DECODER);
    }

    @ParameterizedTest @MethodSource("methods") void aTargetThatIsNotThereIsRefused(Explainer<? super WhiteBox> method) {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> method.explain(Small.box(8), INPUT, new Target.Logit(5, 0)))
                .withMessage("target: there is no position 5 (need 0 to 4, or -1 to -5 from the end)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> method.explain(Small.box(8), INPUT, new Target.Probability(0, 7)))
                .withMessage("target: there is no class 7 (need 0 to 6)");
    }

    @Test void aBalanceIsThereForMethodsThatPromiseOne() {
        for (Explainer<? super WhiteBox> method : methods()) {
            Explanation explanation = method.explain(Small.box(8), INPUT, new Target.Logit(0, 0));
            boolean promises = method instanceof IntegratedGradients || method instanceof DiscretizedIntegratedGradients
                    || method instanceof DeepLift;
            assertThat(explanation.method().gapReason().isEmpty()).isEqualTo(promises);
            assertThat(row(explanation).balance().map(Explanation.Balance::value))
                    .isEqualTo(promises ? Optional.of(row(explanation).value()) : Optional.empty());
        }
    }
}
