package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 7 of the probe: what is recorded is the tensor that is used next, never a copy computed beside it.
class NextUseTest {

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void everyRecordedTensorIsInTheGraphOfTheResult(Subject subject) {
        Trace trace = Trace.all();
        Tensor result = subject.with(subject.model().trainable()).forward(Pass.watched(trace));

        Set<Tensor> graph = graph(result);
        trace.activations().forEach((site, recorded) -> assertThat(graph).as(site.name()).contains(recorded));
    }

    private static Set<Tensor> graph(Tensor result) {
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Tensor> open = new ArrayDeque<>(List.of(result));
        while (!open.isEmpty()) {
            Tensor tensor = open.pop();
            if (seen.add(tensor) && tensor.isRecorded()) {
                open.addAll(tensor.op().inputs());
            }
        }
        return seen;
    }

    /// The formulas of a block hold bit by bit between the tensors that were recorded.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void whatFollowsIsComputedFromWhatWasRecorded(Subject subject) {
        Trace trace = Trace.all();
        Tensor result = subject.forward(Pass.watched(trace));

        Map<Stack, Tower> towers = towers(subject.model());
        towers.forEach((stack, tower) -> {
            for (int layer = 0; layer < tower.blocks().size(); layer++) {
                Recorded at = new Recorded(trace, stack, layer, "");
                blockHolds(at, tower.blocks().get(layer), tower.positions());
                if (layer > 0) {
                    assertThat(at.get(Kind.RESID_PRE)).isSameAs(trace.get(new Site(stack, layer - 1, Kind.RESID_POST)));
                }
            }
            tower.last().ifPresent(norm -> same(trace.get(Site.of(stack, Kind.LN_FINAL)), norm.forward(top(trace, stack, tower))));
        });
        Stack last = towers.containsKey(Stack.DECODER) ? Stack.DECODER : Stack.ONLY;
        Tower tower = towers.get(last);
        Tensor rows = tower.last().isPresent() ? trace.get(Site.of(last, Kind.LN_FINAL)) : top(trace, last, tower);
        same(result, switch (subject.model()) {
            case CausalModel causal -> causal.head().forward(rows, causal.tokens());
            case EncoderDecoder both -> both.head().forward(rows, both.writing());
            case EncoderModel encoder -> encoder.head().forward(rows, Batch.of(0, subject.texts().stream().map(Text::ids).toList()),
                    encoder.tokens(), Pass.PLAIN);
            case VisionModel vision -> vision.head().map(head -> head.forward(rows, Pass.PLAIN)).orElse(rows);
        });
    }

    private static Map<Stack, Tower> towers(Model<?> model) {
        return switch (model) {
            case CausalModel causal -> Map.of(Stack.ONLY, causal.tower());
            case EncoderModel encoder -> Map.of(Stack.ONLY, encoder.tower());
            case EncoderDecoder both -> Map.of(Stack.ENCODER, both.encoder(), Stack.DECODER, both.decoder());
            case VisionModel vision -> Map.of(Stack.ONLY, vision.tower());
        };
    }

    private static Tensor top(Trace trace, Stack stack, Tower tower) {
        return trace.get(new Site(stack, tower.blocks().size() - 1, Kind.RESID_POST));
    }

    /// What was recorded in one block, of self-attention or of cross-attention.
    private record Recorded(Trace trace, Stack stack, int layer, String prefix) {

        Tensor get(Kind kind) {
            return trace.get(new Site(stack, layer, Kind.valueOf(prefix + kind.name())));
        }
    }

    private static void blockHolds(Recorded at, Block block, Positions positions) {
        Tensor pre = at.get(Kind.RESID_PRE);
        Tensor mid = at.get(Kind.RESID_MID);
        Tensor out = at.get(Kind.MLP_OUT);
        attentionHolds(at, block.self(), positions.bias(pre.dim(1), pre.dim(1)));
        Tensor attended = added(block, block.selfNorm(), pre, at.get(Kind.ATTN_OUT));
        if (block.cross().isPresent()) {
            Block.Cross cross = block.cross().get();
            attentionHolds(new Recorded(at.trace, at.stack, at.layer, "CROSS_"), cross.attention(), Optional.empty());
            same(at.get(Kind.RESID_CROSS), attended);
            attended = added(block, cross.norm(), at.get(Kind.RESID_CROSS), at.get(Kind.CROSS_ATTN_OUT));
        }
        same(mid, attended);
        Tensor read = switch (block.order()) {
            case PRE_NORM -> block.mlpNorm().forward(mid);
            case POST_NORM -> mid;
            case PARALLEL -> block.mlpNorm().forward(pre);
        };
        FeedForward mlp = block.mlp();
        same(at.get(Kind.MLP_PRE), mlp.gate().orElse(mlp.up()).forward(read));
        Tensor active = mlp.activation().of(at.get(Kind.MLP_PRE));
        same(at.get(Kind.MLP_POST), mlp.gate().isPresent() ? active.mul(mlp.up().forward(read)) : active);
        same(out, mlp.down().forward(at.get(Kind.MLP_POST)));
        same(at.get(Kind.RESID_POST), added(block, block.mlpNorm(), mid, out));
    }

    private static Tensor added(Block block, Norm norm, Tensor x, Tensor change) {
        return switch (block.order()) {
            case PRE_NORM, PARALLEL -> x.add(change);
            case POST_NORM -> norm.forward(x.add(change));
        };
    }

    private static void attentionHolds(Recorded at, Attention attention, Optional<Tensor> bias) {
        int group = attention.heads() / at.get(Kind.K).dim(1);
        Tensor products = at.get(Kind.Q).matmulT(repeated(at.get(Kind.K), group)).scale(attention.scale());
        Tensor scores = at.get(Kind.SCORES);
        Tensor forbidden = Tensor.from(products.shape(), mask -> {
            for (int i = 0; i < mask.length; i++) {
                mask[i] = scores.buffer().get(i) == Float.NEGATIVE_INFINITY ? 1 : 0;
            }
        });
        same(scores, bias.map(products::add).orElse(products).maskedFill(forbidden, Float.NEGATIVE_INFINITY));
        same(at.get(Kind.PATTERN), scores.softmax());
        same(at.get(Kind.Z), at.get(Kind.PATTERN).matmul(repeated(at.get(Kind.V), group)));
        Tensor z = at.get(Kind.Z);
        same(at.get(Kind.ATTN_OUT), attention.out().forward(z.permute(0, 2, 1, 3).reshape(z.dim(0), z.dim(2), z.dim(1) * z.dim(3))));
    }

    /// Every head as often as heads of queries read it.
    private static Tensor repeated(Tensor x, int group) {
        return Tensor.concat(1, IntStream.range(0, x.dim(1) * group).mapToObj(h -> x.slice(1, h / group, h / group + 1))
                .toArray(Tensor[]::new));
    }

    private static void same(Tensor recorded, Tensor computed) {
        assertThat(computed.toArray()).isEqualTo(recorded.toArray());
    }

    /// What comes before a change keeps its bits; what is made of it does not, up to the result.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aChangeIsWhatComesNextSees(Subject subject) {
        Trace before = Trace.all();
        float[] result = subject.forward(Pass.watched(before)).toArray();

        List<Site> sites = new ArrayList<>(before.activations().keySet());
        for (Site site : sites) {
            Trace after = Trace.all();
            Tensor disturbed = before.get(site).add(Tensor.normal(before.get(site).shape(), 0.5, Seeds.mix(4, sites.indexOf(site))));
            Tensor changed = Intervention.set(site, disturbed).run(after, subject::forward);

            assertThat(after.get(site)).as("%s: what is recorded is what was put there", site).isSameAs(disturbed);
            assertThat(changed.toArray()).as("result without %s", site).isNotEqualTo(result);
            for (Site earlier : sites.subList(0, sites.indexOf(site))) {
                assertThat(after.get(earlier).toArray()).as("%s before %s", earlier, site).isEqualTo(before.get(earlier).toArray());
            }
        }
    }
}
