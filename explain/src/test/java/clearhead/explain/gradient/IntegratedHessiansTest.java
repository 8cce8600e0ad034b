package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Interactions of functions whose integrals can be done by hand, and gradients of gradients through every family of models.
class IntegratedHessiansTest {

    private static final IntegratedHessians AUTO = new IntegratedHessians(new IntegratedGradients());
    static final List<String> FAMILIES = OracleCase.MODEL_NAMES;

    @Provide Arbitrary<float[]> numbers() {
        return Arbitraries.floats().between(-1.5f, 1.5f).ofScale(3).array(float[].class).ofSize(3);
    }

    private static Explanation.Balance balance(Explanation explanation) {
        return ((Scores.Grid) explanation.scores()).balance().orElseThrow();
    }

    private static double greatest(float[][] matrix) {
        return Arrays.stream(matrix).flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(i -> Math.abs(row[i]))).max()
                .orElseThrow();
    }

    /// For `F = ∏ xᵢ^aᵢ` of degree n both integrals can be done by hand: `Γᵢⱼ = aᵢ aⱼ / n² · F`; with n = 2 and two tokens it is the toy of
    /// papers.json. F's derivatives are polynomials of degree below 7, in t below 21, which 16 nodes integrate up to the logarithm's share,
    /// 1.5e-7.
    @Property(tries = 100) void aMonomialIsSharedByItsExponents(@ForAll("numbers") float[] x,
            @ForAll @Size(3) List<@IntRange(max = 2) Integer> exponents) {
        int degree = exponents.stream().mapToInt(a -> a).sum();
        UnaryOperator<Tensor> f = points -> {
            Tensor product = Tensor.full(Shape.of(points.dim(0)), 1);
            for (int i = 0; i < 3; i++) {
                for (int k = 0; k < exponents.get(i); k++) {
                    product = product.mul(token(points, i));
                }
            }
            return product;
        };
        Explanation explanation = Toy.of(f, x).explain(AUTO);
        double value = IntStream.range(0, 3).mapToDouble(i -> Math.pow(x[i], exponents.get(i))).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double expected = degree == 0 ? 0 : value * exponents.get(i) * exponents.get(j) / (degree * degree);
                assertThat((double) explanation.matrix()[i][j]).isCloseTo(expected, within(1e-6 * Math.abs(value) + Float.MIN_NORMAL));
            }
        }
        assertThat(explanation.warnings()).isEmpty();
    }

    /// Symmetric to the bit, complete, and each row is that token's integrated gradient. 1e-4 of the greatest is the yardstick for
    /// gradients in floats; the gap is the one that is asked for.
    @Property(tries = 60) void rowsAddUpToIntegratedGradients(@ForAll("numbers") float[] x, @ForAll("numbers") float[] w) {
        UnaryOperator<Tensor> f = points -> points.mul(Tensor.of(Shape.of(1, 3), w)).sum(LAST).tanh().add(points.exp().sum(LAST));
        Explanation explanation = Toy.of(f, x).explain(AUTO);
        float[][] matrix = explanation.matrix();
        float[] rows = Toy.of(f, x).explain(new IntegratedGradients()).rows().getFirst().scores();
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                assertThat(matrix[i][j]).isEqualTo(matrix[j][i]);
                sum += matrix[i][j];
            }
            assertThat(sum).isCloseTo(rows[i], within(1e-4 * (greatest(matrix) + 1)));
        }
        Explanation.Balance balance = balance(explanation);
        assertThat(balance.holds(0.01) || Math.abs(balance.gap()) < 1e-5 * Math.abs(balance.value())).isTrue();
    }

    /// A function without pairs has none; one that does not look at a token gives it nothing.
    @Property(tries = 60) void whatDoesNotInteractHasNoInteraction(@ForAll("numbers") float[] x) {
        float[][] sum = Toy.of(points -> points.tanh().sum(LAST), x).explain(AUTO).matrix();
        float[][] linear = Toy.of(points -> points.scale(2).sum(LAST), x).explain(AUTO).matrix();
        float[][] blind = Toy.of(points -> token(points, 0).mul(token(points, 1)).exp(), x).explain(AUTO).matrix();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (i != j) {
                    assertThat(sum[i][j]).isZero();
                }
                assertThat((double) linear[i][j]).isCloseTo(i == j ? 2 * x[i] : 0, within(1e-6 * Math.abs(x[i])));
            }
            assertThat(List.of(blind[2][i], blind[i][2])).containsOnly(0f);
        }
    }

    /// One node, `t = ½`, so `u = ⅛` with the weight `9 t² ln 2`: `Γᵢⱼ = weight · (u wᵢᵀ H wⱼ + [i = j] ⟨wᵢ, gᵢ⟩)`, where `wᵢᵀ H wⱼ` is how
    /// `⟨wᵢ, gᵢ⟩` changes along wⱼ: a central difference of first gradients. Its error falls with the square of the step until rounding
    /// takes over; at 2⁻¹² both together were measured below 5e-4 of the greatest (with larger steps T5's ReLUs bend within them). A term
    /// left out of the second pass would be off by its whole size.
    @ParameterizedTest @FieldSource("FAMILIES") void secondGradientsAreDifferencesOfFirst(String family) {
        OpenModel model = OracleCase.open(family);
        OracleCase one = OracleCase.of(family).getFirst();
        Input input = one.input(model);
        Target target = Target.named(one.target(), model);
        IntegratedGradients middle = new IntegratedGradients(Replacement.AUTO, Quadrature.MIDPOINT, OptionalInt.of(1), 0.01, true);
        float[][] matrix = new IntegratedHessians(middle).explain(model, input, target).matrix();

        Meter meter = new Meter(model, input, target);
        Tensor x = meter.look(Probe.NONE).x();
        Tensor from = meter.without(x, Replacement.AUTO, true);
        Tensor way = x.sub(from);
        Tensor point = from.add(way.scale(0.125f));
        int rows = x.dim(1);
        float[] slopes = slopes(meter, point, way);
        double weight = 9 * 0.25 * Math.log(2);
        double step = 0x1p-12;
        double[][] expected = new double[rows][rows];
        double size = 0;
        for (int j = 0; j < rows; j++) {
            Tensor nudge = Tensor.concat(1, way.slice(1, 0, j).scale(0), way.slice(1, j, j + 1).scale((float) step),
                    way.slice(1, j + 1, rows).scale(0));
            float[] ahead = slopes(meter, point.add(nudge), way);
            float[] behind = slopes(meter, point.sub(nudge), way);
            for (int i = 0; i < rows; i++) {
                double second = ((double) ahead[i] - behind[i]) / (2 * step);
                expected[i][j] = weight * (0.125 * second + (i == j ? slopes[i] : 0));
                size = Math.max(size, Math.max(Math.abs(expected[i][j]), weight * Math.abs(slopes[i])));
            }
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                double mean = (expected[i][j] + expected[j][i]) / 2;
                assertThat((double) matrix[i][j]).as("%s, %d and %d", family, i, j).isCloseTo(mean, within(1e-3 * size));
            }
        }
    }

    /// `⟨wᵢ, ∂F/∂xᵢ⟩` at a point.
    private static float[] slopes(Meter meter, Tensor point, Tensor way) {
        Tensor open = point.variable();
        return meter.gradients(meter.at(open), List.of(open)).getFirst().getFirst().mul(way).sum(LAST).toArray();
    }

    @Test void aModelsPairsAddUp() {
        OpenModel bert = OracleCase.open("bert-seqcls");
        OracleCase one = OracleCase.of("bert-seqcls").getFirst();
        Explanation explanation = AUTO.explain(bert, one.input(bert), new Target.Logit(0, 1));
        assertThat(explanation.warnings()).isEmpty();
        assertThat(balance(explanation).holds(0.01)).isTrue();
        int tokens = one.input(bert).tokens().size();
        int steps = (int) explanation.method().settings().get("steps");
        assertThat(explanation.cost().backwards()).isEqualTo(IntStream.iterate(16, n -> n <= steps, n -> 2 * n).sum() * (tokens + 1L));
        assertThat(explanation.matrix()).hasDimensions(tokens, tokens);
        assertThat(explanation.scores().answer()).isEmpty();
    }

    @Test void whatCannotBeShownIsRefused() {
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> AUTO.explain(Small.box(1), Small.input(3, 2, 1), new Target.Each()))
                .withMessage("integrated-hessians: target each: is one matrix of pairs for each token (need one number: sequence, or "
                        + "logit:TOKEN@P)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Toy.of(x -> x.sum(LAST), new float[2049]).explain(AUTO))
                .withMessage("integrated-hessians: 2049 rows have 4198401 pairs (need at most 2048 rows)");
    }

    /// A ReLU's corner is all that this function has, and no node of a Hessian sees it.
    @Test void aCornerIsToldAsAGap() {
        Explanation corner = Toy.of(x -> x.sum(LAST).add(-1).relu(), 1, 1).explain(AUTO);
        assertThat(corner.warnings()).hasSize(1);
        assertThat(corner.warnings().getFirst()).startsWith("with 256 nodes the scores sum to ")
                .endsWith("; a ReLU's corners have no second derivative");
    }
}
