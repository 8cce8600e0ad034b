package clearhead.explain.attention;

import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Trace;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The attention weights themselves: how much each position reads each other, in one layer, by one head or the mean over its heads. The
/// row of the position that gives the explained number is the answer's own.
///
/// A weight says what was read, not what it did: see [#DISCLAIMER].
///
/// @param layer which layer, from 0; empty for the last
/// @param head  which head, from 0; empty for the mean
/// @param row   which row is the answer's; empty for the explained number's own
/// @param site  which attention of an encoder-decoder; empty for the decoder's of the encoder
public record RawAttention(OptionalInt layer, OptionalInt head, OptionalInt row, Optional<AttentionSite> site)
        implements Explainer<WhiteBox> {

    /// What every picture of attention weights must say.
    public static final String DISCLAIMER = "An attention weight says what was read, not what it did to the answer: attention is not "
            + "attribution (Jain & Wallace 2019, arXiv 1902.10186; Wiegreffe & Pinter 2019, arXiv 1908.04626).";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("attention", "Attention", MethodCard.Needs.ATTENTION,
            "what was read, not what it did; rows sum to 1", "1 forward", "Bahdanau et al. 2015, arXiv 1409.0473", false, DISCLAIMER,
            settings -> new RawAttention(settings.wholeOr("layer", "last", 0), settings.wholeOr("head", "mean", 0),
                    settings.wholeOr("row", "target", 0), AttentionSite.ofOne(settings)));

    /// The last layer, mean over the heads.
    public RawAttention() {
        this(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /// Weights that show which token of the input each target reads, `[layers][heads][targets][tokens]`.
    ///
    /// @throws BadInput if the model does not write
    public static float[][][][] weights(WhiteBox model, Input input) {
        int first = model.firstTarget(input);
        int last = first + input.targets().size();
        return Arrays.stream(weights(model, input, Watched.site(model, Optional.empty(), AttentionSite.CROSS))).map(heads ->
                Arrays.stream(heads).map(head -> Arrays.stream(head, first, last).map(row -> Arrays.copyOf(row, input.tokens().size()))
                        .toArray(float[][]::new)).toArray(float[][][]::new)).toArray(float[][][][]::new);
    }

    /// All weights of one run, `[layers][heads][rows][columns]`.
    public static float[][][][] weights(WhiteBox model, Input input, AttentionSite site) {
        int layers = Watched.layer(model, site, OptionalInt.empty()) + 1;
        Trace trace = Trace.of(Rollout::isPattern);
        model.forward(input, 1, Pass.watched(trace));
        float[][][][] weights = new float[layers][][][];
        Arrays.setAll(weights, layer -> Watched.heads(trace.get(site.pattern(layer))).stream().map(Matrix::floats)
                .toArray(float[][][]::new));
        return weights;
    }

    /// @throws BadInput if the model has no such site, layer or head, or the matrix no such row
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        AttentionSite read = Watched.site(model, site, AttentionSite.CROSS);
        int chosen = Watched.layer(model, read, layer);
        Watched run = Watched.run(model, input, target, false, read.pattern(chosen)::equals);
        List<Matrix> heads = run.heads(read, chosen);
        if (head.orElse(0) >= heads.size()) {
            throw new BadInput("head=" + head.getAsInt(), "there is no such head", "0 to %d, or mean".formatted(heads.size() - 1));
        }
        Matrix matrix = head.isPresent() ? heads.get(head.getAsInt()) : Heads.MEAN.reduce(heads);
        Map<String, Object> settings = Watched.settings(model, read, Map.of("layer", chosen, "head", Watched.named(head, "mean"),
                "row", Watched.named(row, "target")));
        return run.explanation(new Explanation.Method("attention", settings, "weights sum to 1, whatever the value"), read,
                run.columns(read), List.of(matrix), row, List.of(DISCLAIMER));
    }
}
