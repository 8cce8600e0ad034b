package clearhead.explain.attention;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.core.probe.Trace;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The attention weights themselves: how much each target position reads each token of the input, in one layer, by one head or the mean
/// over its heads.
///
/// A weight says what was read, not what it did: see [#DISCLAIMER].
///
/// @param layer which layer, from 0; empty for the last
/// @param head  which head, from 0; empty for the mean
public record RawAttention(OptionalInt layer, OptionalInt head) implements Explainer<WhiteBox> {

    /// What every picture of attention weights must say.
    public static final String DISCLAIMER = "An attention weight says what was read, not what it did to the answer: attention is not "
            + "attribution (Jain & Wallace 2019, arXiv 1902.10186; Wiegreffe & Pinter 2019, arXiv 1908.04626).";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("attention", "Attention", MethodCard.Needs.ATTENTION,
            "what was read, not what it did", "1 forward", "Bahdanau et al. 2015, arXiv 1409.0473", false, DISCLAIMER,
            settings -> new RawAttention(settings.wholeOr("layer", "last", 0), settings.wholeOr("head", "mean", 0)));

    /// The last layer, mean over the heads.
    public RawAttention() {
        this(OptionalInt.empty(), OptionalInt.empty());
    }

    /// All weights of one run, `[layers][heads][targets][tokens]`.
    public static float[][][][] weights(WhiteBox model, Input input) {
        List<Site> sites = alignments(model);
        Trace trace = Trace.of(sites::contains);
        model.forward(input, 1, Pass.watched(trace));
        return weights(sites, trace);
    }

    /// Weights that show which input token each target reads: one site for each layer, bottom first.
    private static List<Site> alignments(WhiteBox model) {
        Stack stack = model.towers().containsKey(Stack.DECODER) ? Stack.DECODER : Stack.ONLY;
        Kind kind = stack == Stack.DECODER ? Kind.CROSS_PATTERN : Kind.PATTERN;
        return IntStream.range(0, model.towers().containsKey(stack) ? model.towers().get(stack).blocks().size() : 0)
                .mapToObj(layer -> new Site(stack, layer, kind)).toList();
    }

    private static float[][][][] weights(List<Site> sites, Trace trace) {
        return sites.stream().map(site -> heads(trace.get(site))).toArray(float[][][][]::new);
    }

    /// One target position gives the row that it reads by; each of them, all rows.
    ///
    /// @throws IllegalArgumentException if the model has no such layer or head
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        List<Site> sites = alignments(model);
        Meter meter = new Meter(model, input, target);
        Trace trace = Trace.of(sites::contains);
        List<Tensor> values = meter.look(trace).values();
        float[][][][] weights = weights(sites, trace);
        int chosen = chosen(weights);
        float[][] matrix = head.isPresent() ? weights[chosen][head.getAsInt()] : mean(weights[chosen]);
        List<Explanation.Row> rows = IntStream.range(0, values.size()).mapToObj(row ->
                new Explanation.Row(matrix[row], values.get(row).item(), OptionalDouble.empty())).toList();
        Map<String, Object> settings = Map.of("layer", chosen,
                "head", head.isPresent() ? head.getAsInt() : "mean", "site", sites.get(chosen).name());
        return meter.explanation(new Explanation.Method("attention", settings, "weights sum to 1, whatever the value"), meter.scores(rows), 0,
                List.of(DISCLAIMER));
    }

    private int chosen(float[][][][] weights) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("attention: this model has no attention that leads from what it writes to what it reads");
        }
        int chosen = layer.orElse(weights.length - 1);
        if (chosen < 0 || chosen >= weights.length || head.orElse(0) < 0 || head.orElse(0) >= weights[chosen].length) {
            throw new IllegalArgumentException("attention: layer %d, head %s, but the model has layers 0 to %d with heads 0 to %d"
                    .formatted(chosen, head.isPresent() ? head.getAsInt() : "mean", weights.length - 1, weights[0].length - 1));
        }
        return chosen;
    }

    /// @param pattern `[1, heads, targets, tokens]`
    private static float[][][] heads(Tensor pattern) {
        int targets = pattern.dim(2);
        int tokens = pattern.dim(3);
        float[] flat = pattern.toArray();
        float[][][] heads = new float[pattern.dim(1)][targets][tokens];
        for (int h = 0; h < heads.length; h++) {
            for (int t = 0; t < targets; t++) {
                System.arraycopy(flat, (h * targets + t) * tokens, heads[h][t], 0, tokens);
            }
        }
        return heads;
    }

    private static float[][] mean(float[][][] heads) {
        float[][] mean = new float[heads[0].length][heads[0][0].length];
        for (int t = 0; t < mean.length; t++) {
            for (int i = 0; i < mean[t].length; i++) {
                int row = t;
                int column = i;
                mean[t][i] = (float) IntStream.range(0, heads.length).mapToDouble(h -> heads[h][row][column]).average().orElseThrow();
            }
        }
        return mean;
    }
}
