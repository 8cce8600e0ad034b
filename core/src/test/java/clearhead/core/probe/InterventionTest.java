package clearhead.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Probes alone, on a model of two sites: `b = 2a`. What they do in a transformer is `ProbeLawsTest`.
class InterventionTest {

    private static final Site A = Site.of(Stack.ONLY, Kind.EMBED);
    private static final Site B = Site.of(Stack.ONLY, Kind.LOGITS);

    private static float run(Pass pass) {
        Tensor a = pass.at(A, Tensor.scalar(1));
        return pass.at(B, a.scale(2)).item();
    }

    @Test void editsReplaceWhatIsUsedNext() {
        assertThat((float) Intervention.at(A, a -> a.add(4)).run(InterventionTest::run)).isEqualTo(10);
        assertThat((float) Intervention.set(A, Tensor.scalar(3)).run(InterventionTest::run)).isEqualTo(6);
        assertThat((float) Intervention.at(A, a -> a.add(4)).and(B, b -> b.add(1)).run(InterventionTest::run)).isEqualTo(11);
    }

    @Test void oneInterventionServesManyRuns() {
        Intervention edit = Intervention.at(A, a -> a.add(4));

        assertThat((float) edit.run(InterventionTest::run)).isEqualTo(10);
        assertThat((float) edit.and(B, b -> b.scale(0)).run(InterventionTest::run)).isZero();
        assertThat((float) edit.run(InterventionTest::run)).isEqualTo(10);
    }

    @Test void aSiteIsEditedOnce() {
        assertThatThrownBy(() -> Intervention.at(A, a -> a).and(B, b -> b).and(A, a -> a)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("intervention: embed is edited already");
    }

    @Test void aSiteThatIsNotMetIsAnError() {
        assertThatThrownBy(() -> Intervention.at(new Site(Stack.ONLY, 0, Kind.Z), z -> z).run(InterventionTest::run))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("intervention: the run never met blocks.0.attn.z; it met [embed, logits]");
        assertThatThrownBy(() -> Intervention.at(B, b -> b).run(_ -> "a run without a model")).isInstanceOf(IllegalStateException.class)
                .hasMessage("intervention: the run never met logits; it met []");
    }

    @Test void aWatcherSeesWhatWasPutThere() {
        Trace trace = Trace.all();
        Intervention.set(A, Tensor.scalar(3)).run(trace, InterventionTest::run);

        assertThat(trace.get(A).item()).isEqualTo(3);
        assertThat(trace.get(B).item()).isEqualTo(6);
    }

    @Test void oneProbeSeesWhatTheOneBeforeGives() {
        Trace before = Trace.all();
        Trace after = Trace.all();
        Probe chain = before.then((_, value) -> value.neg()).then(after);

        assertThat(run(Pass.watched(chain))).isEqualTo(2);
        assertThat(List.of(before.get(A).item(), after.get(A).item())).containsExactly(1f, -1f);
        assertThat(List.of(before.get(B).item(), after.get(B).item())).containsExactly(-2f, 2f);
    }

    @Test void anotherShapeIsRefused() {
        Probe wrong = (_, _) -> Tensor.full(Shape.of(1), 1);
        assertThatThrownBy(() -> run(Pass.watched(wrong))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("site embed: a replacement of shape [1] for an activation of shape [] (need the same)");
    }

    @Test void aTraceRemembersWhatIsWanted() {
        Trace trace = Trace.of(site -> site.kind() == Kind.LOGITS);
        assertThatThrownBy(() -> trace.get(B)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trace: nothing was recorded at logits; recorded: nothing (has the pass run?)");
        run(Pass.watched(trace));

        assertThat(trace.activations().keySet()).containsExactly(B);
        assertThatThrownBy(() -> trace.get(A)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trace: nothing was recorded at embed; recorded: [logits]");
        assertThatThrownBy(() -> run(Pass.watched(trace))).isInstanceOf(IllegalStateException.class)
                .hasMessage("trace: logits was met a second time; a trace serves one pass, make a new one for the next");
        assertThatThrownBy(() -> trace.activations().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test void aProbeSeesWhatItWants() {
        Trace trace = Trace.of(B::equals);
        Probe chain = Probe.at(A, a -> a.add(4)).then(trace);

        assertThat(List.of(chain.wants(A), chain.wants(B), Probe.at(A, a -> a).then(Probe.NONE).wants(B), Probe.NONE.wants(A)))
                .containsExactly(true, true, false, false);
        assertThat(run(Pass.watched(chain))).isEqualTo(10);
        assertThat(trace.activations().keySet()).containsExactly(B);
        assertThat(Probe.NONE.at(A, trace.get(B))).isSameAs(trace.get(B));
        assertThat(Pass.watched(trace).wants(A)).isFalse();
        assertThat(Pass.watched((_, value) -> value).wants(A)).isTrue();
    }

    @Test void aProbeIsAskedInTheOrderOfTheComputation() {
        List<Site> met = new ArrayList<>();
        run(Pass.watched((site, value) -> {
            met.add(site);
            return value;
        }));
        assertThat(met).containsExactly(A, B);
    }
}
