package clearhead.explain.layer;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Site;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Conductance (Dhamdhere et al. 2018, arXiv 1805.12233): what flows through each unit h of an inner activation while the input comes into
/// being, along the path of integrated gradients:
///
/// `C(h) = Σᵢ (xᵢ − x′ᵢ) ∫₀¹ ∂F/∂h · ∂h/∂xᵢ dα = ∫₀¹ ∂F/∂h · dh/dα dα`
///
/// The second form needs no sum over inputs. `Σ ∂F/∂h · dh/dα` over everything that passes a layer is dF/dα, at every point of the path
/// and whichever layer it is; so the sums of all layers are one number, that of integrated gradients with the same nodes, and have its gap.
/// A score is the sum over its position's units; [#units] has these.
///
/// dh/dα is exact, a product with the Jacobian matrix. Differences `h(xₖ₊₁) − h(xₖ)`, as the definition is computed elsewhere, need no
/// such product, but on a small BERT at 32 nodes the greatest score was off by 2 % with the gradient taken at xₖ, by 0.1 % with it taken
/// in between, and by a millionth here: the differences' error falls as 1/n or 1/n², not as that of Gauss–Legendre nodes does.
///
/// @param site where; empty for what the middle block hands on
/// @param path from where, and how it is integrated
public record Conductance(Optional<Site> site, StraightPath path) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("conductance", "Conductance", MethodCard.Needs.GRADIENTS,
            "scores of a layer's positions add up to F(x) − F(x′), up to the gap that is told; of a part of a layer, to its share",
            "steps + 2 forwards, 3 steps backwards", "Dhamdhere et al. 2018, arXiv 1805.12233", true,
            "What flows through each position of an inner layer; every layer adds up to the value minus the value without the tokens.",
            settings -> new Conductance(Place.of(settings), StraightPath.of(settings)));

    /// What the middle block hands on.
    public Conductance() {
        this(Optional.empty(), new StraightPath());
    }

    /// Here.
    public Conductance(Site site) {
        this(Optional.of(site), new StraightPath());
    }

    /// @throws clearhead.core.BadInput if the model has no such site
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Site where = site.orElseGet(() -> Place.automatic(model));
        Walk walk = new Walk(model, input, target, path, List.of(where));
        Place place = Place.of(where, walk.activation(where).shape(), model, input, walk.meter().target());
        Walk.Integral<Integer> flow = flow(walk, where);
        List<float[]> scores = flow.sums().values().stream().map(units -> place.scores(units, Reduce.SUM)).toList();
        boolean cut = place.isCut(model, walk.meter().leaves());
        Explanation.Method method = new Explanation.Method("conductance", path.settings(walk.meter(), flow.steps(),
                Map.of("site", where.name())), cut ? "" : "a share of the difference goes past " + where);
        return walk.meter().explanation(method, place.scores(walk.meter().target(), input, walk.rows(scores, cut)), 0, walk.warnings(flow));
    }

    /// The conductance of every unit; of a target with several numbers, for the first of them.
    ///
    /// @return `[…]`, as the activation of one input
    public Tensor units(WhiteBox model, Input input, Target target) {
        Site where = site.orElseGet(() -> Place.automatic(model));
        Walk walk = new Walk(model, input, target, path, List.of(where));
        double[] units = flow(walk, where).sums().get(0);
        Shape shape = walk.activation(where).shape();
        return Tensor.of(shape, Walk.floats(units)).reshape(shape.without(0));
    }

    /// What flows through each unit, for each explained number.
    static Walk.Integral<Integer> flow(Walk walk, Site where) {
        return walk.integrate(step -> {
            Tensor velocity = step.velocities(List.of(where)).get(where);
            return step.each(number -> step.gradient(number, where).mul(velocity));
        });
    }
}
