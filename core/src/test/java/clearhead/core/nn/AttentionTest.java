package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One attention alone: at once and step by step, with grouped heads and with every mask.
class AttentionTest {

    private static final AttentionSites AT = new AttentionSites(Stack.ONLY, 0, false);

    private final Tensor x = Tensor.normal(Shape.of(2, 5, 12), 1, 1).variable();
    private final Tensor memory = Tensor.normal(Shape.of(2, 7, 12), 1, 2).variable();

    private static Attention grouped(int kvHeads) {
        return new Attention(linear(12, 1), linear(3 * kvHeads, 2), linear(3 * kvHeads, 3), linear(12, 4), 4, Attention.Config.scale(3));
    }

    private static Linear linear(int out, long seed) {
        return new Linear(Tensor.normal(Shape.of(12, out), 0.3, seed), Tensor.normal(Shape.of(out), 0.3, seed + 10));
    }

    static Stream<Mask> masks() {
        Mask padding = Mask.padding(new int[] {4, 7}, 7);
        return Stream.of(Mask.NONE, Mask.CAUSAL, padding, Mask.CAUSAL.and(padding));
    }

    /// The result and its gradients; where a product with 0 is left out, the sign of a 0 may differ, so `+ 0`.
    private List<float[]> bits(Attention attention, Mask mask, Pass pass) {
        Tensor y = attention.forward(x, memory, mask, Optional.empty(), AT, pass);
        List<float[]> bits = new ArrayList<>(List.of(y.toArray()));
        Gradients.of(y, Tensor.normal(y.shape(), 1, 3)).wrt(x, memory).forEach(g -> bits.add(g.add(0).toArray()));
        return bits;
    }

    @ParameterizedTest @MethodSource("masks")
    void atOnceAndStepByStepGiveTheSameBits(Mask mask) {
        for (int kvHeads : new int[] {4, 2, 1}) {
            List<float[]> steps = bits(grouped(kvHeads), mask, Pass.watched(Trace.all()));
            Trace weights = Trace.of(AT.pattern()::equals);
            for (Pass pass : List.of(Pass.PLAIN, Pass.watched(weights))) {
                List<float[]> atOnce = bits(grouped(kvHeads), mask, pass);
                for (int i = 0; i < steps.size(); i++) {
                    assertThat(atOnce.get(i)).isEqualTo(steps.get(i));
                }
            }
        }
    }

    @ParameterizedTest @MethodSource("masks")
    void theWeightsHandedOutAreTheSameToo(Mask mask) {
        Trace all = Trace.all();
        Trace weights = Trace.of(AT.pattern()::equals);
        Tensor y = grouped(2).forward(x, memory, mask, Optional.empty(), AT, Pass.watched(all));
        Tensor z = grouped(2).forward(x, memory, mask, Optional.empty(), AT, Pass.watched(weights));
        Tensor u = Tensor.normal(y.shape(), 1, 3);

        assertThat(weights.get(AT.pattern()).toArray()).isEqualTo(all.get(AT.pattern()).toArray());
        assertThat(Gradients.of(z, u).wrt(weights.get(AT.pattern())).toArray())
                .isEqualTo(Gradients.of(y, u).wrt(all.get(AT.pattern())).toArray());
    }

    /// Grouped heads are heads of which some have the same keys and values.
    @Test void aGroupReadsOneHead() {
        Attention grouped = grouped(2);
        Attention repeated = new Attention(grouped.query(), repeated(grouped.key()), repeated(grouped.value()), grouped.out(), 4,
                grouped.scale());

        assertThat(grouped.forward(x, memory, Mask.NONE, Optional.empty(), AT, Pass.PLAIN).toArray())
                .isEqualTo(repeated.forward(x, memory, Mask.NONE, Optional.empty(), AT, Pass.PLAIN).toArray());
        Trace trace = Trace.all();
        grouped.forward(x, memory, Mask.NONE, Optional.empty(), AT, Pass.watched(trace));
        assertThat(trace.get(new Site(Stack.ONLY, 0, Kind.K)).shape()).isEqualTo(Shape.of(2, 2, 7, 3));
        assertThat(trace.get(new Site(Stack.ONLY, 0, Kind.Z)).shape()).isEqualTo(Shape.of(2, 4, 5, 3));
    }

    /// Every head of three columns twice.
    private static Linear repeated(Linear linear) {
        return new Linear(repeated(linear.weight()), linear.bias().map(AttentionTest::repeated));
    }

    private static Tensor repeated(Tensor columns) {
        Tensor first = columns.slice(-1, 0, 3);
        Tensor second = columns.slice(-1, 3, 6);
        return Tensor.concat(-1, first, first, second, second);
    }

    @Test void headsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new Attention(linear(12, 1), linear(12, 2), linear(12, 3), linear(12, 4), 5, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("attention: width 12 does not divide into 5 heads");
        assertThatThrownBy(() -> grouped(3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attention: 4 heads of 3 cannot share keys of width 9 (need a multiple of 3 that divides 12)");
    }
}
