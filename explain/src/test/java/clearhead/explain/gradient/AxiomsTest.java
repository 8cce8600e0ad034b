package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Quadrature;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What the axioms of the paper (1703.01365, sections 2 and 4) promise of integrated gradients, and what of it holds for input × gradient.
/// The baseline is zero throughout, so that both multiply by the embedding itself.
class AxiomsTest {

    /// Half a unit in the last place of a float in [1, 2): what one operation can be off by, as a share.
    private static final double EPS = 0x1p-24;

    /// Both signs and zero, in steps of a millionth, so that no product falls below the normal floats.
    @Provide Arbitrary<Float> number() {
        return Arbitraries.floats().between(-2, 2).ofScale(6);
    }

    @Provide Arbitrary<float[]> numbers() {
        return number().array(float[].class).ofSize(4);
    }

    @Provide Arbitrary<Explainer<WhiteBox>> method() {
        return Arbitraries.of(new InputXGradient(), integrated(Quadrature.GAUSS_LEGENDRE, 3), integrated(Quadrature.RIGHT, 4),
                new SequentialIntegratedGradients(integrated(Quadrature.GAUSS_LEGENDRE, 3)), overWords(2));
    }

    @Provide Arbitrary<Float> powerOfTwo() {
        return Arbitraries.of(-4f, -1f, -0.5f, 0.25f, 1f, 2f);
    }

    private static IntegratedGradients integrated(Quadrature rule, int steps) {
        return new IntegratedGradients(Replacement.Plain.ZERO, rule, OptionalInt.of(steps), 0.01, true);
    }

    private static DiscretizedIntegratedGradients overWords(int steps) {
        return new DiscretizedIntegratedGradients(3, 2, DiscretizedIntegratedGradients.Strategy.GREEDY,
                integrated(Quadrature.GAUSS_LEGENDRE, steps));
    }

    private static float[] scores(UnaryOperator<Tensor> f, Explainer<WhiteBox> method, float... x) {
        return Toy.of(f, x).explain(method).rows().getFirst().scores();
    }

    /// `F = Σ w ⊙ x`: the gradient is w wherever one looks, so any rule with any number of nodes gives `sᵢ = ⟨wᵢ, xᵢ⟩`. With tokens that
    /// are two numbers wide: two products, one sum, the weights' sum, one rounding to float.
    @Property void aLinearFunctionIsExactInOneNode(@ForAll("numbers") float[] w, @ForAll("numbers") float[] x, @ForAll Quadrature rule,
            @ForAll @IntRange(min = 1, max = 9) int steps) {
        Assume.that(rule != Quadrature.TRAPEZOID || steps > 1);
        Toy toy = Toy.wide(2, points -> points.mul(Tensor.of(Shape.of(1, 2, 2), w)).sum(LAST).sum(LAST), x);
        for (Explainer<WhiteBox> method : List.of(integrated(rule, steps), new InputXGradient(),
                new SequentialIntegratedGradients(integrated(rule, steps)))) {
            float[] scores = toy.explain(method).rows().getFirst().scores();
            for (int i = 0; i < 2; i++) {
                double a = (double) w[2 * i] * x[2 * i];
                double b = (double) w[2 * i + 1] * x[2 * i + 1];
                assertThat(scores[i]).isCloseTo((float) (a + b), within((float) (4 * EPS * (Math.abs(a) + Math.abs(b)))));
            }
        }
    }

    /// `F = a x₀² + b x₁² + c x₀ x₁ + d x₀`: along the path the gradient is linear in α, so one node in the middle is exact:
    /// `φ₀ = a x₀² + ½ c x₀ x₁ + d x₀`.
    @Property void aQuadraticFunctionIsExactWithOneGaussLegendreNode(@ForAll("numbers") float[] w, @ForAll("number") float x0,
            @ForAll("number") float x1) {
        UnaryOperator<Tensor> f = x -> token(x, 0).square().scale(w[0]).add(token(x, 1).square().scale(w[1]))
                .add(token(x, 0).mul(token(x, 1)).scale(w[2])).add(token(x, 0).scale(w[3]));
        float[] scores = scores(f, integrated(Quadrature.GAUSS_LEGENDRE, 1), x0, x1);
        near(scores[0], (double) w[0] * x0 * x0, 0.5 * w[2] * x0 * x1, (double) w[3] * x0);
        near(scores[1], (double) w[1] * x1 * x1, 0.5 * w[2] * x0 * x1);
    }

    /// Every term goes through fewer than eight operations.
    private static void near(float score, double... terms) {
        assertThat((double) score).isCloseTo(Arrays.stream(terms).sum(), within(8 * EPS * Arrays.stream(terms).map(Math::abs).sum()));
    }

    /// Sensitivity (a): if input and baseline differ in one token and F with them, that token has a score, and by completeness all of it.
    /// (Where they hardly differ, 1 % of the difference would be less than F's own rounding.)
    @Property void aTokenThatAloneDiffersGetsEverything(@ForAll("number") float x, @ForAll @IntRange(max = 3) int which) {
        Assume.that(Math.abs(x) > 0.1f);
        float[] input = new float[4];
        input[which] = x;
        Toy toy = Toy.of(points -> points.add(-0.1f).tanh().sum(LAST).exp(), input);
        for (Explainer<WhiteBox> method : List.of(new IntegratedGradients(), new SequentialIntegratedGradients(new IntegratedGradients()),
                new DiscretizedIntegratedGradients())) {
            Explanation.Row row = toy.explain(method).rows().getFirst();
            for (int i = 0; i < 4; i++) {
                assertThat(row.scores()[i] != 0).isEqualTo(i == which);
            }
            row.balance().ifPresent(balance -> assertThat(balance.holds(0.01)).isTrue());
        }
    }

    /// Sensitivity (b): a token that F does not look at gets nothing, and so does every token where F looks at none.
    @Property(tries = 200) void aTokenThatDoesNotCountGetsNothing(@ForAll("numbers") float[] x,
            @ForAll("method") Explainer<WhiteBox> method, @ForAll @IntRange(max = 3) int dummy) {
        UnaryOperator<Tensor> blind = points -> {
            float[] seen = {1, 1, 1, 1};
            seen[dummy] = 0;
            return points.mul(Tensor.of(Shape.of(1, 4), seen)).sum(LAST).tanh();
        };
        assertThat(scores(blind, method, x)[dummy]).isZero();
        assertThat(scores(points -> Tensor.full(Shape.of(points.dim(0)), 7), method, x)).containsExactly(new float[4], within(0f));
    }

    /// Symmetry: where F treats two tokens alike and they are alike, so are their scores, bit for bit.
    @Property(tries = 200) void likeTokensGetLikeScores(@ForAll("numbers") float[] x, @ForAll("method") Explainer<WhiteBox> method) {
        float[] twins = {x[0], x[1], x[0], x[2]};
        float[] scores = scores(points -> points.tanh().sum(LAST).add(points.square().sum(LAST)).sigmoid(), method, twins);
        assertThat(scores[0]).isEqualTo(scores[2]);
    }

    /// Linearity: `φ(aF + bG) = a φ(F) + b φ(G)`. With powers of two for a and b nothing is rounded on the way back but the sum of the
    /// two gradients, then the product with x and the score; slopes of F and G are at most 1.
    @Property(tries = 200) void scoresOfASumAreTheSumOfScores(@ForAll("numbers") float[] x, @ForAll("powerOfTwo") float a,
            @ForAll("powerOfTwo") float b, @ForAll("method") Explainer<WhiteBox> method) {
        UnaryOperator<Tensor> f = points -> points.tanh().sum(LAST);
        UnaryOperator<Tensor> g = points -> points.sum(LAST).sigmoid();
        float[] both = scores(points -> f.apply(points).scale(a).add(g.apply(points).scale(b)), method, x);
        float[] alone = scores(f, method, x);
        float[] other = scores(g, method, x);
        for (int i = 0; i < x.length; i++) {
            double sum = (double) a * alone[i] + (double) b * other[i];
            assertThat((double) both[i]).isCloseTo(sum, within(6 * EPS * (Math.abs(a) + Math.abs(b)) * Math.abs(x[i])));
        }
    }

    /// Implementation invariance: `(x₀ + x₁)(x₀ − x₁)` and `x₀² − x₁²` are one function, so they have one explanation. The first adds and
    /// takes away what is no part of the result, which costs roundings of |x₀| + |x₁|.
    @Property(tries = 200) void equalFunctionsHaveEqualScores(@ForAll("number") float x0, @ForAll("number") float x1,
            @ForAll("method") Explainer<WhiteBox> method) {
        float[] factored = scores(x -> token(x, 0).add(token(x, 1)).mul(token(x, 0).sub(token(x, 1))), method, x0, x1);
        float[] squares = scores(x -> token(x, 0).square().sub(token(x, 1).square()), method, x0, x1);
        double size = Math.abs(x0) + Math.abs(x1);
        assertThat((double) factored[0]).isCloseTo(squares[0], within(8 * EPS * size * Math.abs(x0)));
        assertThat((double) factored[1]).isCloseTo(squares[1], within(8 * EPS * size * Math.abs(x1)));
    }

    /// Completeness is not claimed but counted: the gap is what the scores leave of the difference, whatever the rule.
    @Property(tries = 200) void theGapIsWhatTheScoresLeave(@ForAll("numbers") float[] x, @ForAll Quadrature rule,
            @ForAll @IntRange(min = 2, max = 5) int steps) {
        UnaryOperator<Tensor> f = points -> points.exp().sum(LAST).sqrt();
        Explanation.Balance balance = Toy.of(f, x).explain(integrated(rule, steps)).rows().getFirst().balance().orElseThrow();
        assertThat(balance.value()).isEqualTo(f.apply(Tensor.of(Shape.of(1, 4), x)).item());
        assertThat(balance.baseline()).isEqualTo(2);
        double gap = balance.value() - balance.baseline();
        double size = balance.value() + balance.baseline();
        for (float score : scores(f, integrated(rule, steps), x)) {
            gap -= score;
            size += Math.abs(score);
        }
        assertThat(balance.gap()).isCloseTo(gap, within(8 * 0x1p-53 * size));
    }

    /// `F(c x) = c F(x)` for c > 0: by Euler's theorem input × gradient then adds up to F.
    @Property(tries = 200) void inputTimesGradientAddsUpWhereFIsHomogeneous(@ForAll("numbers") float[] w, @ForAll("numbers") float[] x) {
        float[] scores = scores(points -> points.mul(Tensor.of(Shape.of(1, 4), w)).relu().sum(LAST), new InputXGradient(), x);
        double expected = 0;
        double actual = 0;
        for (int i = 0; i < 4; i++) {
            expected += Math.max(0, (double) w[i] * x[i]);
            actual += scores[i];
        }
        assertThat(actual).isCloseTo(expected, within(2 * EPS * expected));
    }
}
