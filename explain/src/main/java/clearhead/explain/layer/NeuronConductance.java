package clearhead.explain.layer;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
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
import java.util.stream.IntStream;

/// Conductance of one neuron h, input by input (Dhamdhere et al. 2018, arXiv 1805.12233): what of integrated gradients goes through it,
///
/// `φᵢ(h) = (xᵢ − x′ᵢ) ∫₀¹ ∂F/∂h · ∂h/∂xᵢ dα`,  `Σᵢ φᵢ(h) = C(h)`, its [Conductance]
///
/// For why h itself is as large as it is, take [Target.Activation] with any method that explains a number.
///
/// @param neuron one number of an activation; empty for the neuron of the middle block with the greatest conductance
/// @param path   from where, and how it is integrated
public record NeuronConductance(Optional<Target.Activation> neuron, StraightPath path) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("neuron-conductance", "Conductance of a neuron", MethodCard.Needs.GRADIENTS,
            "scores add up to what goes through one neuron, a share of F(x) − F(x′)", "steps + 2 forwards, 2 steps backwards",
            "Dhamdhere et al. 2018, arXiv 1805.12233", true, "What each token sends to the value through one neuron.",
            settings -> new NeuronConductance(settings.text("neuron", "auto|SITE@P,UNIT").filter(text -> !text.equals("auto"))
                    .map(text -> Target.Activation.named("neuron=" + text, text)), StraightPath.of(settings)));

    /// The neuron of the middle block with the greatest conductance.
    public NeuronConductance() {
        this(Optional.empty(), new StraightPath());
    }

    /// @throws clearhead.core.BadInput if the model has no such neuron
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Optional<Walk> search = neuron.isPresent() ? Optional.empty() : Optional.of(search(model, input, target));
        Target.Activation chosen = neuron.orElseGet(() -> busiest(search.orElseThrow()));
        Walk walk = new Walk(model, input, target, path, List.of(chosen.site()));
        search.ifPresent(taken -> walk.meter().count(taken.meter().cost()));
        Walk.Integral<Integer> flow = walk.integrate(step -> {
            Tensor h = chosen.pick(step.seen().get(chosen.site()));                                              // [copies]
            Tensor along = step.meter().gradients(List.of(h), List.of(step.points())).getFirst().getFirst()
                    .mul(step.way()).sum(LAST);                                                                  // [copies, rows]
            return step.each(number -> along.mul(chosen.pick(step.gradient(number, chosen.site())).reshape(along.dim(0), 1)));
        });
        List<float[]> scores = flow.sums().values().stream().map(Walk::floats).toList();
        return walk.meter().explanation(new Explanation.Method("neuron-conductance", path.settings(walk.meter(), flow.steps(),
                Map.of("neuron", chosen.text())), "the rest of the difference does not go through this neuron"),
                walk.meter().scores(walk.rows(scores, false)), 0, walk.warnings(flow));
    }

    /// Looks at the neurons of the middle block.
    private Walk search(WhiteBox model, Input input, Target target) {
        Site out = Place.automatic(model);
        return new Walk(model, input, target, path,
                List.of(model.towers().isEmpty() ? out : new Site(out.stack(), out.layer(), Kind.MLP_POST)));
    }

    private static Target.Activation busiest(Walk search) {
        Site site = search.sites().getFirst();
        double[] flow = Conductance.flow(search, site).sums().get(0);                                            // [positions · neurons]
        int neurons = search.activation(site).dim(2);
        int greatest = IntStream.range(0, flow.length).reduce(0, (a, b) -> Math.abs(flow[b]) > Math.abs(flow[a]) ? b : a);
        return new Target.Activation(site, greatest / neurons, greatest % neurons);
    }
}
