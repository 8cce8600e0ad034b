package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Axis;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Quadrature;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Integrated Hessians (Janizek et al. 2021, arXiv 2002.04138): integrated gradients of integrated gradients, so that each pair of tokens
/// has the part of the difference that takes both. With `w = x − x′` and the gradient g and the Hessian H of F at `x′ + αβw`,
///
/// `Γᵢⱼ = ∫∫ αβ wᵢᵀ Hᵢⱼ wⱼ dα dβ + [i = j] ∫∫ ⟨wᵢ, gᵢ⟩ dα dβ`,  `Γᵢⱼ = Γⱼᵢ`,  `Σⱼ Γᵢⱼ = φᵢ`,  `Σᵢⱼ Γᵢⱼ = F(x) − F(x′)`
///
/// Only the product u = αβ enters, whose density is −ln u: the double integral is a single one, `∫∫ f(αβ) dα dβ = ∫₀¹ −ln u · f(u) du`.
/// With `u = t³` the logarithm's corner at 0 is gone as far as single precision goes: `∫₀¹ −9 t² ln t · f(t³) dt`.
///
/// A row of H times w is the gradient of `⟨wᵢ, gᵢ⟩`: one more pass back for each token. A ReLU has no second derivative, so the sum misses
/// what its corners do; that is told as a gap.
///
/// @param along x′, and how the integral is taken
public record IntegratedHessians(IntegratedGradients along) implements Explainer<WhiteBox> {

    private static final String ID = "integrated-hessians";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard(ID, "Integrated Hessians", MethodCard.Needs.GRADIENTS,
            "pairs add up to F(x) − F(x′), up to the gap that is told; each row adds up to integrated gradients",
            "steps + 2 forwards, steps · (tokens + 1) backwards", "Janizek et al. 2021, arXiv 2002.04138", true,
            "What pairs of tokens add together; the diagonal has what a token adds by itself.",
            settings -> new IntegratedHessians(IntegratedGradients.of(settings)));

    private static final int FIRST = 16;
    /// Rows that go through the model at once, at most.
    private static final int ROWS = 1024;
    /// More would ask for more pairs than anybody reads.
    private static final int MOST = 2048;

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        if (target instanceof Target.Each) {
            throw new BadInput(ID + ": target each", "is one matrix of pairs for each token", "one number: sequence, or logit:TOKEN@P");
        }
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                     // [1, rows, width]
        int rows = x.dim(1);
        if (rows > MOST) {
            throw new BadInput(ID, "%d rows have %d pairs".formatted(rows, (long) rows * rows), "at most %d rows".formatted(MOST));
        }
        Tensor from = meter.without(x, along.replacement(), along.special());
        double value = look.values().getFirst().item();
        double baseline = meter.at(from).getFirst().item();
        List<Doubling.Difference> explained = List.of(new Doubling.Difference(value, baseline));
        Doubling doubling = new Doubling(along.steps(), Math.max(FIRST, along.quadrature().least()), along.tolerance());
        Tensor way = x.sub(from);
        int together = meter.together(Math.max(1, ROWS / rows), x.shape(),
                (points, dry) -> product(dry, shares(dry, points, way), 0, points, way));
        List<Doubling.Integral> integrals = doubling.apply(explained, (n, _) ->
                Map.of(0, integrate(meter, from, way, along.quadrature().nodes(n), together)));
        List<String> warnings = new ArrayList<>(FirstNorm.fromZero(model, meter.leaves(), meter.used(along.replacement())));
        doubling.warnings(explained, integrals, "nodes").forEach(open ->
                warnings.add(open + "; a ReLU's corners have no second derivative"));
        float[] flat = integrals.getFirst().scores();
        List<Axis> axes = Leaf.axes(meter.leaves());
        float[][] pairs = IntStream.range(0, rows).mapToObj(i -> Arrays.copyOfRange(flat, i * rows, (i + 1) * rows))
                .toArray(float[][]::new);
        return meter.explanation(new Explanation.Method(ID, along.settings(meter, integrals), ""),
                new Scores.Grid(axes, axes, pairs, OptionalInt.empty(), value, OptionalDouble.of(baseline)), 0, warnings);
    }

    /// `⟨wᵢ, gᵢ⟩`, `[copies, rows]`, open to gradients.
    private static Tensor shares(Meter meter, Tensor points, Tensor way) {
        return meter.gradient(meter.at(points).getFirst(), points).mul(way).sum(LAST);
    }

    /// `wᵢᵀ Hᵢⱼ wⱼ` for all j, `[copies, rows]`.
    private static Tensor product(Meter meter, Tensor shares, int i, Tensor points, Tensor way) {
        Tensor share = shares.slice(1, i, i + 1).reshape(points.dim(0));
        return meter.gradients(List.of(share), List.of(points)).getFirst().getFirst().mul(way).sum(LAST);
    }

    /// Γ, row after row.
    private static double[] integrate(Meter meter, Tensor from, Tensor way, Quadrature.Nodes nodes, int together) {
        int rows = way.dim(1);
        double[] sums = new double[rows * rows];
        for (int begin = 0; begin < nodes.at().length; begin += together) {
            int first = begin;
            int count = Math.min(together, nodes.at().length - begin);
            Tensor u = Tensor.from(Shape.of(count, 1, 1), numbers -> {
                for (int k = 0; k < count; k++) {
                    numbers[k] = (float) cube(nodes.at()[first + k]);
                }
            });
            Tensor points = from.add(way.mul(u)).variable();                                     // [count, rows, width]
            Tensor shares = shares(meter, points, way);
            float[] single = shares.toArray();
            for (int i = 0; i < rows; i++) {
                float[] pairs = product(meter, shares, i, points, way).toArray();
                for (int k = 0; k < count; k++) {
                    double t = nodes.at()[first + k];
                    double weight = t == 0 ? 0 : nodes.weight()[first + k] * -9 * t * t * StrictMath.log(t);
                    for (int j = 0; j < rows; j++) {
                        sums[i * rows + j] += weight * (cube(t) * pairs[k * rows + j] + (i == j ? single[k * rows + i] : 0));
                    }
                }
            }
        }
        return symmetric(sums, rows);
    }

    private static double cube(double t) {
        return t * t * t;
    }

    /// The Hessian is symmetric; what is not is rounding.
    private static double[] symmetric(double[] sums, int rows) {
        double[] mean = new double[sums.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                mean[i * rows + j] = (sums[i * rows + j] + sums[j * rows + i]) / 2;
            }
        }
        return mean;
    }
}
