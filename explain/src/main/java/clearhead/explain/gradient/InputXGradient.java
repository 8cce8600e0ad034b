package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Map;

/// Input × gradient (Shrikumar et al. 2016, arXiv 1605.01713): `sᵢ = ⟨xᵢ, ∂F/∂xᵢ⟩`, what token i would add if F were linear around x.
public record InputXGradient() implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("input-x-gradient", "Input × gradient", MethodCard.Needs.GRADIENTS,
            "what each token would add if the model were linear here", "1 forward, 1 backward",
            "Shrikumar et al. 2016, arXiv 1605.01713", true, "What each token would add if the model were linear here.",
            _ -> new InputXGradient());

    private static final String GAP = "a gradient at one point adds up only where the function is linear";

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        return LocalGradient.explain(model, input, target, new Explanation.Method("input-x-gradient", Map.of(), GAP),
                (x, gradient) -> x.mul(gradient).sum(LAST), leaves -> FirstNorm.alongTheInput(model, leaves));
    }
}
