package clearhead.explain.decompose;

import clearhead.autograd.Tensor;

/// Layer normalisation and root mean square normalisation: the mean Jacobian between two rows, in closed form and double precision.
///
/// With c the row, for layer norm without its mean, and `σ² = mean c² + ε`, the derivative is `Jᵀm = g/σ − c · mean(c ⊙ g)/σ³`, where
/// `g = m ⊙ γ`, for layer norm without its mean. Along `c_t = (1 − t) a + t b` from x′ to x it takes the integrals of a [Rod]; ε counts as
/// the square of one coordinate more, the same at both ends.
final class Norms {

    private Norms() {}

    /// The multiplier of a norm's argument.
    ///
    /// @param x       `[…, n]`
    /// @param gamma   `[n]`, a constant
    /// @param centred whether the norm takes the mean away
    /// @param m       `[…, n]`
    static Tensor of(Pair x, Tensor gamma, double epsilon, boolean centred, Tensor m) {
        float[] to = x.x().toArray();
        float[] from = x.base().toArray();
        float[] scaled = m.mul(gamma).toArray();
        int n = gamma.dim(0);
        return Tensor.from(m.shape(), out -> {
            for (int at = 0; at < out.length; at += n) {
                row(row(from, at, n, centred), row(to, at, n, centred), row(scaled, at, n, centred), epsilon, out, at);
            }
        });
    }

    private static double[] row(float[] all, int at, int n, boolean centred) {
        double[] row = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            row[i] = all[at + i];
            mean += row[i] / n;
        }
        for (int i = 0; i < n && centred; i++) {
            row[i] -= mean;
        }
        return row;
    }

    private static void row(double[] a, double[] b, double[] g, double epsilon, float[] out, int at) {
        double[] way = new double[a.length];
        for (int i = 0; i < way.length; i++) {
            way[i] = b[i] - a[i];
        }
        Rod sigma = new Rod(mean(a, a) + epsilon, mean(b, b) + epsilon, mean(a, b) + epsilon, mean(way, way));
        double ag = mean(a, g);
        double bg = mean(b, g);
        double inverse = sigma.inverse();
        double ofA = sigma.early() * ag + sigma.middle() * bg;
        double ofB = sigma.middle() * ag + sigma.late() * bg;
        for (int i = 0; i < g.length; i++) {
            out[at + i] = (float) (g[i] * inverse - a[i] * ofA - b[i] * ofB);
        }
    }

    private static double mean(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / a.length;
    }
}
