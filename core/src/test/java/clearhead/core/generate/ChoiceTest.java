package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.generate.Choice.Sampling;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

class ChoiceTest {

    private static final int DRAWS = 20_000;

    /// Logits that are the logarithms of these probabilities.
    private static Tensor likely(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]) + 3;
        }
        return Tensor.vector(logits);
    }

    private static int[] counts(Sampling sampling, Tensor logits) {
        int[] counts = new int[logits.dim(0)];
        for (int place = 0; place < DRAWS; place++) {
            counts[sampling.token(logits, 0, place)]++;
        }
        return counts;
    }

    private static Set<Integer> met(Sampling sampling, Tensor logits) {
        int[] counts = counts(sampling, logits);
        return IntStream.range(0, counts.length).filter(i -> counts[i] > 0).boxed().collect(Collectors.toSet());
    }

    /// Pearson's `χ² = Σ (counted − expected)² / expected` is below 20 in 999 of 1000 runs with five outcomes (18.5), and far above where
    /// one of the probabilities is off by a tenth.
    private static void hasTheDistribution(Sampling sampling, Tensor logits, double... expected) {
        int[] counts = counts(sampling, logits);
        double chi = 0;
        for (int i = 0; i < counts.length; i++) {
            if (expected[i] == 0) {
                assertThat(counts[i]).isZero();
            } else {
                chi += Math.pow(counts[i] - DRAWS * expected[i], 2) / (DRAWS * expected[i]);
            }
        }
        assertThat(chi).isLessThan(20);
    }

    @Example void eachTokenIsDrawnAsOftenAsItIsLikely() {
        hasTheDistribution(new Sampling(1, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2), 0.1, 0.4, 0.05, 0.25, 0.2);
    }

    /// With temperature ½ probabilities are squared, with 2 their roots are taken.
    @Example void theTemperatureMakesDifferencesSmallerOrGreater() {
        hasTheDistribution(new Sampling(0.5f, 5), likely(0.1, 0.4, 0.5), 0.01 / 0.42, 0.16 / 0.42, 0.25 / 0.42);
        double sum = Math.sqrt(0.1) + Math.sqrt(0.4) + Math.sqrt(0.5);
        hasTheDistribution(new Sampling(2, 5), likely(0.1, 0.4, 0.5), Math.sqrt(0.1) / sum, Math.sqrt(0.4) / sum, Math.sqrt(0.5) / sum);
    }

    @Example void onlyTheTopKAreDrawn() {
        hasTheDistribution(new Sampling(1, 2, 1, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2), 0, 0.4 / 0.65, 0, 0.25 / 0.65, 0);
    }

    @Example void onlyTheLeastNumberIsDrawnThatReachesP() {
        hasTheDistribution(new Sampling(1, 0, 0.8, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2), 0, 0.4 / 0.85, 0, 0.25 / 0.85, 0.2 / 0.85);
        assertThat(met(new Sampling(1, 0, 0.64, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2))).containsExactly(1, 3);
        assertThat(met(new Sampling(1, 0, 0.66, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2))).containsExactly(1, 3, 4);
    }

    /// Of the two likeliest, 0.4 and 0.25, the first has 0.615 of what they have together: enough for 0.6, which alone it would not be.
    @Example void pCountsWithinWhatKLeaves() {
        assertThat(met(new Sampling(1, 2, 0.6, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2))).containsExactly(1);
        assertThat(met(new Sampling(1, 2, 0.63, 5), likely(0.1, 0.4, 0.05, 0.25, 0.2))).containsExactly(1, 3);
    }

    /// The temperature comes first: it changes how many tokens reach p.
    @Example void pCountsAfterTheTemperature() {
        assertThat(met(new Sampling(1, 0, 0.5, 5), likely(0.1, 0.4, 0.5))).containsExactly(2);
        assertThat(met(new Sampling(2, 0, 0.5, 5), likely(0.1, 0.4, 0.5))).containsExactly(1, 2);
    }

    /// More candidates than are looked at first: 300 of equal probability, of which half reach p.
    @Example void manyTokensMayReachP() {
        Tensor flat = Tensor.full(Shape.of(300), 1);

        assertThat(met(new Sampling(1, 0, 0.5, 5), flat)).hasSize(150).allMatch(id -> id < 150);
        assertThat(met(new Sampling(1, 200, 0.5, 5), flat)).hasSize(100).allMatch(id -> id < 100);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whereThereIsNoChoiceItIsTheLikeliest(@ForAll @IntRange(min = 1, max = 40) int vocab, @ForAll long seed,
                                              @ForAll @IntRange(max = 1000) int place,
                                              @ForAll @FloatRange(min = 0.1f, max = 10) float temperature,
                                              @ForAll @DoubleRange(min = 0.01, max = 1) double topP) {
        Tensor logits = Tensor.normal(Shape.of(vocab), 4, seed);
        int likeliest = Choice.GREEDY.token(logits, 0, place);

        assertThat(logits.toArray()[likeliest]).isEqualTo(logits.max(-1).item());
        assertThat(new Sampling(temperature, 1, topP, seed).token(logits, 0, place)).as("k = 1").isEqualTo(likeliest);
        assertThat(new Sampling(temperature, 0, 1e-9, seed).token(logits, 0, place)).as("p almost 0").isEqualTo(likeliest);
        assertThat(new Sampling(1e-20f, 0, 1, seed).token(logits, 0, place)).as("temperature almost 0").isEqualTo(likeliest);
        assertThat(new Sampling(Float.MIN_VALUE, 5, topP, seed).token(logits, 0, place)).as("temperature almost 0").isEqualTo(likeliest);
    }

    /// Two scores so near that their probabilities are the same float: the greater is the likeliest nevertheless.
    @Example void theLikeliestIsFoundByItsScore() {
        Tensor near = Tensor.vector(1e-8f, 2e-8f, 0);

        assertThat(new Sampling(1, 1, 1, 5).token(near, 0, 0)).isEqualTo(1);
        assertThat(new Sampling(1, 0, 1e-9, 5).token(near, 0, 0)).isEqualTo(1);
    }

    /// A token that cannot be is never drawn.
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void whatIsImpossibleIsNotDrawn(@ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 1) double topP,
                                    @ForAll @IntRange(max = 9) int topK) {
        Tensor impossible = Tensor.vector(1, 0, 1, 0, 1, 0, 1, 0, 1);
        Tensor logits = Tensor.normal(Shape.of(9), 1, seed).maskedFill(impossible, Float.NEGATIVE_INFINITY);
        for (int place = 0; place < 50; place++) {
            assertThat(new Sampling(1, topK, topP, seed).token(logits, 0, place) % 2).isOne();
        }
    }

    @Example void everyTextAndEveryPlaceHasItsOwnNumbers() {
        Tensor flat = Tensor.full(Shape.of(1000), 1);
        Sampling sampling = new Sampling(1, 5);
        Set<Integer> drawn = IntStream.range(0, 100).mapToObj(i -> sampling.token(flat, i / 10, i % 10)).collect(Collectors.toSet());

        assertThat(drawn).as("100 of 1000, with repetitions").hasSizeBetween(85, 100);
        assertThat(new Sampling(1, 6).token(flat, 0, 0)).isNotEqualTo(sampling.token(flat, 0, 0));
    }

    @Example void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new Sampling(0, 5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampling: a temperature of 0.0 (need more than 0, where greedy is the limit)");
        assertThatThrownBy(() -> new Sampling(Float.NaN, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sampling: top k = -1, top p = 1.0 (need k ≥ 0, 0 < p ≤ 1)");
        assertThatThrownBy(() -> new Sampling(1, 0, 0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sampling(1, 0, 1.1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sampling(1, 0, Double.NaN, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limit(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: 0 new tokens (need at least 1)");
        assertThatThrownBy(() -> new BeamSearch(0, 1, false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("beam search: 0 beams, length penalty 1.0 (need at least 1, and a number)");
        assertThatThrownBy(() -> new BeamSearch(2, Double.NaN, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
