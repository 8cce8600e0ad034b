package clearhead.explain.decompose;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.RowOp;
import clearhead.autograd.Tensor;
import clearhead.explain.Quadrature;
import java.nio.FloatBuffer;
import java.util.function.UnaryOperator;

/// Softmax and its logarithm: the mean Jacobian between two rows of scores, `∫₀¹ J(s′ + tΔs) dt`, where `J = diag(y) − y yᵀ` and
/// `I − 1 yᵀ`. It has no closed form; Gauss–Legendre nodes take it.
///
/// How many: on its way through complex t a row's sum `Σ exp(sⱼ′ + tΔsⱼ)` has no zero while its terms' angles `Δsⱼ · Im t` lie within a
/// half turn, that is for `|Im t| < π / R` with R the range of Δs. Within ⅘ of that no |y| is above `1 / cos(⅖π) < 3.3`, so on the ellipse
/// of `ρ = b + √(1 + b²)`, `b = ⅘ · 2π / R`, the integrand is below 22, and n nodes err by less than `64/15 · 22/2 · ρ^(−2n) / (1 − ρ⁻²)`
/// (Trefethen 2008, SIAM Review 50(1), theorem 4.5). So much is asked that this is below 10⁻⁸, a sixth of a float's rounding: 5 nodes for a
/// range of 1, 36 for one of 16, above that 2.2 for each 1.
final class Softmaxes {

    private static final double ERROR = 1e-8;

    private Softmaxes() {}

    /// `∫ y ⊙ (m − ⟨m, y⟩) dt`.
    static Tensor softmax(Pair s, Tensor m) {
        return mean(s, range(s, m), y -> Tensor.of(new RowOp.SoftmaxGradient(y, m)));
    }

    /// `m − (Σ m) ∫ y dt`.
    static Tensor logSoftmax(Pair s, Tensor m) {
        return m.sub(mean(s, range(s, m), y -> y).mul(m.sumKeep(LAST)));
    }

    /// The mean of a function of softmax.
    private static Tensor mean(Pair s, double range, UnaryOperator<Tensor> f) {
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(nodes(range));
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < nodes.at().length; i++) {
            sum = sum.add(f.apply(s.point(nodes.at()[i]).softmax()).scale((float) nodes.weight()[i]));
        }
        return sum;
    }

    static int nodes(double range) {
        double b = 0.8 * 2 * Math.PI / range;
        double log = Math.log(b + Math.sqrt(1 + b * b));
        return range == 0 ? 1 : (int) Math.ceil(Math.log(64.0 / 15 * 11 / (1 - Math.exp(-2 * log)) / ERROR) / (2 * log));
    }

    /// The greatest range of Δs of a row whose result matters at all; what is −∞ at both ends is never read.
    private static double range(Pair s, Tensor m) {
        FloatBuffer x = s.x().buffer();
        FloatBuffer base = s.base().buffer();
        FloatBuffer weights = m.buffer();
        int n = s.x().shape().last();
        double range = 0;
        for (int row = 0; row < x.capacity(); row += n) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            boolean matters = false;
            for (int i = row; i < row + n; i++) {
                double step = (double) x.get(i) - base.get(i);
                least = step < least ? step : least;                       // not for NaN, which −∞ − −∞ is
                greatest = step > greatest ? step : greatest;
                matters |= weights.get(i) != 0;
            }
            range = matters ? Math.max(range, greatest - least) : range;
        }
        return range;
    }
}
