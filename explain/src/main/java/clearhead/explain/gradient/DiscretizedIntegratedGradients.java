package clearhead.explain.gradient;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Discretised integrated gradients (Sanyal & Ren 2021, arXiv 2108.13654): integrated gradients along a path through embeddings of real
/// words, or nearly, instead of the straight one through points that are no words:
///
/// `φᵢ = Σₖ ⟨cₖ₊₁ − cₖ, ∫₀¹ ∂F/∂xᵢ (cₖ + α(cₖ₊₁ − cₖ)) dα⟩`,  `Σ φᵢ = F(x) − F(x′)`
///
/// Where the corners cₖ lie is [WordWalk]'s work. The paper takes the gradient at the corners alone (`quadrature=left`, `steps=1`); here
/// each piece has as many nodes as the gap takes, so that the scores add up.
///
/// @param words      how many corners lie between x and x′
/// @param neighbours among how many nearest words the next one is sought
/// @param strategy   which of them is taken
/// @param along      x′, and how the integral is taken on each piece
public record DiscretizedIntegratedGradients(int words, int neighbours, Strategy strategy, IntegratedGradients along)
        implements Explainer<WhiteBox> {

    private static final String ID = "discretized-ig";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard(ID, "Discretised integrated gradients", MethodCard.Needs.GRADIENTS,
            "scores add up to F(x) − F(x′), up to the gap that is told", "(words + 1) · steps + 2 forwards, (words + 1) · steps backwards",
            "Sanyal & Ren 2021, arXiv 2108.13654", true, "Integrated gradients along a path through real words.",
            settings -> new DiscretizedIntegratedGradients(settings.whole("words", 30, 0), settings.whole("neighbours", 500, 1),
                    settings.choice("strategy", Strategy.GREEDY), IntegratedGradients.of(settings)));

    /// Which word comes next.
    public enum Strategy {
        /// The one that has to be moved least to lie on the way.
        GREEDY,
        /// The one that lies on the way in most of its numbers.
        MAX_COUNT
    }

    /// Thirty words among five hundred neighbours, as in the paper.
    public DiscretizedIntegratedGradients() {
        this(30, 500, Strategy.GREEDY, new IntegratedGradients());
    }

    /// Checks the numbers.
    ///
    /// @throws BadInput if they are too small
    public DiscretizedIntegratedGradients {
        if (words < 0 || neighbours < 1) {
            throw new BadInput(ID, "%d words, %d neighbours".formatted(words, neighbours), "0 words or more, 1 neighbour or more");
        }
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                     // [1, rows, width]
        Tensor from = meter.without(x, along.replacement(), along.special());
        List<Tensor> corners = new ArrayList<>(List.of(x));
        corners.addAll(between(model, meter.leaves(), x, from));
        corners.add(from);
        Collections.reverse(corners);
        Map<String, Object> settings = Map.of("words", words, "neighbours", neighbours, "strategy", Settings.id(strategy));
        return along.along(new Path(corners), meter, look, ID, settings,
                FirstNorm.fromZero(model, meter.leaves(), meter.used(along.replacement())));
    }

    /// The corners between x and x′, `[1, rows, width]` each: those of all leaves, side by side.
    private List<Tensor> between(WhiteBox model, List<Leaf> leaves, Tensor x, Tensor to) {
        List<List<Tensor>> parts = new ArrayList<>();
        for (int k = 0; k < words; k++) {
            parts.add(new ArrayList<>());
        }
        int begin = 0;
        for (Leaf leaf : leaves) {
            int end = begin + leaf.size();
            Tensor table = model.table(leaf).orElseThrow(() -> new BadInput(ID, "a picture has no words", "a text"));
            List<Tensor> walked = new WordWalk(table, neighbours, strategy, x.slice(1, begin, end), to.slice(1, begin, end), words)
                    .corners();
            for (int k = 0; k < words; k++) {
                parts.get(k).add(walked.get(k));
            }
            begin = end;
        }
        return parts.stream().map(row -> Tensor.concat(1, row.toArray(Tensor[]::new))).toList();
    }
}
