package clearhead.explain.gradient;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private static final String ID = "integrated-gradients";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard(ID, "Integrated gradients", MethodCard.Needs.GRADIENTS,
            "scores add up to F(x) − F(x′), up to the gap that is told", "steps + 2 forwards, steps backwards",
            "Sundararajan et al. 2017, arXiv 1703.01365", true, "Adds up to the value minus the value without the tokens.",
            IntegratedGradients::of);

    private static final int FIRST = 32;

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

    /// The settings that everything along a path shares.
    static IntegratedGradients of(Settings settings) {
        return new IntegratedGradients(settings.inPlace(), settings.choice("quadrature", Quadrature.GAUSS_LEGENDRE),
                settings.wholeOr("steps", "auto", 1), settings.number("tolerance", 0.01, 0), settings.flag("special", true));
    }

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                 // [1, rows, width]
        Path path = Path.straight(meter.without(x, replacement, special), x);
        return along(path, meter, look, ID, Map.of(), FirstNorm.fromZero(model, meter.leaves(), meter.used(replacement)));
    }

    /// The explanation by the gradients along this path, with what a method has to add to settings and warnings.
    Explanation along(Path path, Meter meter, Meter.Look look, String id, Map<String, Object> more, List<String> cautions) {
        List<Tensor> baselines = meter.at(path.from());
        List<Doubling.Difference> explained = IntStream.range(0, baselines.size()).mapToObj(row ->
                new Doubling.Difference(look.values().get(row).item(), baselines.get(row).item())).toList();
        Doubling doubling = doubling(path.pieces());
        List<Doubling.Integral> integrals = integrals(path, slopes(meter, path), explained);
        List<Explanation.Row> rows = IntStream.range(0, baselines.size()).mapToObj(row -> new Explanation.Row(integrals.get(row).scores(),
                explained.get(row).value(), OptionalDouble.of(explained.get(row).baseline()))).toList();
        Map<String, Object> settings = settings(meter, integrals);
        settings.putAll(more);
        List<String> open = doubling.warnings(explained, integrals, path.pieces() == 1 ? "nodes" : "nodes on each piece of the path");
        return meter.explanation(new Explanation.Method(id, settings, ""), meter.scores(rows), 0,
                Stream.concat(cautions.stream(), open.stream()).toList());
    }

    /// For each explained number the integral along this path.
    List<Doubling.Integral> integrals(Path path, Slopes slopes, List<Doubling.Difference> explained) {
        return doubling(path.pieces()).apply(explained, (n, numbers) -> path.integrate(slopes, quadrature.nodes(n), numbers));
    }

    /// Gradients at as many points at a time as are wanted and fit.
    Slopes slopes(Meter meter, Path path) {
        return new Slopes(meter, path.from().shape(), path.pieces() * steps.orElse(16 * doubling(path.pieces()).first()));
    }

    /// Nodes are counted piece by piece; all pieces together begin with as many as a single one.
    Doubling doubling(int pieces) {
        return new Doubling(steps, Math.max(quadrature.least(), FIRST / pieces), tolerance);
    }

    /// `steps` is the most that a row was given; where there are several rows, `stepsByRow` says it of each.
    Map<String, Object> settings(Meter meter, List<Doubling.Integral> integrals) {
        List<Integer> stepsByRow = integrals.stream().map(Doubling.Integral::steps).toList();
        Map<String, Object> settings = new HashMap<>(Map.of("quadrature", quadrature.id(), "tolerance", tolerance, "special", special,
                "replacement", meter.used(replacement).id(), "steps", stepsByRow.stream().max(Integer::compare).orElseThrow()));
        integrals.stream().flatMapToDouble(integral -> integral.change().stream()).max().ifPresent(change ->
                settings.put("lastChange", (float) change));
        if (meter.target() instanceof Target.Each) {
            settings.put("stepsByRow", new ArrayList<>(stepsByRow));
        }
        return settings;
    }
}
