package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Kind.Axis;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Tokens that nobody may read, in models of every kind: windows, grouped heads, learned biases of positions and all.
class HidingTest {

    /// A batch with hidden tokens: of a source, of a text, of a picture with the row in front.
    private record Case(Subject subject, List<boolean[]> hidden) {

        Tensor forward(Pass pass) {
            Batch ids = Batch.of(subject.filling(), subject.texts().stream().map(Text::ids).toList());
            return switch (subject.model()) {
                case CausalModel causal -> causal.forward(ids.hiding(hidden), pass);
                case EncoderModel encoder -> encoder.forward((encoder.config().tower().types() < 2 ? ids
                        : ids.withTypes(subject.texts().stream().map(Text::types).toList())).hiding(hidden), pass);
                case EncoderDecoder both -> both.forward(ids.hiding(hidden),
                        Batch.of(subject.filling(), subject.texts().stream().map(Text::target).toList()), pass);
                case VisionModel vision -> vision.forward(Tensor.concat(0, subject.texts().stream()
                        .map(text -> Subject.picture(vision.config(), text)).toArray(Tensor[]::new)), hidden, pass);
            };
        }

        Case with(Subject other) {
            return new Case(other, hidden);
        }

        Case alone(int row) {
            return new Case(subject.alone(row), List.of(hidden.get(row)));
        }
    }

    /// The side on which tokens are hidden.
    private static Stack read(Subject subject) {
        return subject.towers().containsKey(Stack.ENCODER) ? Stack.ENCODER : Stack.ONLY;
    }

    @Provide Arbitrary<Case> cases() {
        return Arbitraries.longs().map(seed -> {
            Random random = new Random(seed);
            List<Subject> all = Models.subjects(1, seed);
            List<Text> texts = IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(_ -> Text.random(1 + random.nextInt(Models.MAX_SOURCE),
                    1 + random.nextInt(Models.MAX_TARGET), random.nextLong())).toList();
            Subject subject = all.get(random.nextInt(all.size())).with(texts, 3);
            double share = List.of(0.0, 0.3, 0.7, 1.0).get(random.nextInt(4));
            return new Case(subject, IntStream.range(0, texts.size()).mapToObj(row -> {
                boolean[] hidden = new boolean[subject.length(row, read(subject))];
                for (int i = 0; i < hidden.length; i++) {
                    hidden[i] = random.nextDouble() < share;
                }
                return hidden;
            }).toList());
        });
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE) void hidingNothingChangesNoBit(@ForAll("cases") Case one) {
        Case nothing = new Case(one.subject, one.hidden.stream().map(row -> new boolean[row.length]).toList());
        assertThat(nothing.forward(Pass.PLAIN).toArray()).isEqualTo(one.subject.forward(Pass.PLAIN).toArray());
    }

    /// The weight of a hidden token is 0, not small, for every query, head and layer. A query that has nothing left has zeros only; all
    /// others read as much as ever.
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE) void whatIsHiddenIsNotRead(@ForAll("cases") Case one) {
        Trace trace = Trace.all();
        one.forward(Pass.watched(trace));
        trace.activations().forEach((site, pattern) -> {
            boolean cross = site.kind() == Kind.CROSS_PATTERN;
            if (cross || site.kind() == Kind.PATTERN && site.stack() == read(one.subject)) {
                for (int row = 0; row < one.hidden.size(); row++) {
                    check(one.hidden.get(row), one.subject.own(pattern, one.subject.axes(site), site.stack(), row), site);
                }
            }
        });
    }

    /// @param pattern `[1, heads, seqQ, seqK]`
    private static void check(boolean[] hidden, Tensor pattern, Site site) {
        int seqK = pattern.dim(3);
        float[] weights = pattern.toArray();
        for (int query = 0; query < weights.length / seqK; query++) {
            double sum = 0;
            for (int key = 0; key < seqK; key++) {
                float weight = weights[query * seqK + key];
                assertThat(hidden[key] && weight != 0).as("%s: %s of %d", site, weight, key).isFalse();
                sum += weight;
            }
            assertThat(sum == 0 || Math.abs(sum - 1) <= seqK * 0x1p-22).as("%s: %s", site, sum).isTrue();
        }
    }

    /// Not even through other tokens: what stands where a token is hidden is nothing to anybody else.
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE) void anotherTokenInItsPlaceChangesNoBitOfTheOthers(@ForAll("cases") Case one,
                                                                                                              @ForAll long seed) {
        if (one.subject.model() instanceof VisionModel) {
            return;                                                                 // a square is no token that could be exchanged alone
        }
        Random random = new Random(seed);
        Subject other = one.subject.with(IntStream.range(0, one.hidden.size()).mapToObj(row -> {
            Text text = one.subject.texts().get(row);
            int[] ids = text.ids().clone();
            for (int i = 0; i < ids.length; i++) {
                // A padding token, which is 2 where there is one, has no position: that the others know.
                ids[i] = one.hidden.get(row)[i] && ids[i] != 2 ? 3 + random.nextInt(Models.SOURCE_VOCAB - 3) : ids[i];
            }
            return new Text(ids, text.types(), text.target());
        }).toList(), one.subject.filling());
        Trace trace = Trace.all();
        Trace changed = Trace.all();
        one.forward(Pass.watched(trace));
        one.with(other).forward(Pass.watched(changed));
        trace.activations().forEach((site, value) -> {
            if (site.kind() == Kind.RESID_POST) {
                for (int row = 0; row < one.hidden.size(); row++) {
                    same(one, site, row, one.subject.own(value, List.of(Axis.BATCH, Axis.SEQ, Axis.D_MODEL), site.stack(), row),
                            one.subject.own(changed.get(site), List.of(Axis.BATCH, Axis.SEQ, Axis.D_MODEL), site.stack(), row));
                }
            }
        });
    }

    private static void same(Case one, Site site, int row, Tensor value, Tensor changed) {
        for (int i = 0; i < value.dim(1); i++) {
            if (site.stack() == Stack.DECODER || !one.hidden.get(row)[i]) {
                assertThat(changed.slice(1, i, i + 1).toArray()).as("%s, %d", site, i).isEqualTo(value.slice(1, i, i + 1).toArray());
            }
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE) void companyThreadsAndStepsChangeNoBit(@ForAll("cases") Case one) {
        Trace trace = Trace.all();
        Tensor together = one.forward(Pass.watched(trace));
        trace.activations().forEach((site, value) -> assertThat(value.toArray()).as(site.name()).doesNotContain(Float.NaN));
        assertThat(one.forward(Pass.PLAIN).toArray()).isEqualTo(together.toArray());
        try (Threads alone = Threads.of(1)) {
            assertThat(one.with(one.subject.with(one.subject.model().on(Engine.with(alone)))).forward(Pass.PLAIN).toArray())
                    .isEqualTo(together.toArray());
        }
        for (int row = 0; row < one.hidden.size(); row++) {
            assertThat(one.subject.ownResult(together, row).toArray()).isEqualTo(one.subject.alone(row).ownResult(
                    one.alone(row).forward(Pass.PLAIN), 0).toArray());
        }
    }
}
