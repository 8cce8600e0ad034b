package clearhead.explain.attention;

import clearhead.core.BadInput;
import clearhead.explain.Axis;
import clearhead.explain.Cost;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Value zeroing (Mohebbi et al. 2023, arXiv 2301.12971): how far what a block hands on moves when nobody can read anything from one
/// position, though the weights stay:
///
/// `C_ij = distance(h_i, h_i with v_j = 0 in all heads)`, rows divided by their sums,
///
/// and through the layers the product of these matrices. Only the one block is run again, from what it read in the run of the whole model;
/// see [Zeroed]. In an encoder-decoder both of a decoder block's attentions are zeroed, and a row's distances are divided by the sum of
/// both.
///
/// @param distance how far
/// @param layer    one layer, from 0; empty for the product of all
/// @param site     one attention; empty for all of the model, or with a layer the decoder's of the encoder
public record ValueZeroing(Distance distance, OptionalInt layer, Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("value-zeroing", "Value zeroing", MethodCard.Needs.ATTENTION_AND_PARAMETERS,
            "how far each position moves without each other; rows sum to 1", "1 forward, and each block once for every position",
            "Mohebbi et al. 2023, arXiv 2301.12971", false, NormAttention.MIXING, settings -> new ValueZeroing(
                    settings.choice("distance", Distance.COSINE), settings.wholeOr("layer", "rolled-out", 0),
                    AttentionSite.of(settings, true, AttentionSite.CROSS, AttentionSite.ENCODER, AttentionSite.DECODER)));

    /// How far two vectors are from each other.
    public enum Distance {
        /// 1 minus the cosine of the angle between them.
        COSINE,
        /// The length of their difference.
        EUCLIDEAN
    }

    /// The cosine, through all layers.
    public ValueZeroing() {
        this(Distance.COSINE, OptionalInt.empty(), Optional.empty());
    }

    /// @throws BadInput if the model has no such site or layer, or the product none of that site
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        boolean whole = Watched.hasTwo(model) && site.isEmpty() && layer.isEmpty();
        AttentionSite read = Watched.site(model, site, AttentionSite.CROSS);
        int chosen = Watched.layer(model, read, layer);
        if (layer.isEmpty() && !whole) {
            Rollout.requireStack(model, site);
        }
        Watched run = Watched.run(model, input, target, false, Zeroed.wants(model));
        Matrix matrix = whole ? whole(run) : layer.isPresent() ? rows(run, read, chosen)
                : Chain.through(IntStream.range(0, run.layers(read)).mapToObj(l -> rows(run, read, l)).toList());
        count(run, whole ? List.of(AttentionSite.ENCODER, AttentionSite.DECODER, AttentionSite.CROSS) : List.of(read));
        Map<String, Object> own = Map.of("distance", Settings.id(distance), "layer", Watched.named(layer, "rolled-out"));
        Map<String, Object> settings = whole ? Rollout.settings(model, own, site) : Watched.settings(model, read, own);
        List<Axis> columns = whole ? run.everything() : run.columns(read);
        return run.explanation(new Explanation.Method("value-zeroing", settings, "rows sum to 1, whatever the value"), read, columns,
                List.of(matrix), OptionalInt.empty(), List.of(NormAttention.MIXING));
    }

    private Matrix rows(Watched run, AttentionSite read, int chosen) {
        return new Zeroed(run, read, chosen).distances(distance).rowNormalized();
    }

    private Matrix whole(Watched run) {
        Matrix encoder = Chain.through(IntStream.range(0, run.layers(AttentionSite.ENCODER))
                .mapToObj(l -> rows(run, AttentionSite.ENCODER, l)).toList());
        return Chain.through(encoder, IntStream.range(0, run.layers(AttentionSite.DECODER)).mapToObj(l -> {
            Matrix source = new Zeroed(run, AttentionSite.CROSS, l).distances(distance);
            Matrix both = source.beside(new Zeroed(run, AttentionSite.DECODER, l).distances(distance)).rowNormalized();
            return new Chain.Link(Matrix.identity(both.rows()), both.columns(source.columns(), both.columns()),
                    both.columns(0, source.columns()));
        }).toList());
    }

    /// Single blocks have been run, each once for every column: as many as the model has of them are one forward.
    private void count(Watched run, List<AttentionSite> sites) {
        long blocks = 0;
        long rows = 0;
        for (AttentionSite one : sites) {
            long runs = (long) (layer.isPresent() ? 1 : run.layers(one)) * Axis.size(run.columns(one));
            blocks += runs;
            rows += runs * Axis.size(run.rows(one));
        }
        int all = run.model().towers().values().stream().mapToInt(tower -> tower.blocks().size()).sum();
        run.meter().count(new Cost(Math.ceilDiv(blocks, all), 0, Math.ceilDiv(rows, all), 0, 0));
    }

    /// How far b is from a.
    static double distance(Distance distance, double[] a, double[] b) {
        return switch (distance) {
            case EUCLIDEAN -> length(a, 1, b, 1);
            case COSINE -> {
                double unitA = length(a, 1, a, 0);
                double unitB = length(b, 1, b, 0);
                yield unitA == 0 || unitB == 0 ? unitA == unitB ? 0 : 1 : Math.pow(length(a, 1 / unitA, b, 1 / unitB), 2) / 2;
            }
        };
    }

    /// `‖s a − t b‖`; of unit vectors, its square is twice 1 minus their cosine, with no digit lost where they are near each other.
    private static double length(double[] a, double s, double[] b, double t) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = s * a[d] - t * b[d];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
