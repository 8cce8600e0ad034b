package clearhead.explain.attention;

import clearhead.explain.Axis;
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

/// How much a position takes from each other, weight and content together: a small weight on a long vector counts as well.
///
/// - `n`: `‖Σ_h α_hij f_h(x_j)‖` (Kobayashi et al. 2020, arXiv 2004.10102), see [Decomposition]
/// - `res-ln`: `‖T_i(x_j)‖`, with the residual connection and the norm behind it, where the block has one there (Kobayashi et al. 2021,
///   arXiv 2109.07152)
///
/// @param form  which of the two
/// @param layer which layer, from 0; empty for the last
/// @param row   which row is the answer's; empty for the explained number's own
/// @param site  which attention of an encoder-decoder; empty for the decoder's of the encoder
public record NormAttention(Form form, OptionalInt layer, OptionalInt row, Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What this method and its like must say.
    static final String MIXING = "It says what a position is made of, not what that did to the answer: mixing is not attribution.";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("norm-attention", "Norm-based attention",
            MethodCard.Needs.ATTENTION_AND_PARAMETERS, "how long the vectors are that a position reads", "1 forward",
            "Kobayashi et al. 2020, arXiv 2004.10102; 2021, arXiv 2109.07152",
            false, MIXING, settings -> new NormAttention(settings.choice("form", Form.N), settings.wholeOr("layer", "last", 0),
                    settings.wholeOr("row", "target", 0), AttentionSite.ofOne(settings)));

    /// What the vectors are.
    public enum Form {
        /// What attention reads.
        N,
        /// With the residual connection and the norm behind it.
        RES_LN
    }

    /// What attention reads, in the last layer.
    public NormAttention() {
        this(Form.N, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /// @throws clearhead.core.BadInput if the model has no such site or layer, or the matrix no such row
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        AttentionSite read = Watched.site(model, site, AttentionSite.CROSS);
        int chosen = Watched.layer(model, read, layer);
        Watched run = Watched.run(model, input, target, false, met -> met.layer() == chosen && Decomposition.wants(met));
        Decomposition block = Decomposition.of(run, read, chosen);
        boolean residual = form == Form.RES_LN;
        Matrix matrix = Matrix.of(IntStream.range(0, block.after().rows()).mapToObj(i -> lengths(residual ? block.parts(i) : block.read(i)))
                .toArray(double[][]::new));
        List<Axis> columns = run.columns(read);
        if (residual && read.crosses()) {
            matrix = spread(matrix);
            columns = run.everything();
        }
        Map<String, Object> settings = Watched.settings(model, read, Map.of("form", Settings.id(form), "layer", chosen,
                "row", Watched.named(row, "target")));
        return run.explanation(new Explanation.Method("norm-attention", settings, "lengths of vectors do not add up"), read, columns,
                List.of(matrix), row, List.of(MIXING));
    }

    /// `‖x‖₂` of each.
    static double[] lengths(double[][] vectors) {
        return Arrays.stream(vectors).mapToDouble(vector -> Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum())).toArray();
    }

    /// The last column, each row's own, as the diagonal of as many columns as there are rows.
    static Matrix spread(Matrix matrix) {
        int last = matrix.columns() - 1;
        return matrix.columns(0, last).beside(Matrix.diagonal(matrix.columns(last, last + 1).values()));
    }
}
