package clearhead.autograd;

/// A number in double precision, and how far a float computation of the same formula can be from it.
///
/// The bound is a running error analysis (Higham 2002, *Accuracy and Stability of Numerical Algorithms*, chapter 3), with `u = 2⁻²⁴`, the
/// largest relative error of one rounding to float:
///
/// - a step of a formula costs at most two roundings, `2u|y| + 2⁻¹⁴⁹`: one for the step; one more because a quotient may be the product
///   with a reciprocal, and the constant in a product is itself rounded;
/// - a sum of n terms costs at most `n·u·Σ|terms|`, whatever the order of adding;
/// - `exp`, `log`, `tanh` and `erf` cost what the kernels promise of them, in units in the last place, of which one is at most `2u|y|`;
/// - the error of an argument passes through a function with the function's steepest slope within that error.
///
/// Nothing here is fitted to what the kernels give.
record Num(double value, double error) {

    static final Num ZERO = exact(0);
    static final Num ONE = exact(1);

    private static final double U = 0x1p-24;
    private static final double SMALLEST = Float.MIN_VALUE;
    /// In units in the last place: what `kernels.Elementary` promises, rounded up.
    private static final double EXP_ULPS = 2;
    private static final double LOG_ULPS = 1;
    private static final double TANH_ULPS = 3;
    private static final double ERF_ULPS = 6;

    static Num exact(double value) {
        return new Num(value, 0);
    }

    private static Num rounded(double value, double passedOn) {
        return inexact(value, passedOn, 1);
    }

    private static Num inexact(double value, double passedOn, double ulps) {
        return new Num(value, passedOn + ulps * 2 * U * (Math.abs(value) + passedOn) + SMALLEST);
    }

    Num plus(Num b) {
        return rounded(value + b.value, error + b.error);
    }

    Num minus(Num b) {
        return rounded(value - b.value, error + b.error);
    }

    Num times(Num b) {
        return rounded(value * b.value, Math.abs(value) * b.error + Math.abs(b.value) * error + error * b.error);
    }

    Num times(double factor) {
        return rounded(value * factor, Math.abs(factor) * error);
    }

    /// `|â/b̂ − a/b| ≤ (|δa| + |a/b| |δb|) / |b̂|`.
    Num over(Num b) {
        double quotient = value / b.value;
        double least = Math.max(0, Math.abs(b.value) - b.error);
        return rounded(quotient, error + b.error == 0 ? 0 : (error + Math.abs(quotient) * b.error) / least);
    }

    Num over(double divisor) {
        return over(exact(divisor));
    }

    Num negated() {
        return new Num(-value, error);
    }

    Num exp() {
        double y = Math.exp(value);
        return inexact(y, error == 0 ? 0 : y * Math.expm1(error), EXP_ULPS);
    }

    Num log() {
        return inexact(Math.log(value), error == 0 ? 0 : -Math.log1p(-Math.min(1, error / value)), LOG_ULPS);
    }

    /// `|√â − √a| = |δ| / (√â + √a)`.
    Num sqrt() {
        double root = Math.sqrt(value);
        return rounded(root, error == 0 ? 0 : root == 0 ? Math.sqrt(error) : error / root);
    }

    /// The steepest slope, `|e| |x|ᵉ⁻¹`, is at one end of what x can be.
    Num pow(double exponent) {
        double steepest = Math.max(Math.pow(nearestToZero(), exponent - 1), Math.pow(Math.abs(value) + error, exponent - 1));
        return rounded(Math.pow(value, exponent), error == 0 ? 0 : error * Math.abs(exponent) * steepest);
    }

    Num tanh() {
        double slope = 1 - Math.pow(Math.tanh(nearestToZero()), 2);
        return inexact(Math.tanh(value), error * slope, TANH_ULPS);
    }

    Num erf() {
        double nearest = nearestToZero();
        double slope = 2 / Math.sqrt(Math.PI) * Math.exp(-nearest * nearest);
        return inexact(erf(value), error * slope, ERF_ULPS);
    }

    Num sigmoid() {
        return ONE.over(ONE.plus(negated().exp()));
    }

    /// `max(x, 0)`: no steeper than 1.
    Num positivePart() {
        return new Num(Math.max(value, 0), error);
    }

    Num absolute() {
        return new Num(Math.abs(value), error);
    }

    /// 1 for positive numbers, else 0; anything between where the error reaches over the step.
    Num step() {
        return new Num(value > 0 ? 1 : 0, Math.abs(value) > error || error == 0 ? 0 : 1);
    }

    Num max(Num b) {
        return new Num(Math.max(value, b.value), Math.max(error, b.error));
    }

    static Num sum(Num... terms) {
        double sum = 0;
        double passedOn = 0;
        double size = 0;
        for (Num term : terms) {
            sum += term.value;
            passedOn += term.error;
            size += Math.abs(term.value) + term.error;
        }
        return new Num(sum, terms.length <= 1 ? passedOn : passedOn + terms.length * U * size);
    }

    private double nearestToZero() {
        return Math.max(0, Math.abs(value) - error);
    }

    /// `erf x = 2/√π · e^(−x²) · Σ 2ⁱ x^(2i+1) / (1·3·5 ⋯ (2i+1))`, whose terms have one sign, so that nothing cancels.
    static double erf(double x) {
        if (Double.isNaN(x) || Math.abs(x) > 6) {
            return Double.isNaN(x) ? x : Math.signum(x);                          // 1 − erf 6 = 2e-17
        }
        double term = x;
        double sum = 0;
        for (int i = 1; sum + term != sum; i++) {
            sum += term;
            term *= 2 * x * x / (2 * i + 1);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
