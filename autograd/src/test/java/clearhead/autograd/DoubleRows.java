package clearhead.autograd;

import static clearhead.autograd.Doubles.each;
import static clearhead.autograd.Doubles.sum;

import java.util.Arrays;

/// The operations on rows once more, one row at a time.
final class DoubleRows {

    private DoubleRows() {}

    /// `exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)`.
    static Num[] softmax(Num[] x) {
        Num[] exps = each(x.length, i -> x[i].minus(max(x)).exp());
        return each(x.length, i -> exps[i].over(Num.sum(exps)));
    }

    /// `(xᵢ − max x) − ln Σⱼ exp(xⱼ − max x)`.
    static Num[] logSoftmax(Num[] x) {
        Num log = sum(x.length, i -> x[i].minus(max(x)).exp()).log();
        return each(x.length, i -> x[i].minus(max(x)).minus(log));
    }

    /// `y ⊙ (dy − ⟨dy, y⟩)`.
    static Num[] softmaxGradient(Num[] y, Num[] dy) {
        Num dot = sum(y.length, i -> dy[i].times(y[i]));
        return each(y.length, i -> y[i].times(dy[i].minus(dot)));
    }

    /// `dy − exp(y) · Σ dy`.
    static Num[] logSoftmaxGradient(Num[] y, Num[] dy) {
        return each(y.length, i -> dy[i].minus(y[i].exp().times(Num.sum(dy))));
    }

    /// `x̂ = (x − [mean x]) / σ`.
    static Num[] normed(Num[] x, float epsilon, boolean centred) {
        Num[] c = centred(x, centred);
        Num sigma = sigma(c, epsilon);
        return each(x.length, i -> c[i].over(sigma));
    }

    /// `(g − [mean g] − x̂ · mean(g ⊙ x̂)) / σ`.
    static Num[] normGradient(Num[] x, Num[] g, float epsilon, boolean centred) {
        Num[] c = centred(x, centred);
        Num sigma = sigma(c, epsilon);
        Num[] hat = normed(x, epsilon, centred);
        Num[] kept = centred(g, centred);
        Num meanGHat = sum(x.length, i -> g[i].times(hat[i])).over(x.length);
        return each(x.length, i -> kept[i].minus(hat[i].times(meanGHat)).over(sigma));
    }

    private static Num[] centred(Num[] x, boolean really) {
        Num mean = Num.sum(x).over(x.length);
        return really ? each(x.length, i -> x[i].minus(mean)) : x;
    }

    /// `√(mean c² + ε)`.
    private static Num sigma(Num[] c, float epsilon) {
        return sum(c.length, i -> c[i].times(c[i])).over(c.length).plus(Num.exact(epsilon)).sqrt();
    }

    /// 1/t at each of the t greatest, else 0 (or NaN, if the greatest is); anything between where an element within its error may be
    /// the greatest or not.
    static Num[] maxShare(Num[] x) {
        Num max = max(x);
        double ties = Arrays.stream(x).filter(v -> v.value() == max.value()).count();
        boolean exact = Arrays.stream(x).allMatch(v -> v.error() == 0);
        boolean apart = ties == 1 && Arrays.stream(x).allMatch(v ->
                v.value() == max.value() || v.value() + v.error() < max.value() - max.error());
        return each(x.length, i -> {
            Num share = x[i].value() == max.value() ? Num.ONE.over(ties) : Num.exact(Double.isNaN(max.value()) ? max.value() : 0);
            return exact || apart ? share : new Num(share.value(), 1);
        });
    }

    private static Num max(Num[] x) {
        return Arrays.stream(x).reduce(Num::max).orElseThrow();
    }
}
