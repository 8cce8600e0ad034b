package clearhead.autograd;

import clearhead.autograd.Pointwise.Of;
import java.util.List;
import java.util.stream.Stream;

/// The formulas of one number once more.
final class DoubleNumbers {

    private static final List<Double> REALS = List.of(2 / Math.sqrt(Math.PI), Math.sqrt(0.5), 1 / Math.sqrt(2 * Math.PI),
            Math.sqrt(2 / Math.PI), 0.044715, 3 * 0.044715);

    private DoubleNumbers() {}

    /// What a factor is the rounding of: 1/n, or one of the irrational numbers in the formulas.
    static double real(float factor) {
        double reciprocal = 1.0 / Math.round(1.0 / factor);
        return Stream.concat(REALS.stream(), Stream.of(reciprocal)).filter(real -> (float) (double) real == factor)
                .findFirst().orElse((double) factor);
    }

    /// `Φ(x)`.
    static Num normal(Num x) {
        return Num.ONE.plus(x.times(Math.sqrt(0.5)).erf()).times(0.5);
    }

    /// `√(2/π)(x + 0.044715x³)`.
    static Num geluInner(Num x) {
        return x.plus(x.times(x).times(x).times(0.044715)).times(Math.sqrt(2 / Math.PI));
    }

    static Num slope(Of of, Num v, Num dy) {
        return switch (of) {
            case TANH -> dy.times(Num.ONE.minus(v.times(v)));
            case SIGMOID -> dy.times(v).times(Num.ONE.minus(v));
            case RELU -> new Num(v.value() > 0 ? dy.value() : 0, dy.error() + v.step().error() * Math.abs(dy.value()));
            case GELU -> {
                Num density = v.times(v).times(-0.5).exp().times(1 / Math.sqrt(2 * Math.PI));
                yield dy.times(normal(v).plus(v.times(density)));
            }
            case GELU_TANH -> {
                Num t = geluInner(v).tanh();
                Num inner = Num.ONE.plus(v.times(v).times(3 * 0.044715)).times(Math.sqrt(2 / Math.PI));
                yield dy.times(Num.ONE.plus(t).times(0.5).plus(v.times(0.5).times(Num.ONE.minus(t.times(t))).times(inner)));
            }
            case SILU -> {
                Num s = v.sigmoid();
                yield dy.times(s.times(Num.ONE.plus(v.times(Num.ONE.minus(s)))));
            }
        };
    }

    /// `max(x, 0) − x·t + ln(1 + e^(−|x|))`.
    static Num binaryCrossEntropy(Num x, Num t) {
        return Num.sum(x.positivePart(), x.times(t).negated(), Num.ONE.plus(x.absolute().negated().exp()).log());
    }

    /// `value + (x − x₀)`, where x₀ is what x is in floats: the value itself, and the slope of x.
    static Num straightThrough(Num x, double here, Num value) {
        double moved = Double.compare(x.value(), here) == 0 ? 0 : x.value() - here;
        return new Num(value.value() + moved, value.error() + x.error());
    }
}
