package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// SmoothGrad, SmoothGrad² and VarGrad against the same in double precision, and against what the noise must give on average.
class SmoothGradTest {

    private static final int TOKENS = 3;
    private static final int WIDTH = 2;
    private static final int N = TOKENS * WIDTH;

    @Provide Arbitrary<float[]> numbers() {
        return Arbitraries.floats().between(-1, 1).ofScale(3).array(float[].class).ofSize(N);
    }

    private static Explanation.Row row(Toy toy, SmoothGrad method) {
        return toy.explain(method).rows().getFirst();
    }

    /// `F(x) = exp ⟨w, x⟩`.
    private static Toy exponential(float[] w, float[] x) {
        return Toy.wide(WIDTH, points -> points.mul(Tensor.of(Shape.of(1, TOKENS, WIDTH), w)).sum(LAST).sum(LAST).exp(), x);
    }

    /// The samples of s in double precision, `[samples][tokens]`: the gradient of F at x̃ is `w exp ⟨w, x̃⟩`.
    private static double[][] restated(float[] w, float[] x, SmoothGrad method) {
        double range = IntStream.range(0, N).mapToDouble(e -> x[e]).max().getAsDouble()
                - IntStream.range(0, N).mapToDouble(e -> x[e]).min().getAsDouble();
        double[][] samples = new double[method.samples()][TOKENS];
        for (int k = 0; k < samples.length; k++) {
            long stream = Seeds.mix(method.seed(), k);
            double[] noisy = IntStream.range(0, N).mapToDouble(e -> x[e] + method.sigma() * range * Seeds.normal(stream, e)).toArray();
            double f = Math.exp(IntStream.range(0, N).mapToDouble(e -> w[e] * noisy[e]).sum());
            for (int i = 0; i < TOKENS; i++) {
                int at = WIDTH * i;
                samples[k][i] = f * switch (method.of()) {
                    case INPUT_X_GRADIENT -> noisy[at] * w[at] + noisy[at + 1] * w[at + 1];
                    case SALIENCY -> Math.hypot(w[at], w[at + 1]);
                };
            }
        }
        return samples;
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(k -> values[k]).sum() / values.length;
    }

    /// In floats a sample is off by some 30 roundings of numbers no greater than the greatest sample's parts: x̃ and w stay below 3, so F's
    /// exponent has an error of 18 more, and its parts are below `6 F`. A square doubles the error and its size; so does a variance.
    @Property(tries = 150) void isTheMeanOverNoisyInputs(@ForAll("numbers") float[] w, @ForAll("numbers") float[] x,
            @ForAll SmoothGrad.Of of, @ForAll SmoothGrad.Form form, @ForAll @IntRange(min = 1, max = 9) int samples, @ForAll long seed) {
        SmoothGrad method = new SmoothGrad(samples, 0.2, of, form, seed);
        Explanation.Row row = row(exponential(w, x), method);
        double[][] drawn = restated(w, x, method);
        double size = 0;
        for (double[] sample : drawn) {
            for (double score : sample) {
                size = Math.max(size, Math.abs(score));
            }
        }
        size += 6 * Math.exp(6);
        double allowed = 50 * 0x1p-24 * (form == SmoothGrad.Form.MEAN ? size : 4 * size * size);
        for (int i = 0; i < TOKENS; i++) {
            int token = i;
            double[] s = IntStream.range(0, samples).mapToDouble(k -> drawn[k][token]).toArray();
            double mean = mean(s);
            double[] taken = IntStream.range(0, samples).mapToDouble(k -> switch (form) {
                case MEAN -> s[k];
                case SQUARE -> s[k] * s[k];
                case VARIANCE -> (s[k] - mean) * (s[k] - mean);
            }).toArray();
            double expected = mean(taken);
            assertThat((double) row.scores()[i]).isCloseTo(expected, within(allowed));
            if (samples > 1) {
                double squares = IntStream.range(0, samples).mapToDouble(k -> (taken[k] - expected) * (taken[k] - expected)).sum();
                assertThat((double) row.errors()[i]).isCloseTo(Math.sqrt(squares / (samples - 1) / samples), within(4 * allowed));
            }
        }
        assertThat(row.errors()).hasSize(samples == 1 ? 0 : TOKENS);
        assertThat(row.baseline()).isEmpty();
    }

    /// Without noise every sample is the method itself, and nothing varies.
    @Property(tries = 50) void withoutNoiseItIsTheMethodItself(@ForAll("numbers") float[] w, @ForAll("numbers") float[] x) {
        Toy toy = exponential(w, x);
        Explanation.Row smooth = row(toy, new SmoothGrad(4, 0, SmoothGrad.Of.INPUT_X_GRADIENT, SmoothGrad.Form.MEAN, 1));
        assertThat(smooth.scores()).isEqualTo(toy.explain(new InputXGradient()).rows().getFirst().scores());
        assertThat(smooth.errors()).containsOnly(0);
        assertThat(row(toy, new SmoothGrad(4, 0, SmoothGrad.Of.SALIENCY, SmoothGrad.Form.MEAN, 1)).scores())
                .isEqualTo(toy.explain(new Saliency()).rows().getFirst().scores());
        assertThat(row(toy, new SmoothGrad(4, 0, SmoothGrad.Of.SALIENCY, SmoothGrad.Form.VARIANCE, 1)).scores()).containsOnly(0);
    }

    /// `F = ½‖x‖²` has `s = ‖x̃ᵢ‖²`, whose mean is `‖xᵢ‖² + d σ²`; `F = ⟨w, x⟩` has `s = ⟨wᵢ, x̃ᵢ⟩` of variance `σ² ‖wᵢ‖²`. Five standard
    /// errors are missed once in two million times, and the seed is fixed.
    @Test void theNoiseHasTheDeviationThatIsAskedFor() {
        float[] x = {1, -1, 0.5f, 3, 0, 0};
        double sigma = 0.25 * 4;
        Explanation.Row square = row(Toy.wide(WIDTH, points -> points.square().sum(LAST).sum(LAST).scale(0.5f), x),
                new SmoothGrad(4000, 0.25, SmoothGrad.Of.INPUT_X_GRADIENT, SmoothGrad.Form.MEAN, 7));
        float[] w = {1, 2, -1, 0, 0.5f, 0.5f};
        Toy linear = Toy.wide(WIDTH, points -> points.mul(Tensor.of(Shape.of(1, TOKENS, WIDTH), w)).sum(LAST).sum(LAST), x);
        Explanation.Row variance = row(linear, new SmoothGrad(4000, 0.25, SmoothGrad.Of.INPUT_X_GRADIENT, SmoothGrad.Form.VARIANCE, 7));
        for (int i = 0; i < TOKENS; i++) {
            double squares = x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1];
            assertThat((double) square.scores()[i]).isCloseTo(squares + WIDTH * sigma * sigma, within(5.0 * square.errors()[i]));
            double weights = w[2 * i] * w[2 * i] + w[2 * i + 1] * w[2 * i + 1];
            assertThat((double) variance.scores()[i]).isCloseTo(sigma * sigma * weights, within(5.0 * variance.errors()[i]));
            double normal = Math.sqrt(2.0 / 4000) * sigma * sigma * weights;                 // the error of a normal sample's variance
            assertThat((double) variance.errors()[i]).isCloseTo(normal, within(0.2 * normal));
        }
    }

    /// A token that F does not look at has no score, however it is shaken; and the same noise makes scores add up as functions do, within
    /// roundings of parts below 3.
    @Property(tries = 100) void aDummyHasNoScoreAndScoresOfASumAreASum(@ForAll("numbers") float[] x, @ForAll long seed) {
        SmoothGrad method = new SmoothGrad(5, 0.2, SmoothGrad.Of.INPUT_X_GRADIENT, SmoothGrad.Form.MEAN, seed);
        Toy f = Toy.wide(WIDTH, points -> points.slice(1, 0, 2).tanh().sum(LAST).sum(LAST), x);
        Toy g = Toy.wide(WIDTH, points -> points.sum(LAST).sum(LAST).sigmoid(), x);
        Toy both = Toy.wide(WIDTH, points -> points.slice(1, 0, 2).tanh().sum(LAST).sum(LAST).add(points.sum(LAST).sum(LAST).sigmoid()), x);
        float[] alone = row(f, method).scores();
        float[] other = row(g, method).scores();
        float[] sum = row(both, method).scores();
        assertThat(alone[2]).isZero();
        for (int i = 0; i < TOKENS; i++) {
            assertThat((double) sum[i]).isCloseTo((double) alone[i] + other[i], within(16 * 0x1p-24 * 6));
        }
    }

    @Test void theSeedDecidesAndSettingsAreRecorded() {
        Toy toy = exponential(new float[] {1, 0.5f, 0, 0, 0, -1}, new float[] {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f});
        Explanation one = SmoothGrad.CARD.with(Map.of(), 5).explain(toy, Toy.input(3), new Target.Logit(0, 0));
        assertThat(one.rows().getFirst().scores()).isEqualTo(row(toy, new SmoothGrad(5)).scores())
                .isNotEqualTo(row(toy, new SmoothGrad(6)).scores());
        assertThat(one.seed()).isEqualTo(5);
        assertThat(one.method().settings()).hasToString("{form=mean, of=input-x-gradient, samples=32, sigma=0.1}");
        assertThat(one.method().gapReason()).contains("nothing in particular");
        assertThat(List.of(one.cost().forwards(), one.cost().backwards())).containsExactly(33L, 32L);
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> SmoothGrad.CARD.with(Map.of("samples", "0"), 0))
                .withMessage("smoothgrad: samples=0: is not possible (need a whole number from 1)");
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> new SmoothGrad(3, Double.NaN, SmoothGrad.Of.SALIENCY, SmoothGrad.Form.MEAN, 0))
                .withMessage("smoothgrad: 3 samples, sigma NaN (need at least 1, and a share such as 0.1)");
    }
}
