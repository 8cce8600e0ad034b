package clearhead.explain;

import clearhead.core.BadInput;
import java.util.Locale;

/// How an integral over [0, 1] becomes a sum: `∫ f ≈ Σ weight · f(node)`.
public enum Quadrature {
    /// n nodes integrate every polynomial of degree 2n − 1 exactly.
    GAUSS_LEGENDRE,
    /// The middle of n equal parts.
    MIDPOINT,
    /// n nodes with both ends, which count half; the weights sum to 1 (dividing by n instead of n − 1 loses a share of 1/n).
    TRAPEZOID,
    /// The left ends of n equal parts.
    LEFT,
    /// The right ends of n equal parts.
    RIGHT;

    private static final int MOST = 10_000;

    /// Where to look, and how much it counts.
    ///
    /// @param at     nodes between 0 and 1, ascending
    /// @param weight they sum to 1
    public record Nodes(double[] at, double[] weight) {}

    /// The name of this rule in settings: `gauss-legendre`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The rule with n nodes.
    ///
    /// @throws BadInput if n is below 1, or below 2 for the trapezoid rule
    public Nodes nodes(int n) {
        check(n);
        double[] at = new double[n];
        double[] weight = new double[n];
        for (int k = 0; k < n; k++) {
            switch (this) {
                case GAUSS_LEGENDRE -> legendre(k, at, weight);
                case MIDPOINT -> at[k] = (k + 0.5) / n;
                case TRAPEZOID -> at[k] = k / (n - 1.0);
                case LEFT -> at[k] = k / (double) n;
                case RIGHT -> at[k] = (k + 1) / (double) n;
            }
            switch (this) {
                case GAUSS_LEGENDRE -> { }
                case TRAPEZOID -> weight[k] = (k == 0 || k == n - 1 ? 0.5 : 1) / (n - 1);
                case MIDPOINT, LEFT, RIGHT -> weight[k] = 1.0 / n;
            }
        }
        return new Nodes(at, weight);
    }

    /// Refuses numbers of nodes that have no rule.
    ///
    /// @throws BadInput if there are too few, or more than anybody can wait for
    public void check(int n) {
        if (n > MOST) {
            throw new BadInput("quadrature " + id(), "%d nodes are too many".formatted(n), "at most " + MOST);
        }
        if (n < least()) {
            throw new BadInput("quadrature " + id(), "%d nodes are too few".formatted(n), "at least " + least());
        }
    }

    /// The fewest nodes that have a rule.
    public int least() {
        return this == TRAPEZOID ? 2 : 1;
    }

    /// Node k is a root z of the Legendre polynomial Pₙ, moved from [−1, 1] to [0, 1]; its weight is `1 / ((1 − z²) Pₙ′(z)²)`.
    /// Newton's method from Tricomi's estimate `cos(π (k + ¾) / (n + ½))`, which is within 5 % of the way to the nearest end: the error,
    /// squared at each step, is gone after six, and the last slope is the one at the root.
    private static void legendre(int k, double[] at, double[] weight) {
        int n = at.length;
        double z = -StrictMath.cos(Math.PI * (k + 0.75) / (n + 0.5));
        double slope = 0;
        for (int step = 0; step < 7; step++) {
            double p = 1;                                   // P₀, then by (j + 1) Pⱼ₊₁ = (2j + 1) z Pⱼ − j Pⱼ₋₁ up to Pₙ
            double before = 0;
            for (int j = 0; j < n; j++) {
                double next = ((2 * j + 1) * z * p - j * before) / (j + 1);
                before = p;
                p = next;
            }
            slope = n * (z * p - before) / (z * z - 1);
            z -= p / slope;
        }
        at[k] = (1 + z) / 2;
        weight[k] = 1 / ((1 - z * z) * slope * slope);
    }
}
