package clearhead.explain.attention;

import clearhead.autograd.Tensor;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Attention weighed by its gradient (Chefer et al. 2021, arXiv 2103.15679): of every layer the weights that speak for the explained
/// number, `Ā = mean over heads of ReLU(∂F/∂A ⊙ A)`, added up from the bottom:
///
/// - self-attention (equations 6 and 7): `R ← R + Ā R`, from `R = I`; what a decoder holds of the source likewise, `Rˢ ← Rˢ + Ā Rˢ`
/// - cross-attention (equation 10): `Rˢ ← Rˢ + R̄ᵀ Ā R̄ₑ`, R the decoder's and Rₑ the encoder's, where
///   `R̄ = (R − I) / its row sums + I` (equations 8 and 9; 0/0 is 0)
///
/// R keeps its identity: a row's own position has 1 more. All gradients come from one backward pass.
///
/// @param site one stack to stay in; empty for the whole model, that is, what the decoder holds of the source
public record GradientAttention(Optional<AttentionSite> site) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("gradient-attention", "Gradient × attention",
            MethodCard.Needs.ATTENTION_AND_GRADIENTS, "weights that speak for the value, through all layers; no share of it",
            "1 forward, 1 backward", "Chefer et al. 2021, arXiv 2103.15679", false,
            "What was read, as far as reading more of it would raise the value; what speaks against it is left out.",
            settings -> new GradientAttention(AttentionSite.ofStack(settings)));

    /// Through the whole model.
    public GradientAttention() {
        this(Optional.empty());
    }

    /// @throws clearhead.core.BadInput if the model has no such stack
    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Rollout.requireStack(model, site);
        Watched run = Watched.run(model, input, target, true, Rollout::isPattern);
        List<AttentionSite> sites = Watched.hasTwo(model) ? List.of(AttentionSite.ENCODER, AttentionSite.DECODER, AttentionSite.CROSS)
                : List.of(AttentionSite.ONLY);
        List<Tensor> patterns = sites.stream().flatMap(one -> run.patterns(one).stream()).toList();
        List<Matrix> held = run.meter().gradients(run.values(), patterns).stream().map(gradients -> {
            Map<AttentionSite, List<Matrix>> weighed = new EnumMap<>(AttentionSite.class);
            int next = 0;
            for (AttentionSite one : sites) {
                List<Matrix> layers = new ArrayList<>();
                for (Tensor pattern : run.patterns(one)) {
                    layers.add(weighed(Watched.heads(pattern), Watched.heads(gradients.get(next++))));
                }
                weighed.put(one, layers);
            }
            return site.map(one -> self(weighed.get(one))).orElseGet(() -> Watched.hasTwo(model) ? across(weighed)
                    : self(weighed.get(AttentionSite.ONLY)));
        }).toList();
        AttentionSite rows = site.orElse(Watched.hasTwo(model) ? AttentionSite.CROSS : AttentionSite.ONLY);
        return run.explanation(new Explanation.Method("gradient-attention", Rollout.settings(model, Map.of(), site),
                "products of weights and slopes, and no share of the value"), rows, run.columns(rows), held, OptionalInt.empty(),
                List.of());
    }

    /// `mean over heads of ReLU(g ⊙ A)`.
    static Matrix weighed(List<Matrix> heads, List<Matrix> gradients) {
        List<Matrix> positive = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            positive.add(heads.get(h).each(gradients.get(h), (weight, gradient) -> Math.max(0, weight * gradient)));
        }
        return Heads.MEAN.reduce(positive);
    }

    /// `R ← R + Ā R`.
    ///
    /// @param layers Ā, from the bottom up
    static Matrix self(List<Matrix> layers) {
        Matrix held = Matrix.identity(layers.getFirst().rows());
        for (Matrix layer : layers) {
            held = held.plus(layer.times(held));
        }
        return held;
    }

    private static Matrix across(Map<AttentionSite, List<Matrix>> layers) {
        Matrix encoder = shares(self(layers.get(AttentionSite.ENCODER)));
        List<Matrix> cross = layers.get(AttentionSite.CROSS);
        Matrix own = Matrix.identity(cross.getFirst().rows());
        Matrix source = Matrix.zero(cross.getFirst().rows(), cross.getFirst().columns());
        for (int layer = 0; layer < cross.size(); layer++) {
            Matrix self = layers.get(AttentionSite.DECODER).get(layer);
            source = source.plus(self.times(source));
            own = own.plus(self.times(own));
            source = source.plus(shares(own).transposed().times(cross.get(layer)).times(encoder));
        }
        return source;
    }

    /// `R̄ = (R − I) / its row sums + I`.
    static Matrix shares(Matrix held) {
        Matrix identity = Matrix.identity(held.rows());
        return held.each(identity, (a, b) -> a - b).rowNormalized().plus(identity);
    }
}
