package clearhead.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Dropout.
class PassTest {

    private static final float RATE = 0.3f;
    private static final Site SITE = new Site(Stack.ENCODER, 0, Kind.ATTN_OUT);

    private final Tensor ones = Tensor.full(Shape.of(10_000), 1);

    /// `3 · √(n · rate · (1 − rate))`: three standard deviations of the binomial distribution.
    @Test void elementsAreDroppedAtTheRateAndTheOthersScaledUp() {
        Tensor dropped = Pass.training(RATE, 1).drop(SITE, ones);

        assertThat(dropped.toArray()).containsOnly(0, 1 / (1 - RATE));
        assertThat((double) droppedAt(dropped).size()).isCloseTo(3000, within(3 * Math.sqrt(10_000 * 0.3 * 0.7)));
    }

    @Test void theSeedDecidesWhich() {
        assertThat(Pass.training(RATE, 1).drop(SITE, ones).toArray()).isEqualTo(Pass.training(RATE, 1).drop(SITE, ones).toArray());
        independent(Pass.training(RATE, 1).drop(SITE, ones), Pass.training(RATE, 2).drop(SITE, ones));
    }

    @Test void differentSitesDropDifferentElements() {
        Pass pass = Pass.training(RATE, 1);
        Tensor first = pass.drop(SITE, ones);
        for (Site other : List.of(new Site(Stack.ENCODER, 1, Kind.ATTN_OUT), new Site(Stack.DECODER, 0, Kind.ATTN_OUT),
                new Site(Stack.ENCODER, 0, Kind.MLP_OUT))) {
            independent(first, pass.drop(other, ones));
        }
    }

    /// Of 10,000 elements, 9 % are dropped by both: three standard deviations are 86.
    private static void independent(Tensor a, Tensor b) {
        Set<Integer> both = droppedAt(a);
        both.retainAll(droppedAt(b));
        assertThat((double) both.size()).isCloseTo(900, within(3 * Math.sqrt(10_000 * 0.09 * 0.91)));
    }

    private static Set<Integer> droppedAt(Tensor dropped) {
        Set<Integer> at = new HashSet<>();
        IntStream.range(0, 10_000).filter(i -> dropped.at(i) == 0).forEach(at::add);
        return at;
    }

    @Test void inEvaluationNothingIsDropped() {
        assertThat(Pass.PLAIN.drop(SITE, ones)).isSameAs(ones);
        assertThat(Pass.watched(Trace.all()).drop(SITE, ones)).isSameAs(ones);
        assertThat(Pass.training(0, 1).drop(SITE, ones)).isSameAs(ones);
    }

    @Test void aRateOfOneIsRefused() {
        assertThatThrownBy(() -> Pass.training(1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("training: a dropout rate of 1.0 (need 0 ≤ rate < 1)");
        assertThatThrownBy(() -> Pass.training(-0.1f, 1)).hasMessage("training: a dropout rate of -0.1 (need 0 ≤ rate < 1)");
        assertThatThrownBy(() -> Pass.training(Float.NaN, 1)).hasMessage("training: a dropout rate of NaN (need 0 ≤ rate < 1)");
    }
}
