package clearhead.explain.attention;

import clearhead.autograd.Engine;
import clearhead.core.BadInput;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Attention flow (Abnar & Zuidema 2020, arXiv 2005.00928, section 3): the layers as a network of pipes, as wide as the weights with the
/// residual connection beside them, `Ā_l = (A_l + I) / its row sums`. A score is the most that can flow from a position at the top to a
/// token at the bottom, alone; every row is then divided by its sum.
///
/// A pipe leads from (l, i) to (l − 1, j) with the capacity `Ā_l[i, j]`. A decoder's layer has two stages, one that reads itself and one
/// with half of its capacity to the encoder's top.
///
/// @param heads how the heads of a layer become one
/// @param site  one stack to stay in; empty for the whole model
public record AttentionFlow(Heads heads, Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("attention-flow", "Attention flow", MethodCard.Needs.ATTENTION,
            "how much could flow through all layers; rows sum to 1", "1 forward, and rows × columns maximum flows",
            "Abnar & Zuidema 2020, arXiv 2005.00928", false, RawAttention.DISCLAIMER,
            settings -> new AttentionFlow(settings.choice("heads", Heads.MEAN), AttentionSite.ofStack(settings)));

    /// The mean of the heads, through the whole model.
    public AttentionFlow() {
        this(Heads.MEAN, Optional.empty());
    }

    /// @throws BadInput if the model has no such stack
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Watched run = Rollout.watch(model, input, target, site);
        Explanation.Method method = new Explanation.Method("attention-flow",
                Rollout.settings(model, Map.of("heads", Settings.id(heads)), site), "rows sum to 1, whatever the value");
        Mixing mixing = new Mixing(run, heads);
        Engine engine = Engine.of(run.values());
        if (Watched.hasTwo(model) && site.isEmpty()) {
            Matrix flows = flows(mixing.stack(AttentionSite.ENCODER), mixing.decoder(), engine);
            return run.explanation(method, AttentionSite.DECODER, run.everything(), List.of(flows), OptionalInt.empty(),
                    List.of(RawAttention.DISCLAIMER));
        }
        AttentionSite stack = Watched.site(model, site, AttentionSite.DECODER);
        return run.explanation(method, stack, run.columns(stack), List.of(flows(mixing.stack(stack), engine)), OptionalInt.empty(),
                List.of(RawAttention.DISCLAIMER));
    }

    /// From every position above the layers to every one below, rows normalised.
    ///
    /// @param layers capacities, from the bottom up
    static Matrix flows(List<Matrix> layers, Engine engine) {
        FlowNetwork network = new FlowNetwork();
        int bottom = network.group(layers.getFirst().rows());
        return flows(network, network.nodes(stack(network, bottom, layers)), network.nodes(bottom), engine);
    }

    /// From every position above the decoder to every one below the encoder, and below the decoder.
    static Matrix flows(List<Matrix> encoder, List<Chain.Link> decoder, Engine engine) {
        FlowNetwork network = new FlowNetwork();
        int written = decoder.getFirst().self().rows();
        int source = network.group(encoder.getFirst().rows());
        int memory = stack(network, source, encoder);
        int start = network.group(written);
        int below = start;
        for (Chain.Link layer : decoder) {
            int self = network.group(written);
            network.lay(self, below, layer.self());
            below = network.group(written);
            network.lay(below, self, layer.kept());
            network.lay(below, memory, layer.cross());
        }
        return flows(network, network.nodes(below), IntStream.concat(Arrays.stream(network.nodes(source)),
                Arrays.stream(network.nodes(start))).toArray(), engine);
    }

    /// @return the group on top
    private static int stack(FlowNetwork network, int bottom, List<Matrix> layers) {
        int below = bottom;
        for (Matrix layer : layers) {
            int above = network.group(layer.rows());
            network.lay(above, below, layer);
            below = above;
        }
        return below;
    }

    private static Matrix flows(FlowNetwork network, int[] sources, int[] sinks, Engine engine) {
        double[][] bySink = new double[sinks.length][];
        engine.share(sinks.length, network.pipes(), (from, to) -> {
            for (int j = from; j < to; j++) {
                bySink[j] = network.flows(sources, sinks[j]);
            }
        });
        return Matrix.of(bySink).transposed().rowNormalized();
    }
}
