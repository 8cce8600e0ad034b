package clearhead.explain.methods;

import clearhead.core.BadInput;
import clearhead.explain.MethodCard;
import clearhead.explain.Nearest;
import clearhead.explain.attention.Alti;
import clearhead.explain.attention.AttentionFlow;
import clearhead.explain.attention.GradientAttention;
import clearhead.explain.attention.NormAttention;
import clearhead.explain.attention.RawAttention;
import clearhead.explain.attention.Rollout;
import clearhead.explain.attention.ValueZeroing;
import clearhead.explain.control.RandomScores;
import clearhead.explain.decompose.DeepLift;
import clearhead.explain.gradient.DiscretizedIntegratedGradients;
import clearhead.explain.gradient.GradientShap;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.gradient.IntegratedHessians;
import clearhead.explain.gradient.Saliency;
import clearhead.explain.gradient.SequentialIntegratedGradients;
import clearhead.explain.gradient.SmoothGrad;
import clearhead.explain.layer.Conductance;
import clearhead.explain.layer.InternalInfluence;
import clearhead.explain.layer.LayerGradientXActivation;
import clearhead.explain.layer.NeuronConductance;
import clearhead.explain.similarity.SimilarityJacobian;
import clearhead.explain.perturb.Anchors;
import clearhead.explain.perturb.KernelShap;
import clearhead.explain.perturb.Lime;
import clearhead.explain.perturb.Occlusion;
import clearhead.explain.perturb.Owen;
import clearhead.explain.perturb.ReAgent;
import clearhead.explain.perturb.Shapley;
import clearhead.explain.perturb.ShapleySampling;
import clearhead.explain.perturb.PairwiseInteraction;
import clearhead.explain.perturb.ShapleyInteraction;
import clearhead.explain.perturb.ShapleyTaylor;
import clearhead.explain.perturb.Sobol;
import java.util.List;

/// Every method that there is. A new one is a file of its own and a line here.
public final class Methods {

    /// In the order in which one reads about them.
    public static final List<MethodCard> ALL = List.of(
            Saliency.CARD,
            InputXGradient.CARD,
            IntegratedGradients.CARD,
            SequentialIntegratedGradients.CARD,
            DiscretizedIntegratedGradients.CARD,
            SmoothGrad.CARD,
            GradientShap.CARD,
            DeepLift.CARD,
            IntegratedHessians.CARD,
            Conductance.CARD,
            NeuronConductance.CARD,
            InternalInfluence.CARD,
            LayerGradientXActivation.CARD,
            RawAttention.CARD,
            Rollout.CARD,
            AttentionFlow.CARD,
            GradientAttention.CARD,
            ValueZeroing.CARD,
            NormAttention.CARD,
            Alti.CARD,
            SimilarityJacobian.CARD,
            Occlusion.CARD,
            Shapley.CARD,
            ShapleySampling.CARD,
            KernelShap.CARD,
            Owen.CARD,
            Lime.CARD,
            Sobol.CARD,
            Anchors.CARD,
            ReAgent.CARD,
            PairwiseInteraction.CARD,
            ShapleyInteraction.CARD,
            ShapleyTaylor.CARD,
            RandomScores.CARD);

    private Methods() {}

    /// The method of this name.
    ///
    /// @throws BadInput if there is none
    public static MethodCard named(String id) {
        return ALL.stream().filter(card -> card.id().equals(id)).findFirst().orElseThrow(() -> new BadInput("method '%s'".formatted(id),
                "there is no such method", Nearest.suggestion(id, ALL.stream().map(MethodCard::id).toList())));
    }
}
