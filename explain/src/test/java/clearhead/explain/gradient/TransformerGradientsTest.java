package clearhead.explain.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.probe.Pass;
import clearhead.explain.Quadrature;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Naive;
import clearhead.explain.Replacement;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gradient methods on transformers, against central differences of the same transformer in double precision.
///
/// The project's yardstick for float against double, measured on nine models, is `10⁻⁴ · max |score| + 10⁻⁵ · max |F|`; a central
/// difference with step h in double precision is off by about `10⁻¹⁶ |F| / h + h² |F‴|`, which is nothing beside it; the step is small so
/// that a ReLU's corner is unlikely to lie within it.
class TransformerGradientsTest {

    private static final double STEP = 1e-6;

    /// One model, one input, and every kind of target for its third position.
    private record Case(String name, EncoderDecoder model, Input input) {

        OpenModel box() {
            return Small.box(model);
        }

        Naive naive() {
            return new Naive(model, box().special().start(), input.targetIds());
        }

        double[][] embedded() {
            return naive().embed(input.ids());
        }

        @Override public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(Block.Order.PRE_NORM, Block.Order.POST_NORM).flatMap(order -> Stream.of(Activation.SILU, Activation.RELU)
                .map(activation -> new Case(order + " " + activation, Small.model(order, activation, order.ordinal() + 5),
                        Small.input(5, 4, 2))));
    }

    private static final Map<Target, ToDoubleFunction<double[][]>> TARGETS = Map.of(
            new Target.Logit(2, 1), logits -> logits[2][1],
            new Target.Logit(-1, 0), logits -> logits[4][0],
            new Target.Difference(2, 1, 4), logits -> logits[2][1] - logits[2][4],
            new Target.LogProbability(0, 3), logits -> logits[0][3] - Math.log(total(logits[0])),
            new Target.Probability(1, 2), logits -> Math.exp(logits[1][2]) / total(logits[1]));

    private static double total(double[] row) {
        double sum = 0;
        for (double logit : row) {
            sum += Math.exp(logit);
        }
        return sum;
    }

    @ParameterizedTest @MethodSource("cases") void theModelIsTheSameInDoublePrecision(Case one) {
        double[][] logits = one.naive().logits(one.embedded());
        Tensor computed = one.box().forward(one.input, 1, Pass.PLAIN);
        for (int t = 0; t < logits.length; t++) {
            for (int id = 0; id < logits[t].length; id++) {
                assertThat((double) computed.at(0, t, id)).isCloseTo(logits[t][id], within(1e-5 * greatest(logits)));
            }
        }
    }

    @ParameterizedTest @MethodSource("cases") void inputTimesGradientIsTheSlopeAlongTheEmbedding(Case one) {
        double[][] x = one.embedded();
        TARGETS.forEach((target, f) -> check(one, target, new InputXGradient(),
                IntStream.range(0, x.length).mapToDouble(i -> slope(one, f, x, i, x[i])).toArray()));
    }

    @ParameterizedTest @MethodSource("cases") void saliencyIsTheSizeOfTheGradient(Case one) {
        double[][] x = one.embedded();
        TARGETS.forEach((target, f) -> {
            double[][] gradient = new double[x.length][x[0].length];
            for (int i = 0; i < x.length; i++) {
                for (int d = 0; d < x[i].length; d++) {
                    double[] direction = new double[x[i].length];
                    direction[d] = 1;
                    gradient[i][d] = slope(one, f, x, i, direction);
                }
            }
            check(one, target, new Saliency(), Stream.of(gradient)
                    .mapToDouble(row -> Math.sqrt(Arrays.stream(row).map(slope -> slope * slope).sum())).toArray());
            double[] l1 = Stream.of(gradient).mapToDouble(row -> Arrays.stream(row).map(Math::abs).sum()).toArray();
            check(one, target, new Saliency(Saliency.Reduce.L1), l1);
            double[] sum = Stream.of(gradient).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
            Explanation signed = check(one, target, new Saliency(Saliency.Reduce.SUM), sum);
            // every reader of the embedding is a layer norm, to which a number added everywhere is nothing
            boolean blind = one.model.config().decoder().block().order() == Block.Order.PRE_NORM;
            for (int i = 0; i < sum.length; i++) {
                assertThat(Math.abs(signed.matrix()[0][i]) < 1e-5 * l1[i]).isEqualTo(blind);
            }
            assertThat(signed.warnings()).isEqualTo(blind ? List.of("the signed sum of a gradient is 0 by construction here, where a layer "
                    + "norm is all that reads the embedding: what stands there is rounding") : List.of());
        });
    }

    @ParameterizedTest @MethodSource("cases") void integratedGradientsAreTheMeanSlopeAlongThePath(Case one) {
        double[][] x = one.embedded();
        for (Replacement.Plain replacement : List.of(Replacement.Plain.ZERO, Replacement.Plain.MEAN)) {
            double[] empty = replacement == Replacement.Plain.ZERO ? new double[x[0].length] : mean(one);
            double[][] way = IntStream.range(0, x.length).mapToObj(i -> minus(x[i], empty)).toArray(double[][]::new);
            for (Quadrature rule : List.of(Quadrature.GAUSS_LEGENDRE, Quadrature.TRAPEZOID)) {
                Quadrature.Nodes nodes = rule.nodes(6);
                TARGETS.forEach((target, f) -> {
                    double[] expected = new double[x.length];
                    for (int k = 0; k < 6; k++) {
                        double alpha = nodes.at()[k];
                        double[][] point = IntStream.range(0, x.length).mapToObj(i -> minus(x[i], times(1 - alpha, way[i])))
                                .toArray(double[][]::new);
                        for (int i = 0; i < x.length; i++) {
                            expected[i] += nodes.weight()[k] * slope(one, f, point, i, way[i]);
                        }
                    }
                    Explanation explanation = check(one, target,
                            new IntegratedGradients(replacement, rule, OptionalInt.of(6), 0.01, true), expected);
                    double[][] nothing = IntStream.range(0, x.length).mapToObj(_ -> empty).toArray(double[][]::new);
                    double baseline = f.applyAsDouble(one.naive().logits(nothing));
                    assertThat(explanation.rows().getFirst().baseline().orElseThrow()).isCloseTo(baseline, within(1e-5 * scale(one)));
                });
            }
        }
    }

    /// With the nodes chosen by the gap, the scores add up within 1 % or it is said that they do not.
    @ParameterizedTest @MethodSource("cases") void chosenNodesCloseTheGap(Case one) {
        Explanation explanation = new IntegratedGradients().explain(one.box(), one.input, new Target.Each(false, false));
        for (int row = 0; row < 4; row++) {
            String name = "row %d:".formatted(row);
            assertThat(explanation.rows().get(row).balance().orElseThrow().holds(0.01))
                    .isEqualTo(explanation.warnings().stream().noneMatch(warning -> warning.startsWith(name)));
        }
        assertThat(explanation.warnings().size()).isLessThan(4);
    }

    private static Explanation check(Case one, Target target, Explainer<WhiteBox> method, double[] expected) {
        Explanation explanation = method.explain(one.box(), one.input, target);
        double yardstick = 1e-4 * greatest(new double[][] {expected}) + 1e-5 * scale(one);
        float[] scores = explanation.matrix()[0];
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) scores[i]).as("%s, %s, token %d", method, target, i).isCloseTo(expected[i], within(yardstick));
        }
        double value = TARGETS.get(target).applyAsDouble(one.naive().logits(one.embedded()));
        assertThat(explanation.rows().getFirst().value()).isCloseTo(value, within(1e-5 * scale(one)));
        return explanation;
    }

    /// What the logits are made of is of the size of the greatest of them.
    private static double scale(Case one) {
        return greatest(one.naive().logits(one.embedded()));
    }

    /// The derivative of F as token i's row moves in this direction.
    private static double slope(Case one, ToDoubleFunction<double[][]> f, double[][] at, int i, double[] direction) {
        double[][] ahead = at.clone();
        double[][] behind = at.clone();
        ahead[i] = minus(at[i], times(-STEP, direction));
        behind[i] = minus(at[i], times(STEP, direction));
        Naive naive = one.naive();
        return (f.applyAsDouble(naive.logits(ahead)) - f.applyAsDouble(naive.logits(behind))) / (2 * STEP);
    }

    private static double[] mean(Case one) {
        int vocab = one.model.config().sourceVocab();
        double[] mean = new double[one.model.config().encoder().dModel()];
        for (double[] row : one.naive().embed(IntStream.range(0, vocab).toArray())) {
            mean = minus(mean, times(-1.0 / vocab, row));
        }
        return mean;
    }

    private static double[] minus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    private static double[] times(double factor, double[] a) {
        return IntStream.range(0, a.length).mapToDouble(i -> factor * a[i]).toArray();
    }

    private static double greatest(double[][] numbers) {
        return Stream.of(numbers).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    }
}
