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
import java.util.stream.Collectors;
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
        Target.Activation chosen = neuron.orElseGet(() -> busiest(model, input, target));
        Walk walk = new Walk(model, input, target, path, List.of(chosen.site()));
        Walk.Integral<Integer> flow = walk.integrate(step -> {
            Tensor h = chosen.pick(step.seen().get(chosen.site()));                                              // [copies]
            Tensor along = step.meter().gradients(List.of(h), List.of(step.points())).getFirst().getFirst()
                    .mul(step.way()).sum(LAST);                                                                  // [copies, rows]
            return IntStream.range(0, step.gradients().size()).boxed().collect(Collectors.<Integer, Integer, Tensor>toMap(number -> number,
                    number -> along.mul(chosen.pick(step.gradient(number, chosen.site())).reshape(along.dim(0), 1))));
        });
        List<float[]> scores = flow.sums().values().stream().map(Walk::floats).toList();
        return walk.meter().explanation(new Explanation.Method("neuron-conductance", path.settings(walk.meter(), flow.steps(),
                Map.of("neuron", chosen.text())), "the rest of the difference does not go through this neuron"),
                walk.meter().scores(walk.rows(scores, false)), 0, walk.warnings(flow));
    }

    private Target.Activation busiest(WhiteBox model, Input input, Target target) {
        Site out = Place.automatic(model);
        Site site = model.towers().isEmpty() ? out : new Site(out.stack(), out.layer(), Kind.MLP_POST);
        Tensor units = new Conductance(Optional.of(site), path).units(model, input, target);                     // [positions, neurons]
        float[] size = units.abs().toArray();
        int greatest = IntStream.range(0, size.length).reduce(0, (a, b) -> size[b] > size[a] ? b : a);
        return new Target.Activation(site, greatest / units.dim(1), greatest % units.dim(1));
    }
}
