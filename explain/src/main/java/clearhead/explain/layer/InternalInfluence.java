package clearhead.explain.layer;

import clearhead.core.probe.Site;
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

/// Internal influence (Leino et al. 2018, arXiv 1802.03788), for the inputs on a straight path: how fast F changes with each unit h of an
/// inner activation, on the way,
///
/// `I(h) = ∫₀¹ ∂F/∂h dα`
///
/// It says what F would make of a change there; unlike [Conductance] not whether there is one.
///
/// @param site   where; empty for what the middle block hands on
/// @param reduce how a position's units become its score
/// @param path   from where, and how it is integrated
public record InternalInfluence(Optional<Site> site, Reduce reduce, StraightPath path) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("internal-influence", "Internal influence", MethodCard.Needs.GRADIENTS,
            "how fast the value changes with an inner layer, on the way from nothing to the input; no share of it",
            "steps + 2 forwards, steps backwards", "Leino et al. 2018, arXiv 1802.03788", false,
            "How fast the value changes with each position of an inner layer, on average along the path; not a share of the value.",
            settings -> new InternalInfluence(Place.of(settings), settings.choice("reduce", Reduce.L2), StraightPath.of(settings)));

    /// The Euclidean norm at what the middle block hands on.
    public InternalInfluence() {
        this(Optional.empty(), Reduce.L2, new StraightPath());
    }

    /// @throws clearhead.core.BadInput if the model has no such site
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Site where = site.orElseGet(() -> Place.automatic(model));
        Walk walk = new Walk(model, input, target, path, List.of(where));
        Place place = Place.of(where, walk.activation(where).shape(), model, input, walk.meter().target());
        Walk.Integral<Integer> mean = walk.integrate(step -> step.each(number -> step.gradient(number, where)));
        List<float[]> scores = mean.sums().values().stream().map(units -> place.scores(units, reduce)).toList();
        return walk.meter().explanation(new Explanation.Method("internal-influence",
                path.settings(walk.meter(), mean.steps(), Map.of("site", where.name(), "reduce", Settings.id(reduce))),
                "a gradient is a slope, not a share of the value"),
                place.scores(walk.meter().target(), input, walk.rows(scores, false)), 0, walk.warnings(mean));
    }
}
