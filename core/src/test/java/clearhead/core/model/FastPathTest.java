package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Attention;
import clearhead.autograd.Gradients;
import clearhead.autograd.Op;
import clearhead.autograd.RowOp;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Law 8 of the probe: where nobody looks, attention is computed at once; that changes no bit, and what is watched is what is used.
class FastPathTest {

    private static final Set<Kind> WEIGHTS = EnumSet.of(Kind.PATTERN, Kind.CROSS_PATTERN);

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.GELU, 1).trainable();
    private final Batch source = Models.batch(11, 2, 6, 4, 9);
    private final Batch target = Models.batch(7, 3, 5, 8, 3);

    private Tensor forward(Probe probe) {
        return model.forward(source, target, Pass.watched(probe));
    }

    private static Set<Class<?>> ops(Tensor result) {
        Set<Class<?>> ops = new HashSet<>();
        Set<Tensor> seen = new HashSet<>(Set.of(result));
        Deque<Tensor> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            Op op = open.pop().op();
            ops.add(op.getClass());
            op.inputs().stream().filter(input -> input.isRecorded() && seen.add(input)).forEach(open::push);
        }
        return ops;
    }

    @Test void attentionIsComputedAtOnceUnlessItsStepsAreWatched() {
        assertThat(ops(forward(Probe.NONE))).contains(Attention.Weights.class).doesNotContain(RowOp.Softmax.class);
        assertThat(ops(forward(Trace.of(site -> WEIGHTS.contains(site.kind()))))).doesNotContain(RowOp.Softmax.class);
        assertThat(ops(forward(Trace.all()))).doesNotContain(Attention.Weights.class);
        assertThat(ops(forward((_, value) -> value))).doesNotContain(Attention.Weights.class);
    }

    @ParameterizedTest @EnumSource
    void whateverIsWatchedTheLogitsAreTheSameBits(Kind kind) {
        float[] unwatched = forward(Probe.NONE).toArray();

        assertThat(forward(Trace.of(site -> site.kind() == kind)).toArray()).isEqualTo(unwatched);
        assertThat(forward(Trace.all()).toArray()).isEqualTo(unwatched);
    }

    /// A gradient may differ in the sign of a 0, which is lost in a sum.
    @Test void gradientsAreTheSameBits() {
        List<Tensor> parameters = List.copyOf(model.parameters().values());
        Tensor weights = Tensor.normal(forward(Probe.NONE).shape(), 1, 4);
        List<Tensor> atOnce = Gradients.of(forward(Probe.NONE), weights).wrt(parameters);
        List<Tensor> steps = Gradients.of(forward(Trace.all()), weights).wrt(parameters);
        for (int i = 0; i < parameters.size(); i++) {
            assertThat(atOnce.get(i).add(0).toArray()).isEqualTo(steps.get(i).add(0).toArray());
        }
    }

    /// Also of the weights that the mask makes 0: to replace them would change the result.
    @Test void watchedWeightsHaveTheirGradient() {
        Trace all = Trace.all();
        Trace some = Trace.of(site -> WEIGHTS.contains(site.kind()));
        Tensor logits = forward(all);
        Tensor same = forward(some);
        Tensor weights = Tensor.normal(logits.shape(), 1, 4);
        List<Site> sites = List.copyOf(some.activations().keySet());
        assertThat(sites).hasSize(5);
        for (Site site : sites) {
            assertThat(some.get(site).toArray()).as(site.name()).isEqualTo(all.get(site).toArray());
            assertThat(Gradients.of(same, weights).wrt(some.get(site)).toArray()).as(site.name())
                    .isEqualTo(Gradients.of(logits, weights).wrt(all.get(site)).toArray());
        }
    }

    /// Replaced weights are used as they are, even where the mask forbids.
    @ParameterizedTest @EnumSource(names = {"PATTERN", "CROSS_PATTERN"})
    void replacedWeightsAreUsed(Kind kind) {
        Trace trace = Trace.of(site -> site.kind() == kind);
        forward(trace);
        for (Site site : trace.activations().keySet()) {
            Tensor other = Tensor.normal(trace.get(site).shape(), 1, 5);
            Tensor atOnce = Intervention.set(site, other).run(pass -> model.forward(source, target, pass));
            Tensor steps = Intervention.set(site, other).run(Trace.all(), pass -> model.forward(source, target, pass));
            assertThat(atOnce.toArray()).as(site.name()).isEqualTo(steps.toArray());
        }
    }
}
