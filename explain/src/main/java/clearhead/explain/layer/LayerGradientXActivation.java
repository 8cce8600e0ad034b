package clearhead.explain.layer;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Site;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Input × gradient at an inner activation h (Shrikumar et al. 2016, arXiv 1605.01713; of a layer as in Kokhlikyan et al. 2020, arXiv
/// 2009.07896): `h ⊙ ∂F/∂h`, summed over a position's units. It is the change of F to the first order, if the position were wiped out.
///
/// @param site where; empty for what the middle block hands on
public record LayerGradientXActivation(Optional<Site> site) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("layer-gradient-x-activation", "Gradient × activation of a layer",
            MethodCard.Needs.GRADIENTS, "the change to the first order, if a position of an inner layer were zero; need not add up",
            "1 forward, 1 backward", "Shrikumar et al. 2016, arXiv 1605.01713; Kokhlikyan et al. 2020, arXiv 2009.07896", true,
            "What each position of an inner layer gives, as far as one slope can tell.",
            settings -> new LayerGradientXActivation(Place.of(settings)));

    /// At what the middle block hands on.
    public LayerGradientXActivation() {
        this(Optional.empty());
    }

    /// @throws clearhead.core.BadInput if the model has no such site
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Site where = site.orElseGet(() -> Place.automatic(model));
        Meter meter = new Meter(model, input, target);
        Watch watch = new Watch(List.of(where));
        Meter.Look look = meter.look(watch);
        Tensor h = watch.all(model, input).get(where);
        Place place = Place.of(where, h.shape(), model, input, meter.target());
        List<Explanation.Row> rows = new ArrayList<>();
        for (List<Tensor> gradients : meter.gradients(look.values(), List.of(h))) {
            double value = look.values().get(rows.size()).item();
            rows.add(new Explanation.Row(place.scores(products(h, gradients.getFirst()), Reduce.SUM), value, OptionalDouble.empty()));
        }
        return meter.explanation(new Explanation.Method("layer-gradient-x-activation", Map.of("site", where.name()),
                "a gradient at one point knows nothing of the way there"), place.scores(meter.target(), input, rows), 0, List.of());
    }

    /// What nothing depends on has no part, even the −∞ of a score that is masked.
    private static double[] products(Tensor h, Tensor gradient) {
        float[] a = h.toArray();
        float[] b = gradient.toArray();
        double[] products = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            products[i] = b[i] == 0 ? 0 : (double) a[i] * b[i];
        }
        return products;
    }
}
