package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Attention;
import clearhead.autograd.Gradients;
import clearhead.autograd.Op;
import clearhead.autograd.RowOp;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 8 of the probe: where nobody looks, attention is computed at once; that changes no bit, and what is watched is what is used.
class FastPathTest {

    private static final Set<Kind> WEIGHTS = EnumSet.of(Kind.PATTERN, Kind.CROSS_PATTERN);

    static Stream<Subject> subjects() {
        return Models.subjects().stream().map(subject -> subject.with(subject.model().trainable()));
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

    @ParameterizedTest @MethodSource("subjects")
    void attentionIsComputedAtOnceUnlessItsStepsAreWatched(Subject subject) {
        assertThat(ops(subject.forward(Pass.PLAIN))).contains(Attention.Weights.class).doesNotContain(RowOp.Softmax.class);
        assertThat(ops(subject.forward(Pass.watched(weights())))).doesNotContain(RowOp.Softmax.class);
        assertThat(ops(subject.forward(Pass.watched(Trace.all())))).doesNotContain(Attention.Weights.class);
        assertThat(ops(subject.forward(Pass.watched((_, value) -> value)))).doesNotContain(Attention.Weights.class);
    }

    private static Trace weights() {
        return Trace.of(site -> WEIGHTS.contains(site.kind()));
    }

    @ParameterizedTest @MethodSource("subjects")
    void whateverIsWatchedTheResultIsTheSameBits(Subject subject) {
        float[] unwatched = subject.forward(Pass.PLAIN).toArray();

        for (Kind kind : Kind.values()) {
            assertThat(subject.forward(Pass.watched(Trace.of(site -> site.kind() == kind))).toArray()).as(kind.name()).isEqualTo(unwatched);
        }
        assertThat(subject.forward(Pass.watched(Trace.all())).toArray()).isEqualTo(unwatched);
    }

    /// A gradient may differ in the sign of a 0, which is lost in a sum.
    @ParameterizedTest @MethodSource("subjects")
    void gradientsAreTheSameBits(Subject subject) {
        List<Tensor> parameters = List.copyOf(subject.model().parameters().values());
        Tensor result = subject.forward(Pass.PLAIN);
        Tensor weights = Tensor.normal(result.shape(), 1, 4);
        List<Tensor> atOnce = Gradients.of(result, weights).wrt(parameters);
        List<Tensor> steps = Gradients.of(subject.forward(Pass.watched(Trace.all())), weights).wrt(parameters);
        for (int i = 0; i < parameters.size(); i++) {
            assertThat(atOnce.get(i).add(0).toArray()).isEqualTo(steps.get(i).add(0).toArray());
        }
    }

    /// Also of the weights that the mask makes 0: to replace them would change the result.
    @ParameterizedTest @MethodSource("subjects")
    void watchedWeightsHaveTheirGradient(Subject subject) {
        Trace all = Trace.all();
        Trace some = weights();
        Tensor result = subject.forward(Pass.watched(all));
        Tensor same = subject.forward(Pass.watched(some));
        Tensor weights = Tensor.normal(result.shape(), 1, 4);
        List<Site> sites = List.copyOf(some.activations().keySet());
        assertThat(sites).containsExactlyInAnyOrderElementsOf(subject.sites().stream()
                .filter(site -> WEIGHTS.contains(site.kind())).toList());
        for (Site site : sites) {
            assertThat(some.get(site).toArray()).as(site.name()).isEqualTo(all.get(site).toArray());
            assertThat(Gradients.of(same, weights).wrt(some.get(site)).toArray()).as(site.name())
                    .isEqualTo(Gradients.of(result, weights).wrt(all.get(site)).toArray());
        }
    }

    /// Replaced weights are used as they are, even where the mask forbids.
    @ParameterizedTest @MethodSource("subjects")
    void replacedWeightsAreUsed(Subject subject) {
        Trace trace = weights();
        subject.forward(Pass.watched(trace));
        for (Site site : trace.activations().keySet()) {
            Tensor other = Tensor.normal(trace.get(site).shape(), 1, 5);
            Tensor atOnce = Intervention.set(site, other).run(subject::forward);
            Tensor steps = Intervention.set(site, other).run(Trace.all(), subject::forward);
            assertThat(atOnce.toArray()).as(site.name()).isEqualTo(steps.toArray());
        }
    }
}
