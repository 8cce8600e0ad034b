package clearhead.explain.decompose;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// DeepLIFT (Shrikumar et al. 2017, arXiv 1704.02685): `sᵢ = ⟨mᵢ, xᵢ − x′ᵢ⟩`,  `Σ sᵢ = F(x) − F(x′)`
///
/// The model runs at x and at x′. Then it is walked backwards once, as for a gradient, but what is handed from an op's result to its inputs
/// are multipliers: differences over differences in place of derivatives, by the [Rules]. They hold for whole transformers (softmax, norms,
/// products, gates), so the scores add up, but for rounding: `|gap| ≤ k · 2⁻²⁴ · Σ |m| (|y| + |y′|)` over all numbers y that are computed
/// on the way, where k is how many roundings one of them takes. From zero in front of a root mean square norm multipliers across the way get
/// large, norm after norm; [Replacement#AUTO] begins at the mean row there.
///
/// @param replacement x′
/// @param special     whether special tokens take part; else they stay what they are
public record DeepLift(Replacement.InPlace replacement, boolean special) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("deeplift", "DeepLIFT", MethodCard.Needs.GRADIENTS,
            "scores add up to F(x) − F(x′), up to rounding", "2 forwards, 1 backward", "Shrikumar et al. 2017, arXiv 1704.02685", true,
            "Adds up to the value minus the value without the tokens. Two models of one function, written otherwise, may get other scores.",
            settings -> new DeepLift(settings.inPlace(), settings.flag("special", true)));

    /// A gap above this share of the difference is more than the usual rounding.
    private static final double TOLERANCE = 0.01;

    /// The replacement that suits the model.
    public DeepLift() {
        this(Replacement.AUTO, true);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look here = meter.open(Probe.NONE);
        Tensor x = here.x();                                                                 // [1, rows, width]
        Tensor from = meter.without(x, replacement, special);                                // [1, rows, width]
        Meter.Look base = meter.open(from);
        Tensor way = x.sub(from);

        List<Explanation.Row> rows = new ArrayList<>();
        for (int i = 0; i < here.values().size(); i++) {
            Tensor value = here.values().get(i);
            Tensor without = base.values().get(i);
            rows.add(new Explanation.Row(scores(way, multipliers(meter, here, new Pair(value, without))), value.item(),
                    OptionalDouble.of(without.item())));
        }
        List<String> warnings = rows.stream().flatMap(row -> row.balance().stream()).filter(balance -> !balance.holds(TOLERANCE))
                .map(DeepLift::warning).toList();
        Map<String, Object> settings = Map.of("replacement", meter.used(replacement).id(), "special", special);
        return meter.explanation(new Explanation.Method("deeplift", settings, ""), meter.scores(rows), 0, warnings);
    }

    private static String warning(Explanation.Balance balance) {
        return "the scores miss the difference %s by %s, which is more than %s %%: so much do the model's own numbers round"
                .formatted((float) (balance.value() - balance.baseline()), (float) balance.gap(), (float) (100 * TOLERANCE));
    }

    /// `[1, rows, width]`.
    private static Tensor multipliers(Meter meter, Meter.Look here, Pair value) {
        if (!value.varies()) {
            return Tensor.full(here.x().shape(), 0);
        }
        meter.countBackwards(1);
        Map<Tensor, Tensor> found = Multipliers.of(value, Tensor.full(value.x().shape(), 1), new HashSet<>(here.parts()));
        return Tensor.concat(1, here.parts().stream().map(part -> found.getOrDefault(part, Tensor.full(part.shape(), 0)))
                .toArray(Tensor[]::new));
    }

    /// `Σ over the width of m · (x − x′)`, in double precision.
    private static float[] scores(Tensor way, Tensor multipliers) {
        float[] steps = way.toArray();
        float[] m = multipliers.toArray();
        int width = way.dim(2);
        float[] scores = new float[way.dim(1)];
        for (int i = 0; i < scores.length; i++) {
            double sum = 0;
            for (int j = i * width; j < (i + 1) * width; j++) {
                sum += (double) m[j] * steps[j];
            }
            scores[i] = (float) sum;
        }
        return scores;
    }
}
