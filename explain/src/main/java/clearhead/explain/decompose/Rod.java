package clearhead.explain.decompose;

/// Integrals over `0 ≤ t ≤ 1` of powers of `σ = |c_t|` along the straight line `c_t = (1 − t) a + t b`: the potential of an evenly charged
/// rod from a to b, and its field, seen from the origin. With `S = |a| + |b|`, `G = |a||b| + ⟨a, b⟩` and `z = |a − b| / S`, so that
/// `1 − z² = 2G/S²`:
///
/// - `∫ dt / σ            = 2/S · artanh(z)/z`
/// - `∫ (1 − t) dt / σ³   = 1 / (|a| G)`,  `∫ t dt / σ³ = 1 / (|b| G)`
/// - `∫ t (1 − t) dt / σ³ = 2/S³ · (1/(1 − z²) − artanh(z)/z) / z²`
///
/// the last of which follows from the others and `∫ σ² dt / σ³ = ∫ dt / σ`.
///
/// @param a     `⟨a, a⟩`
/// @param b     `⟨b, b⟩`
/// @param ab    `⟨a, b⟩`
/// @param apart `⟨a − b, a − b⟩`, which the others give less exactly
record Rod(double a, double b, double ab, double apart) {

    /// Below this z the bracket of the last integral is taken as its series `Σ 2k/(2k + 1) · z^(2k − 2)`: eight terms leave out 10⁻¹⁶.
    private static final double SMALL = 0.1;
    private static final int TERMS = 8;

    /// `∫ dt / σ`.
    double inverse() {
        double z = z();
        double artanh = z < SMALL ? 1 / beyond() - z * z * bracket() : artanh(z);
        return 2 / s() * artanh;
    }

    /// `∫ (1 − t)² dt / σ³`.
    double early() {
        return 1 / (Math.sqrt(a) * g()) - middle();
    }

    /// `∫ t (1 − t) dt / σ³`.
    double middle() {
        return 2 / (s() * s() * s()) * bracket();
    }

    /// `∫ t² dt / σ³`.
    double late() {
        return 1 / (Math.sqrt(b) * g()) - middle();
    }

    private double bracket() {
        double z = z();
        if (z >= SMALL) {
            return (1 / beyond() - artanh(z)) / (z * z);
        }
        double sum = 0;
        for (int k = TERMS; k > 0; k--) {
            sum = sum * z * z + 2.0 * k / (2 * k + 1);
        }
        return sum;
    }

    /// `artanh(z) / z`.
    private double artanh(double z) {
        return (StrictMath.log1p(z) - 0.5 * StrictMath.log(beyond())) / z;
    }

    /// `1 − z²`.
    private double beyond() {
        return 2 * g() / (s() * s());
    }

    private double z() {
        return Math.sqrt(apart) / s();
    }

    private double s() {
        return Math.sqrt(a) + Math.sqrt(b);
    }

    private double g() {
        return Math.sqrt(a) * Math.sqrt(b) + ab;
    }
}
