package clearhead.explain.data;

/// How many of some cases, with Wilson's interval (1927, doi 10.1080/01621459.1927.10502953), which holds the true share in 95 of 100
/// studies and stays between 0 and 1 however few they are. With `p = hits/n`, z = 1.96:
///
/// `(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`
///
/// @param hits how many
/// @param of   how many there are
public record Share(int hits, int of) {

    private static final double Z = 1.96;

    /// The share; no number where there is no case.
    public double value() {
        return (double) hits / of;
    }

    /// Lower end of the interval.
    public double low() {
        return of == 0 ? 0 : Math.max(0, (value() + Z * Z / (2 * of) - reach()) / (1 + Z * Z / of));
    }

    /// Its upper end.
    public double high() {
        return of == 0 ? 1 : Math.min(1, (value() + Z * Z / (2 * of) + reach()) / (1 + Z * Z / of));
    }

    private double reach() {
        return Z * Math.sqrt(value() * (1 - value()) / of + Z * Z / (4.0 * of * of));
    }
}
