package clearhead.autograd.kernels;

import java.util.List;

/// A value in double precision, and how far from it float arithmetic may end that takes the same steps: running error analysis
/// (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.3). Every step hands on the errors of its operands
/// and adds its own rounding, at most `U` of its result. The double's own error is a billionth of that and not counted.
record Approx(double value, double error) {

    /// Half an ulp of 1, the largest relative error of one rounding to float; and of one that underflows, the largest absolute one.
    static final double U = 0x1p-24;
    private static final double UNDERFLOW = 0x1p-150;

    /// What [Elementary] states, in ulp, rounded up.
    static final double EXP = 1.1, LOG = 0.9, TANH = 2.6, ERF = 5.9, SIGMOID = 2.6;

    static Approx of(float x) {
        return new Approx(x, 0);
    }

    /// A constant that the float code rounds.
    static Approx rounded(double x) {
        return new Approx(x, U * Math.abs(x));
    }

    private Approx round() {
        return new Approx(value, error + U * (Math.abs(value) + error) + UNDERFLOW);
    }

    private Approx within(double ulps) {
        return new Approx(value, error + ulps * Math.max(Math.ulp((float) (Math.abs(value) + error)), Float.MIN_VALUE));
    }

    Approx plus(Approx b) {
        return new Approx(value + b.value, error + b.error).round();
    }

    Approx minus(Approx b) {
        return plus(new Approx(-b.value, b.error));
    }

    Approx times(Approx b) {
        return product(b).round();
    }

    /// The product inside a fused multiply-add: it is not rounded.
    Approx product(Approx b) {
        return new Approx(value * b.value, error * Math.abs(b.value) + (Math.abs(value) + error) * b.error);
    }

    Approx fma(Approx b, Approx c) {
        Approx p = product(b);
        return new Approx(p.value + c.value, p.error + c.error).round();
    }

    Approx over(Approx b) {
        double quotient = value / b.value;
        return new Approx(quotient, (error + Math.abs(quotient) * b.error) / (Math.abs(b.value) - b.error)).round();
    }

    Approx sqrt() {
        double root = Math.sqrt(value);
        return new Approx(root, root - Math.sqrt(Math.max(0, value - error))).round();
    }

    Approx exp() {
        double e = Math.exp(value);
        return new Approx(e, e * Math.expm1(error)).within(EXP);
    }

    Approx log() {
        return new Approx(Math.log(value), -Math.log1p(-error / value)).within(LOG);
    }

    /// The slope of tanh is at most 1.
    Approx tanh() {
        return new Approx(Math.tanh(value), error).within(TANH);
    }

    /// The slope of erf is at most 2/√π.
    Approx erf() {
        return new Approx(erf(value), 2 / Math.sqrt(Math.PI) * error).within(ERF);
    }

    /// `2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!`, all terms of one sign; beyond 6 it is ±1 to all digits of a double.
    static double erf(double x) {
        if (Math.abs(x) > 6) return Math.signum(x);
        double term = x, sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    static Approx sigmoid(Approx x) {
        return of(1).over(of(1).plus(new Approx(-x.value, x.error).exp()));
    }

    /// The sum of a row: to each term happen at most ⌈n/16⌉ additions in its partial sum and four in the tree.
    static Approx sum(List<Approx> terms) {
        return sum(terms, (terms.size() + 15) / 16 + 4);
    }

    /// Any sum in which at most so many additions happen to a term.
    static Approx sum(List<Approx> terms, int additions) {
        double value = 0, error = 0, size = 0;
        for (Approx term : terms) {
            value += term.value;
            error += term.error;
            size += Math.abs(term.value) + term.error;
        }
        double share = additions * U;
        return new Approx(value, error + share / (1 - share) * size + terms.size() * UNDERFLOW);
    }

    boolean holds(float x) {
        return Math.abs(x - value) <= error;
    }
}
