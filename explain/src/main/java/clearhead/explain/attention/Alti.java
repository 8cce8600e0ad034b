package clearhead.explain.attention;

import clearhead.core.BadInput;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Aggregation of layer-wise token-to-token interactions (Ferrando et al. 2022, arXiv 2203.04212): how near each part of a block's
/// attention half comes to its output, see [Decomposition],
///
/// `c_ij = max(0, ‖y_i‖₁ − ‖y_i − T_i(x_j)‖₁)`, rows divided by their sums,
///
/// and through the layers the product of these matrices. In an encoder-decoder a position's cross-attention takes from the encoder and
/// from the position itself, and both shares together are 1 (Ferrando et al. 2022, arXiv 2205.11631).
///
/// @param layer one layer, from 0; empty for the product of all
/// @param site  one stack to stay in; empty for the whole model
public record Alti(OptionalInt layer, Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What it depends on, and should not.
    static final String BASIS = "ALTI measures in the coordinates of the residual stream: an orthogonal rotation of them leaves the model "
            + "as it is and changes these scores.";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("alti", "ALTI", MethodCard.Needs.ATTENTION_AND_PARAMETERS,
            "shares of what each position is made of; rows sum to 1", "1 forward", "Ferrando et al. 2022, arXiv 2203.04212", false,
            NormAttention.MIXING + " " + BASIS,
            settings -> new Alti(settings.wholeOr("layer", "rolled-out", 0), AttentionSite.ofStack(settings)));

    /// All layers of the whole model.
    public Alti() {
        this(OptionalInt.empty(), Optional.empty());
    }

    /// @throws BadInput if the model has no such stack or layer
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Rollout.requireStack(model, site);
        boolean whole = Watched.hasTwo(model) && site.isEmpty();
        if (whole && layer.isPresent()) {
            throw new BadInput("layer=" + layer.getAsInt(), "encoder and decoder have layers of their own",
                    "site=encoder.attn or decoder.attn");
        }
        AttentionSite stack = Watched.site(model, site, AttentionSite.DECODER);
        int top = Watched.layer(model, stack, layer);
        Watched run = Watched.run(model, input, target, false, Decomposition::wants);
        Map<String, Object> settings = new HashMap<>(Map.of("layer", Watched.named(layer, "rolled-out")));
        Explanation.Method method = new Explanation.Method("alti", Rollout.settings(model, settings, site),
                "rows sum to 1, whatever the value");
        Matrix matrix = whole ? whole(run)
                : layer.isPresent() ? contributions(run, stack, top) : Chain.through(stack(run, stack));
        return run.explanation(method, stack, whole ? run.everything() : run.columns(stack), List.of(matrix), OptionalInt.empty(),
                List.of(NormAttention.MIXING, BASIS));
    }

    private static Matrix whole(Watched run) {
        return Chain.through(Chain.through(stack(run, AttentionSite.ENCODER)), IntStream.range(0, run.layers(AttentionSite.DECODER))
                .mapToObj(layer -> {
                    Matrix cross = contributions(run, AttentionSite.CROSS, layer);
                    int last = cross.columns() - 1;
                    return new Chain.Link(contributions(run, AttentionSite.DECODER, layer),
                            Matrix.diagonal(cross.columns(last, last + 1).values()), cross.columns(0, last));
                }).toList());
    }

    private static List<Matrix> stack(Watched run, AttentionSite site) {
        return IntStream.range(0, run.layers(site)).mapToObj(layer -> contributions(run, site, layer)).toList();
    }

    private static Matrix contributions(Watched run, AttentionSite site, int layer) {
        Decomposition block = Decomposition.of(run, site, layer);
        return Matrix.of(IntStream.range(0, block.after().rows()).mapToObj(i -> contributions(block.output(i), block.parts(i)))
                .toArray(double[][]::new)).rowNormalized();
    }

    /// `max(0, ‖y‖₁ − ‖y − T‖₁)` of each part T.
    static double[] contributions(double[] y, double[][] parts) {
        double whole = Arrays.stream(y).map(Math::abs).sum();
        return Arrays.stream(parts).mapToDouble(part -> Math.max(0, whole - IntStream.range(0, y.length)
                .mapToDouble(d -> Math.abs(y[d] - part[d])).sum())).toArray();
    }
}
