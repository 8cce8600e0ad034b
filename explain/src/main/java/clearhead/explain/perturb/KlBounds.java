package clearhead.explain.perturb;

/// How far the true probability may be from what was seen: bounds by the divergence of two coins (Kaufmann & Kalyanakrishnan 2013),
///
/// `low = min {q : m · kl(p̂, q) ≤ β}`,  `high = max {q : m · kl(p̂, q) ≤ β}`,  `kl(p, q) = p ln p/q + (1 − p) ln (1 − p)/(1 − q)`
///
/// for a coin that was thrown m times and fell well in the share p̂ of them. They are narrower than Hoeffding's where p̂ is near 0 or 1, which
/// is where a rule wants to be. By Chernoff's bound each edge is crossed at one look with probability e^−β at most, so that with
///
/// `β(r, δ) = ln(2 ζ(1.1) K r^1.1 / δ)`
///
/// the bounds of K coins hold together, at all looks r = 1, 2, …, with probability 1 − δ: `Σᵣ r^−1.1 = ζ(1.1)`.
///
/// @param low  of the probability
/// @param high of it
record KlBounds(double low, double high) {

    private static final double ALPHA = 1.1;
    /// ζ(1.1), rounded up.
    private static final double ZETA = 10.585;

    /// β(r, δ).
    ///
    /// @param coins how many are watched
    /// @param look  how often this one has been looked at
    static double beta(int coins, long look, double risk) {
        return StrictMath.log(2 * ZETA * coins * StrictMath.pow(look, ALPHA) / risk);
    }

    /// Of a coin that fell well so often.
    static KlBounds of(long hits, long thrown, double beta) {
        if (thrown == 0) {
            return new KlBounds(0, 1);
        }
        double p = (double) hits / thrown;
        return new KlBounds(edge(p, 0, beta / thrown), edge(p, 1, beta / thrown));
    }

    /// By halving, between p and the end; errs to the outside.
    private static double edge(double p, double end, double allowed) {
        double inside = p;
        double outside = end;
        while (Math.abs(outside - inside) > 1e-9) {
            double middle = (inside + outside) / 2;
            if (kl(p, middle) > allowed) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    static double kl(double p, double q) {
        return term(p, q) + term(1 - p, 1 - q);
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : q == 0 ? Double.POSITIVE_INFINITY : p * StrictMath.log(p / q);
    }
}
