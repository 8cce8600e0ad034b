package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;

/// Input × gradient (Shrikumar et al. 2016, arXiv 1605.01713): `sᵢ = ⟨xᵢ, ∂F/∂xᵢ⟩`, what token i would add if F were linear around x.
public record InputXGradient() implements Explainer<WhiteBox> {

    private static final String GAP = "a gradient at one point adds up only where the function is linear";

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        return LocalGradient.explain(model, input, target, new Explanation.Method("input-x-gradient", Map.of(), GAP),
                (x, gradient) -> x.mul(gradient).sum(LAST), List.of());
    }
}
