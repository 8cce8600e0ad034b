package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Quadrature;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365):
///
/// `φᵢ = ⟨xᵢ − x′ᵢ, ∫₀¹ ∂F/∂xᵢ (x′ + α(x − x′)) dα⟩`,  `Σ φᵢ = F(x) − F(x′)`
///
/// x are token embeddings; positions stay as they are. With no number of steps given, 32 nodes are taken and doubled, row by row, until
/// the row's sum is within `tolerance` of its difference, at most up to 512; what is left is the row's gap, and above the tolerance the
/// explanation carries a warning. One forward pass serves all rows.
///
/// @param replacement x′
/// @param quadrature  how the integral becomes a sum
/// @param steps       how many nodes; empty to choose them by the gap
/// @param tolerance   the gap allowed when they are chosen, as a share of the difference explained
/// @param special     whether special tokens take part; else they stay what they are along the path
public record IntegratedGradients(Replacement.InPlace replacement, Quadrature quadrature, OptionalInt steps, double tolerance,
                                  boolean special) implements Explainer<WhiteBox> {

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("integrated-gradients", "Integrated gradients", MethodCard.Needs.GRADIENTS,
            "scores add up to F(x) − F(x′), up to the gap that is told", "steps + 2 forwards, steps backwards",
            "Sundararajan et al. 2017, arXiv 1703.01365", true, "Adds up to the value minus the value without the tokens.",
            settings -> new IntegratedGradients(settings.inPlace(), settings.choice("quadrature", Quadrature.GAUSS_LEGENDRE),
                    settings.wholeOr("steps", "auto", 1), settings.number("tolerance", 0.01, 0), settings.flag("special", true)));

    private static final int[] DOUBLED = {32, 64, 128, 256, 512};
    /// How many rows go through the model at once, at most: more are no faster, and take more memory. Changes no bit of the result.
    private static final int ROWS = 2048;

    /// The replacement that suits the model, Gauss–Legendre nodes, as many as a gap below 1 % takes.
    public IntegratedGradients() {
        this(Replacement.AUTO, Quadrature.GAUSS_LEGENDRE, OptionalInt.empty(), 0.01, true);
    }

    /// Checks the numbers.
    ///
    /// @throws BadInput if the quadrature has no rule with so few nodes, or the tolerance is no share
    public IntegratedGradients {
        steps.ifPresent(quadrature::check);
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new BadInput("integrated gradients: tolerance " + tolerance, "is no share", "0, or a small share such as 0.01");
        }
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                 // [1, rows, width]
        Tensor from = meter.without(x, replacement, special);                                // [1, rows, width]
        List<Tensor> baselines = meter.at(from);
        Path path = new Path(meter, from, x.sub(from));

        Explanation.Row[] rows = new Explanation.Row[look.values().size()];
        Integer[] stepsByRow = new Integer[rows.length];
        BitSet open = new BitSet();
        open.set(0, rows.length);
        for (int n : steps.isPresent() ? new int[] {steps.getAsInt()} : DOUBLED) {
            if (!open.isEmpty()) {
                path.integrate(quadrature.nodes(n), open).forEach((row, scores) -> {
                    rows[row] = new Explanation.Row(scores, look.values().get(row).item(), OptionalDouble.of(baselines.get(row).item()));
                    stepsByRow[row] = n;
                    open.set(row, !rows[row].balance().orElseThrow().holds(tolerance));
                });
            }
        }
        List<String> warnings = open.stream().mapToObj(row -> warning(row, rows[row], stepsByRow[row])).toList();
        return meter.explanation(new Explanation.Method("integrated-gradients", settings(meter, List.of(stepsByRow)), ""),
                meter.scores(List.of(rows)), 0, warnings);
    }

    /// The straight way from x′ to x, for everything that is explained.
    ///
    /// @param from x′, `[1, rows, width]`
    /// @param way  x − x′, `[1, rows, width]`
    private record Path(Meter meter, Tensor from, Tensor way) {

        /// `(x − x′) ⊙ Σ weight · ∂F/∂x (x′ + α(x − x′))`, summed over the width, for the rows that are open.
        Map<Integer, float[]> integrate(Quadrature.Nodes nodes, BitSet open) {
            int seq = way.dim(1);
            int chunk = meter.together(Math.clamp(ROWS / seq, 1, nodes.at().length), way.shape());
            Map<Integer, double[]> sums = new TreeMap<>();
            open.stream().forEach(row -> sums.put(row, new double[seq]));
            for (int begin = 0; begin < nodes.at().length; begin += chunk) {
                int first = begin;
                int count = Math.min(chunk, nodes.at().length - begin);
                Tensor alpha = Tensor.of(Shape.of(count, 1, 1), floats(Arrays.copyOfRange(nodes.at(), begin, begin + count)));
                Tensor points = from.add(way.mul(alpha)).variable();                         // [count, rows, width]
                List<Tensor> values = meter.at(points);                                      // for each number [count]
                List<Integer> wanted = List.copyOf(sums.keySet());
                List<List<Tensor>> gradients = meter.gradients(wanted.stream().map(values::get).toList(), List.of(points));
                sums.forEach((row, sum) -> {
                    float[] part = gradients.get(wanted.indexOf(row)).getFirst().mul(way).sum(LAST).toArray();    // [count, rows]
                    for (int k = 0; k < count; k++) {
                        for (int i = 0; i < seq; i++) {
                            sum[i] += nodes.weight()[first + k] * part[k * seq + i];
                        }
                    }
                });
            }
            return sums.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> floats(entry.getValue())));
        }

        private static float[] floats(double[] values) {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }

    /// `steps` is the most that a row was given; where there are several rows, `stepsByRow` says it of each.
    private Map<String, Object> settings(Meter meter, List<Integer> stepsByRow) {
        Map<String, Object> settings = new HashMap<>(Map.of("steps", Collections.max(stepsByRow), "quadrature", quadrature.id(),
                "replacement", meter.used(replacement).id(), "tolerance", tolerance, "special", special));
        if (meter.target() instanceof Target.Each) {
            settings.put("stepsByRow", stepsByRow);
        }
        return settings;
    }

    private String warning(int number, Explanation.Row row, int n) {
        return "row %d: with %d nodes the scores sum to %s, but they should to %s, within %s %%".formatted(number, n, (float) row.sum(),
                (float) (row.value() - row.baseline().orElseThrow()), (float) (100 * tolerance));
    }
}
