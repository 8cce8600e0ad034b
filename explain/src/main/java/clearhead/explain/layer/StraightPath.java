package clearhead.explain.layer;

import clearhead.core.BadInput;
import clearhead.explain.Meter;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The straight way from an input that says nothing to the input itself, `x(α) = x′ + α(x − x′)`, and how an integral along it becomes a
/// sum: the same, with the same settings, as that of integrated gradients.
///
/// @param replacement x′
/// @param quadrature  how the integral becomes a sum
/// @param steps       how many nodes; empty to double them from 32 on, up to 512, until the gap is small
/// @param tolerance   the gap allowed then, as a share of the difference explained
/// @param special     whether special tokens take part; else they stay what they are along the path
public record StraightPath(Replacement.InPlace replacement, Quadrature quadrature, OptionalInt steps, double tolerance, boolean special) {

    private static final int[] DOUBLED = {32, 64, 128, 256, 512};

    /// The replacement that suits the model, Gauss–Legendre nodes, as many as a gap below 1 % takes.
    public StraightPath() {
        this(Replacement.AUTO, Quadrature.GAUSS_LEGENDRE, OptionalInt.empty(), 0.01, true);
    }

    /// The same with so many nodes.
    public StraightPath(int steps) {
        this(Replacement.AUTO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(steps), 0.01, true);
    }

    /// Checks the numbers.
    ///
    /// @throws BadInput if the quadrature has no rule with so few nodes, or the tolerance is no share
    public StraightPath {
        steps.ifPresent(quadrature::check);
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new BadInput("path: tolerance " + tolerance, "is no share", "0, or a small share such as 0.01");
        }
    }

    /// As settings say.
    public static StraightPath of(Settings settings) {
        return new StraightPath(settings.inPlace(), settings.choice("quadrature", Quadrature.GAUSS_LEGENDRE),
                settings.wholeOr("steps", "auto", 1), settings.number("tolerance", 0.01, 0), settings.flag("special", true));
    }

    /// How many nodes to try, one after the other.
    int[] tries() {
        return steps.isPresent() ? new int[] {steps.getAsInt()} : DOUBLED.clone();
    }

    /// All settings, as they were used, and some more.
    Map<String, Object> settings(Meter meter, int used, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("steps", used, "quadrature", quadrature.id(),
                "replacement", meter.used(replacement).id(), "tolerance", tolerance, "special", special));
        settings.putAll(more);
        return settings;
    }
}
