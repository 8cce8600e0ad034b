package clearhead.explain.decompose;

import clearhead.autograd.Gradients;
import clearhead.autograd.Pointwise;
import clearhead.autograd.Tensor;
import clearhead.explain.Quadrature;

/// Functions of one number: `m = Δy / Δx` (the Rescale rule: Shrikumar et al. 2017, arXiv 1704.02685, section 3.5.1).
///
/// Where Δx is small, the difference of two nearly equal y in floats is mostly rounding, up to `2⁻²³ |y| / |Δx|`; and little as that is
/// in `m · Δx`, m is handed on to inputs that may differ by much more. There the mean slope between x′ and x is the better number, by three
/// Gauss–Legendre nodes: its error is `f⁽⁷⁾ Δx⁶ / 2 016 000`. At ¼ of the distance within which f changes its nature (1, or |x| for those
/// that grow without bound at 0), both are near a float's rounding: 4 · 2⁻²³ |y| there, 10⁻⁷ of the slope here. A function with a kink is
/// exact in floats, and its slope no help.
final class Secants {

    private static final float SMALL = 0.25f;
    private static final Quadrature.Nodes NODES = Quadrature.GAUSS_LEGENDRE.nodes(3);

    private Secants() {}

    /// The multiplier of each element.
    static Tensor of(Pointwise function, Pair x, Pair y) {
        Tensor step = x.delta();
        Tensor secant = y.delta().div(step);
        return switch (function) {
            case Pointwise.Relu _, Pointwise.Positive _ -> Tensor.where(size(step), secant, slope(function, x.x()));
            case Pointwise.Log _, Pointwise.Sqrt _, Pointwise.Pow _ -> {
                Tensor least = least(size(x.x().detach()), size(x.base().detach()));
                yield Tensor.where(size(step).greater(least.scale(SMALL)), secant, meanSlope(function, x));
            }
            case Pointwise.Exp _, Pointwise.Tanh _, Pointwise.Sigmoid _, Pointwise.Erf _, Pointwise.Gelu _, Pointwise.GeluTanh _,
                 Pointwise.Silu _ -> Tensor.where(size(step).greater(Tensor.scalar(SMALL)), secant, meanSlope(function, x));
        };
    }

    /// The same for a value that is put in x's place, element by element; where x stays the same, the 1 that stands for its slope.
    static Tensor straight(Pair x, Pair y) {
        Tensor step = x.delta();
        return Tensor.where(step, y.delta().div(step), Tensor.full(step.shape(), 1));
    }

    private static Tensor meanSlope(Pointwise function, Pair x) {
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < NODES.at().length; i++) {
            sum = sum.add(slope(function, x.point(NODES.at()[i])).scale((float) NODES.weight()[i]));
        }
        return sum;
    }

    /// f′.
    private static Tensor slope(Pointwise function, Tensor at) {
        Tensor x = at.variable();
        return Gradients.of(value(function, x), Tensor.full(x.shape(), 1)).wrt(x).detach();
    }

    private static Tensor value(Pointwise function, Tensor x) {
        return switch (function) {
            case Pointwise.Exp _ -> x.exp();
            case Pointwise.Log _ -> x.log();
            case Pointwise.Sqrt _ -> x.sqrt();
            case Pointwise.Pow(Tensor _, double exponent) -> x.pow(exponent);
            case Pointwise.Tanh _ -> x.tanh();
            case Pointwise.Sigmoid _ -> x.sigmoid();
            case Pointwise.Erf _ -> x.erf();
            case Pointwise.Positive _ -> x.positive();
            case Pointwise.Relu _ -> x.relu();
            case Pointwise.Gelu _ -> x.gelu();
            case Pointwise.GeluTanh _ -> x.geluTanh();
            case Pointwise.Silu _ -> x.silu();
        };
    }

    private static Tensor size(Tensor x) {
        return x.abs();
    }

    private static Tensor least(Tensor a, Tensor b) {
        return Tensor.where(a.less(b), a, b);
    }
}
