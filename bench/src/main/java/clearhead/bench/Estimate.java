package clearhead.bench;

import clearhead.core.pretrained.Pretrained;
import clearhead.core.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/// Which words of a text make MiniLM (`jar:minilm`) find it similar to another: 24 players, so 16,777,216 coalitions, and one can only
/// estimate. A word that is removed is masked. Each side takes as many calls of the model as it needs for the same error:
///
/// `error = √(mean over runs and words of (score − exact)²) / max |exact|`
///
/// LIME has no exact value that both mean: `lime_text` weighs masks otherwise. There the mean of one's own runs stands in its place, so the
/// error is how much a run differs from the next. Owen values of a balanced hierarchy take few calls, so both sides give all of them.
///
/// @param how by which method
record Estimate(How how) implements Case {

    /// The method, as our command line calls it, and what it is beside.
    enum How {
        /// Beside `KernelExplainer`, without its choice of ten features.
        KERNEL_SHAP,
        /// Beside `PermutationExplainer`, which draws antithetic permutations, too.
        SHAPLEY_SAMPLING,
        /// Beside `PartitionExplainer`.
        OWEN,
        /// Beside `LimeTextExplainer`.
        LIME
    }

    /// How large the error may be.
    static final double GOAL = 0.1;

    /// The Shapley values, each to 1 % of the largest: the mean over 650 antithetic pairs of permutations, 29,900 calls of PyTorch by a few
    /// lines of NumPy.
    static final float[] EXACT = {
        0.0289f, 0.0478f, 0.0579f, 0.0166f, 0.0372f, 0.0287f, 0.0095f, 0.0215f, 0.0200f, 0.0312f, 0.0135f, 0.0270f,
        0.0162f, 0.0079f, 0.0325f, 0.0191f, 0.0158f, 0.0107f, 0.0481f, 0.0151f, 0.0192f, 0.0143f, 0.0102f, 0.0071f};

    private static final String TEXT = "The committee postponed its decision because several members had not yet read the long report "
            + "about the rising water levels near the old harbour";
    private static final String OTHER = "Nobody had studied the paper on floods, so the meeting ended without a vote";

    @Override public String name() {
        return how.name().toLowerCase().replace('_', '-') + "-minilm-" + EXACT.length;
    }

    @Override public String words() {
        return "estimate " + how;
    }

    @Override public double work() {
        return EXACT.length;
    }

    @Override public String unit() {
        return "words";
    }

    @Override public Optional<String> missing() {
        return Attribute.missingModel();
    }

    /// As [Attribute#inputs] has them, with the exact scores.
    @Override public List<float[]> inputs() {
        Tokenizer tokenizer = Pretrained.open("jar:minilm").tokenizer().orElseThrow();
        return Attribute.inputs(ids(tokenizer, TEXT), ids(tokenizer, OTHER), EXACT);
    }

    private static float[] ids(Tokenizer tokenizer, String text) {
        return Floats.of(tokenizer.encode(text).tokens().stream().filter(token -> token.counts()).mapToInt(token -> token.id()).toArray());
    }

    /// Owen values are the same but for rounding; estimates differ by their errors, which are twice as small after four runs: five times
    /// what two such means may differ by. LIME's two limits are only known to be of one size.
    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return switch (how) {
            case KERNEL_SHAP, SHAPLEY_SAMPLING -> _ -> 5 * Math.sqrt(2) * GOAL / 2 * largest(EXACT);
            case OWEN -> _ -> 1e-5;
            case LIME -> _ -> largest(result);
        };
    }

    static double largest(float[] scores) {
        double largest = 0;
        for (float score : scores) {
            largest = Math.max(largest, Math.abs(score));
        }
        return largest;
    }
}
