package clearhead.explain.similarity;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Axis;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Integrated Jacobians of a similarity (Moeller et al. 2023, arXiv 2310.05703; with a reference they add up as those of Eberle et al. 2020,
/// arXiv 2003.05286, do for networks without biases). For an encoder f and a similarity `s(a, b) = ⟨f(a), f(b)⟩`, the score of a pair of tokens is
///
/// `A_ij = Σₖ u_ik v_jk`,  `u_ik = ⟨a_i − a′_i, ∫₀¹ ∂fₖ/∂a_i (a′ + α(a − a′)) dα⟩`, v likewise of b,
///
/// and since `Σᵢ uᵢ = f(a) − f(a′)`, all scores together are `s(a, b) − s(a′, b) − s(a, b′) + s(a′, b′)`: how much of the similarity takes
/// both texts. For the cosine f is the vector brought to length 1.
///
/// @param replacement a′ and b′
/// @param steps       how many Gauss–Legendre nodes; empty to double them until the gap closes
/// @param cosine      of the angle between the vectors; if false, their product
public record SimilarityJacobian(Replacement.InPlace replacement, OptionalInt steps, boolean cosine) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("similarity-jacobian", "Similarity by pairs of tokens", MethodCard.Needs.GRADIENTS,
            "pairs add up to the part of the similarity that takes both texts, up to the gap that is told",
            "steps × tokens forwards, two gradients each", "Moeller et al. 2023, arXiv 2310.05703", true,
            "Which token of one text goes with which of the other; all pairs add up to the similarity, less what one text alone would have.",
            settings -> new SimilarityJacobian(settings.inPlace(), settings.wholeOr("steps", "auto", 1),
                    settings.choice("similarity", Kind.COSINE) == Kind.COSINE));

    private static final int[] DOUBLED = {32, 64, 128, 256, 512};
    private static final double TOLERANCE = 0.01;

    /// The two similarities, for the setting's name.
    private enum Kind { COSINE, DOT }

    /// The cosine, with the replacement that suits the model.
    public SimilarityJacobian() {
        this(Replacement.AUTO, OptionalInt.empty(), true);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        if (!(target instanceof Target.Similarity || target instanceof Target.Predicted)) {
            throw new BadInput("similarity-jacobian: target " + target.kind(), "is none that it can explain", "similarity");
        }
        Input other = input.pair().orElseThrow(() -> new BadInput("similarity-jacobian", "there is one text", "a second one, --pair or --pair-ids"));
        Target.Similarity similarity = new Target.Similarity(cosine);
        Side a = Side.of(model, input, similarity, replacement);
        Side b = Side.of(model, swapped(input, other), similarity, replacement);
        double value = dot(a.vector(), b.vector());
        double baseline = dot(a.empty(), b.vector()) + dot(a.vector(), b.empty()) - dot(a.empty(), b.empty());
        Scores.Grid grid = null;
        int used = 0;
        for (int n : steps.isPresent() ? new int[] {steps.getAsInt()} : DOUBLED) {
            if (grid == null || !grid.balance().orElseThrow().holds(TOLERANCE)) {
                Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(n);
                used = n;
                grid = new Scores.Grid(List.of(Axis.of(Axis.TOKENS, input.tokens())), List.of(Axis.of(Axis.PAIR, other.tokens())),
                        products(a.shares(nodes), b.shares(nodes)), OptionalInt.empty(), value, OptionalDouble.of(baseline));
            }
        }
        a.meter().count(b.meter().cost());
        Map<String, Object> settings = Map.of("steps", used, "similarity", Settings.id(cosine ? Kind.COSINE : Kind.DOT), "replacement",
                a.meter().used(replacement).id());
        return a.meter().explanation(new Explanation.Method(CARD.id(), settings, ""), grid, 0, warnings(grid, used));
    }

    private static List<String> warnings(Scores.Grid grid, int n) {
        Explanation.Balance balance = grid.balance().orElseThrow();
        return balance.holds(TOLERANCE) ? List.of() : List.of("with %d nodes the pairs sum to %s, but they should to %s, within %s %%"
                .formatted(n, (float) (balance.value() - balance.baseline() - balance.gap()), (float) (balance.value() - balance.baseline()),
                        (float) (100 * TOLERANCE)));
    }

    private static Input swapped(Input input, Input other) {
        return new Input.Text(((Input.Text) other).words(), Optional.empty(), Optional.of(((Input.Text) input).words()));
    }

    /// `A = U Vᵀ`, in double precision.
    static float[][] products(double[][] u, double[][] v) {
        float[][] products = new float[u.length][v.length];
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < v.length; j++) {
                products[i][j] = (float) dot(u[i], v[j]);
            }
        }
        return products;
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    private static double dot(Tensor a, Tensor b) {
        return dot(doubles(a), doubles(b));
    }

    private static double[] doubles(Tensor x) {
        float[] numbers = x.toArray();
        return IntStream.range(0, numbers.length).mapToDouble(k -> numbers[k]).toArray();
    }
}
