package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Block.Order;
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
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Law 7 of the probe: what is recorded is the tensor that is used next, never a copy computed beside it.
class NextUseTest {

    private final Batch source = Models.batch(11, 2, 6, 4);
    private final Batch target = Models.batch(7, 3, 5, 5);

    @ParameterizedTest @FieldSource("clearhead.core.model.Models#ORDERS")
    void everyRecordedTensorIsInTheGraphOfTheLogits(Order order) {
        Trace trace = Trace.all();
        Tensor logits = Models.model(order, Activation.SILU, 1).trainable().forward(source, target, Pass.watched(trace));

        Set<Tensor> graph = graph(logits);
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
    @ParameterizedTest @FieldSource("clearhead.core.model.Models#ORDERS")
    void whatFollowsIsComputedFromWhatWasRecorded(Order order) {
        EncoderDecoder model = Models.model(order, Activation.GELU_TANH, 2);
        Trace trace = Trace.all();
        Tensor logits = model.forward(source, target, Pass.watched(trace));

        for (int layer = 0; layer < model.decoder().blocks().size(); layer++) {
            Block block = model.decoder().blocks().get(layer);
            Decoded at = new Decoded(trace, layer);
            attentionHolds(at, Kind.Q, Kind.K, Kind.V, Kind.PATTERN, Kind.Z, Kind.SCORES, Kind.ATTN_OUT, block.self());
            attentionHolds(at, Kind.CROSS_Q, Kind.CROSS_K, Kind.CROSS_V, Kind.CROSS_PATTERN, Kind.CROSS_Z, Kind.CROSS_SCORES,
                    Kind.CROSS_ATTN_OUT, block.cross().orElseThrow().attention());
            same(at.get(Kind.MLP_POST), at.get(Kind.MLP_PRE).geluTanh());
            same(at.get(Kind.MLP_OUT), block.mlp().down().forward(at.get(Kind.MLP_POST)));
            switch (order) {
                case PRE_NORM -> {
                    same(at.get(Kind.RESID_CROSS), at.get(Kind.RESID_PRE).add(at.get(Kind.ATTN_OUT)));
                    same(at.get(Kind.RESID_MID), at.get(Kind.RESID_CROSS).add(at.get(Kind.CROSS_ATTN_OUT)));
                    same(at.get(Kind.MLP_PRE), block.mlp().up().forward(block.mlpNorm().forward(at.get(Kind.RESID_MID))));
                    same(at.get(Kind.RESID_POST), at.get(Kind.RESID_MID).add(at.get(Kind.MLP_OUT)));
                }
                case POST_NORM -> {
                    same(at.get(Kind.RESID_CROSS), block.selfNorm().forward(at.get(Kind.RESID_PRE).add(at.get(Kind.ATTN_OUT))));
                    same(at.get(Kind.RESID_MID), block.cross().orElseThrow().norm()
                            .forward(at.get(Kind.RESID_CROSS).add(at.get(Kind.CROSS_ATTN_OUT))));
                    same(at.get(Kind.MLP_PRE), block.mlp().up().forward(at.get(Kind.RESID_MID)));
                    same(at.get(Kind.RESID_POST), block.mlpNorm().forward(at.get(Kind.RESID_MID).add(at.get(Kind.MLP_OUT))));
                }
                case PARALLEL -> throw new AssertionError("no encoder-decoder is parallel");
            }
        }
        Tensor top = switch (order) {
            case PRE_NORM -> trace.get(Site.of(Stack.DECODER, Kind.LN_FINAL));
            case POST_NORM -> trace.get(new Site(Stack.DECODER, 1, Kind.RESID_POST));
            case PARALLEL -> throw new AssertionError("no encoder-decoder is parallel");
        };
        same(logits, model.head().forward(top, model.writing()));
    }

    private record Decoded(Trace trace, int layer) {

        Tensor get(Kind kind) {
            return trace.get(new Site(Stack.DECODER, layer, kind));
        }
    }

    private static void attentionHolds(Decoded at, Kind q, Kind k, Kind v, Kind pattern, Kind z, Kind scores, Kind out,
                                       Attention attention) {
        Tensor products = at.get(q).matmulT(at.get(k)).scale((float) (1 / Math.sqrt(4)));
        Tensor forbidden = Tensor.from(products.shape(), mask -> {
            for (int i = 0; i < mask.length; i++) {
                mask[i] = at.get(scores).buffer().get(i) == Float.NEGATIVE_INFINITY ? 1 : 0;
            }
        });
        same(at.get(scores), products.maskedFill(forbidden, Float.NEGATIVE_INFINITY));
        same(at.get(pattern), at.get(scores).softmax());
        same(at.get(z), at.get(pattern).matmul(at.get(v)));
        same(at.get(out), attention.out().forward(at.get(z).permute(0, 2, 1, 3).reshape(2, 5, 12)));
    }

    private static void same(Tensor recorded, Tensor computed) {
        assertThat(computed.toArray()).isEqualTo(recorded.toArray());
    }

    /// What comes before a change keeps its bits; what is made of it does not, up to the logits.
    @ParameterizedTest @FieldSource("clearhead.core.model.Models#ORDERS")
    void aChangeIsWhatComesNextSees(Order order) {
        EncoderDecoder model = Models.model(order, Activation.SILU, 3);
        Trace before = Trace.all();
        float[] logits = model.forward(source, target, Pass.watched(before)).toArray();

        List<Site> sites = new ArrayList<>(before.activations().keySet());
        for (Site site : sites) {
            Trace after = Trace.all();
            Tensor disturbed = before.get(site).add(Tensor.normal(before.get(site).shape(), 0.5, Seeds.mix(4, sites.indexOf(site))));
            Tensor changed = Intervention.set(site, disturbed).run(after, pass -> model.forward(source, target, pass));

            assertThat(after.get(site)).as("%s: what is recorded is what was put there", site).isSameAs(disturbed);
            assertThat(changed.toArray()).as("logits without %s", site).isNotEqualTo(logits);
            for (Site earlier : sites.subList(0, sites.indexOf(site))) {
                assertThat(after.get(earlier).toArray()).as("%s before %s", earlier, site).isEqualTo(before.get(earlier).toArray());
            }
        }
    }
}
