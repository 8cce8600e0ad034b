package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Trace;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365):
///
/// `φᵢ = ⟨xᵢ − x′ᵢ, ∫₀¹ ∂F/∂xᵢ (x′ + α(x − x′)) dα⟩`,  `Σ φᵢ = F(x) − F(x′)`
///
/// x are token embeddings; positions stay as they are. With no number of steps given, 32 nodes are taken and doubled until every row's
/// sum is within `tolerance` of its difference, or [#MOST] are reached; what is left is the row's gap. One forward pass serves all rows.
///
/// @param replacement x′
/// @param quadrature  how the integral becomes a sum
/// @param steps       how many nodes; empty to choose them by the gap
/// @param tolerance   the gap allowed when they are chosen, as a share of the difference explained
public record IntegratedGradients(Replacement replacement, Quadrature quadrature, OptionalInt steps, double tolerance)
        implements Explainer<WhiteBox> {

    /// Where doubling ends.
    public static final int MOST = 512;
    private static final int FIRST = 32;
    /// How many tokens go through the model at once: bounds the memory, and changes no bit of the result.
    private static final int TOKENS = 2048;

    /// Zero embeddings, Gauss–Legendre nodes, as many as a gap below 1 % takes.
    public IntegratedGradients() {
        this(Replacement.ZERO, Quadrature.GAUSS_LEGENDRE, OptionalInt.empty(), 0.01);
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input);
        Trace trace = Trace.of(model.leaf()::equals);
        List<Tensor> values = target.of(meter.forward(trace), input);                        // for each row [1]
        Tensor x = trace.get(model.leaf()).detach();                                         // [1, seq, dModel]
        Tensor from = replacement.of(model, x);                                              // [1, seq, dModel]
        List<Tensor> baselines = target.of(meter.forward(from), input);

        Explanation.Row[] rows = new Explanation.Row[values.size()];
        boolean[] open = new boolean[rows.length];
        Arrays.fill(open, true);
        int n = steps.orElse(FIRST);
        while (true) {
            float[][] scores = integrate(meter, input, target, from, x, n, open);
            for (int row = 0; row < rows.length; row++) {
                if (open[row]) {
                    var balance = Explanation.Balance.of(values.get(row).item(), baselines.get(row).item(), scores[row]);
                    rows[row] = new Explanation.Row(scores[row], Optional.of(balance));
                    open[row] = !balance.holds(tolerance);
                }
            }
            if (steps.isPresent() || n >= MOST || !any(open)) {
                return new Explanation(new Explanation.Method("integrated-gradients", settings(n), ""), model.info(), input, target,
                        List.of(rows), 0, meter.cost(), warnings(open));
            }
            n *= 2;
        }
    }

    /// `(x − x′) ⊙ Σ weight · ∂F/∂x (x′ + α(x − x′))`, summed over the width, for the rows that are open.
    private float[][] integrate(Meter meter, Input input, Target target, Tensor from, Tensor x, int n, boolean[] open) {
        Quadrature.Nodes nodes = quadrature.nodes(n);
        Tensor way = x.sub(from);                                                            // [1, seq, dModel]
        int seq = x.dim(1);
        double[][] sums = new double[open.length][seq];
        int chunk = Math.max(1, TOKENS / seq);
        for (int begin = 0; begin < n; begin += chunk) {
            int count = Math.min(chunk, n - begin);
            Tensor alpha = Tensor.of(Shape.of(count, 1, 1), floats(nodes.at(), begin, count));
            Tensor points = from.add(way.mul(alpha)).variable();                             // [count, seq, dModel]
            List<Tensor> values = target.of(meter.forward(points), input);                   // for each row [count]
            for (int row = 0; row < open.length; row++) {
                if (open[row]) {
                    float[] part = meter.gradient(values.get(row), points).mul(way).sum(LAST).toArray();     // [count, seq]
                    for (int k = 0; k < count; k++) {
                        for (int i = 0; i < seq; i++) {
                            sums[row][i] += nodes.weight()[begin + k] * part[k * seq + i];
                        }
                    }
                }
            }
        }
        float[][] scores = new float[open.length][seq];
        for (int row = 0; row < open.length; row++) {
            for (int i = 0; i < seq; i++) {
                scores[row][i] = (float) sums[row][i];
            }
        }
        return scores;
    }

    private Map<String, Object> settings(int n) {
        return Map.of("steps", n, "quadrature", quadrature.id(), "replacement", replacement.id(), "tolerance", tolerance);
    }

    private List<String> warnings(boolean[] open) {
        List<String> warnings = new ArrayList<>();
        for (int row = 0; row < open.length; row++) {
            if (open[row]) {
                warnings.add("row %d: the gap is above %s %% of the difference explained".formatted(row, 100 * tolerance));
            }
        }
        return warnings;
    }

    private static float[] floats(double[] values, int begin, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[begin + i];
        }
        return floats;
    }

    private static boolean any(boolean[] flags) {
        for (boolean flag : flags) {
            if (flag) {
                return true;
            }
        }
        return false;
    }
}
