package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Tensor;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;

/// Saliency (Simonyan et al. 2013, arXiv 1312.6034): how fast F changes with token i's embedding, `sᵢ = ‖∂F/∂xᵢ‖`.
///
/// @param reduce how the gradient's width becomes one number
public record Saliency(Reduce reduce) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("saliency", "Saliency", MethodCard.Needs.GRADIENTS,
            "how fast the value changes with each token; no share of it", "1 forward, 1 backward",
            "Simonyan et al. 2013, arXiv 1312.6034", false,
            "How fast the value changes with each token's embedding; not a share of the value.",
            settings -> new Saliency(settings.choice("reduce", Reduce.L2)));

    private static final String NOTHING = "the signed sum of a gradient is 0 by construction here, where a layer norm is all that reads "
            + "the embedding: what stands there is rounding";

    /// From the numbers of one token's gradient to one.
    public enum Reduce {
        /// The root of the sum of squares.
        L2,
        /// The sum of absolute values.
        L1,
        /// The sum with its signs.
        SUM;

        /// `[…, rows, width] → […, rows]`.
        Tensor of(Tensor gradient) {
            return switch (this) {
                case L2 -> gradient.square().sum(LAST).sqrt();
                case L1 -> gradient.abs().sum(LAST);
                case SUM -> gradient.sum(LAST);
            };
        }
    }

    /// The Euclidean norm.
    public Saliency() {
        this(Reduce.L2);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        return LocalGradient.explain(model, input, target, new Explanation.Method("saliency", Map.of("reduce", Settings.id(reduce)),
                "a gradient is a slope, not a share of the value"), (_, gradient) -> reduce.of(gradient),
                leaves -> reduce == Reduce.SUM && FirstNorm.seesNoMean(model, leaves) ? List.of(NOTHING) : List.of());
    }
}
