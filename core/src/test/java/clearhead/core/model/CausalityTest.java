package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Parameters;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who writes reads nothing that comes later, and through a window nothing that is too long ago.
class CausalityTest {

    private static final Text TEXT = Text.random(9, 8, 3);

    static Stream<Subject> writers() {
        return Models.subjects().stream().map(subject -> subject.with(List.of(TEXT), 0))
                .filter(subject -> subject.model() instanceof CausalModel || subject.model() instanceof EncoderDecoder);
    }

    /// What is written so far, and nothing after it.
    private static Text until(Subject subject, int end) {
        return subject.model() instanceof EncoderDecoder ? new Text(TEXT.ids(), TEXT.types(), Arrays.copyOf(TEXT.target(), end))
                : new Text(Arrays.copyOf(TEXT.ids(), end), Arrays.copyOf(TEXT.types(), end), TEXT.target());
    }

    /// Of a text's beginning, all activations are the bits of the whole text's, whatever follows.
    @ParameterizedTest @MethodSource("writers")
    void whatComesLaterChangesNoBit(Subject subject) {
        Trace whole = Trace.all();
        Tensor result = subject.forward(Pass.watched(whole));
        for (int end = 1; end <= 8; end++) {
            Subject beginning = subject.with(List.of(until(subject, end)), 0);
            Trace trace = Trace.all();
            assertThat(beginning.forward(Pass.watched(trace)).toArray()).as("result of %d", end)
                    .isEqualTo(beginning.ownResult(result, 0).toArray());
            trace.activations().forEach((site, value) -> assertThat(value.toArray()).as("%s of the beginning", site)
                    .isEqualTo(beginning.own(whole.get(site), beginning.axes(site), site.stack(), 0).toArray()));
        }
    }

    /// Everybody who only reads sees the end from the start on.
    @Test void anEncoderReadsWhatComesLater() {
        for (Subject subject : Models.subjects()) {
            if (subject.model() instanceof EncoderModel) {
                int[] changed = TEXT.ids().clone();
                changed[8] = (changed[8] + 1) % Models.SOURCE_VOCAB;
                Site first = new Site(Stack.ONLY, 0, Kind.ATTN_OUT);
                assertThat(row(subject, first, TEXT.ids(), 0)).as(subject.name()).isNotEqualTo(row(subject, first, changed, 0));
            }
        }
    }

    private static float[] row(Subject subject, Site site, int[] ids, int row) {
        Trace trace = Trace.of(site::equals);
        subject.with(List.of(new Text(ids, TEXT.types(), TEXT.target())), 0).forward(Pass.watched(trace));
        return trace.get(site).slice(1, row, row + 1).toArray();
    }

    /// Two layers that read three positions each: the first token reaches four rows further, to the bit, and no row beyond.
    @Test void aWindowReachesAsFarAsItsLayersTogether() {
        CausalModel narrow = narrow(List.of(3, 3));
        int[] changed = TEXT.ids().clone();
        changed[0] = (changed[0] + 1) % Models.SOURCE_VOCAB;
        Tensor before = narrow.forward(Batch.of(TEXT.ids()), Pass.PLAIN);
        Tensor after = narrow.forward(Batch.of(changed), Pass.PLAIN);

        assertThat(IntStream.range(0, 9).filter(row -> !Arrays.equals(before.slice(1, row, row + 1).toArray(),
                after.slice(1, row, row + 1).toArray()))).containsExactly(0, 1, 2, 3, 4);
    }

    /// Weights are there exactly where position i reads j: `i − 3 < j ≤ i` in the first layer, `j ≤ i` in the second.
    @Test void eachLayerHasItsOwnWindow() {
        for (Kind kind : List.of(Kind.PATTERN, Kind.SCORES)) {            // at once, and step by step
            Trace trace = Trace.of(site -> site.kind() == kind || kind == Kind.SCORES && site.kind() == Kind.PATTERN);
            narrow(List.of(3, 0)).forward(Batch.of(TEXT.ids()), Pass.watched(trace));
            for (int layer = 0; layer < 2; layer++) {
                Tensor pattern = trace.get(new Site(Stack.ONLY, layer, Kind.PATTERN));
                for (int i = 0; i < 9; i++) {
                    for (int j = 0; j < 9; j++) {
                        assertThat(pattern.at(0, 1, i, j) > 0).as("layer %d: %d reads %d", layer, i, j)
                                .isEqualTo(j <= i && (layer == 1 || j > i - 3));
                    }
                }
            }
        }
    }

    private static CausalModel narrow(List<Integer> windows) {
        CausalModel.Config config = ((CausalModel) Models.family(1, 1).get("llama")).config();
        Tower.Config tower = config.tower();
        return CausalModel.of(new CausalModel.Config(config.vocab(), new Tower.Config(tower.block(), tower.layers(), tower.positions(),
                tower.types(), tower.first(), tower.last(), windows), config.head()), Parameters.random(1));
    }
}
