package clearhead.explain.similarity;

import clearhead.autograd.Jacobian;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;

/// One of the two texts: its vector, and what each of its tokens adds to it on the way from nothing.
///
/// @param meter  runs the model on it
/// @param from   a′, `[1, rows, width]`
/// @param way    a − a′, `[1, rows, width]`
/// @param vector f(a), `[1, 1, d]`
/// @param empty  f(a′), `[1, 1, d]`
/// @param cosine whether f is brought to length 1
record Side(Meter meter, Tensor from, Tensor way, Tensor vector, Tensor empty, boolean cosine) {

    /// How many rows go through the model at once, at most.
    private static final int ROWS = 2048;

    static Side of(WhiteBox model, Input input, Target.Similarity target, Replacement.InPlace replacement) {
        Meter meter = new Meter(model, input, target);
        Tensor x = meter.look(Probe.NONE).x();
        Tensor from = meter.without(x, replacement, true);
        return new Side(meter, from, x.sub(from), f(meter, x, target.cosine()), f(meter, from, target.cosine()), target.cosine());
    }

    /// `[copies, 1, d]`.
    private static Tensor f(Meter meter, Tensor points, boolean cosine) {
        Tensor vector = meter.output(points, Probe.NONE);
        return cosine ? vector.normalize(Target.LEAST) : vector;
    }

    /// `u_i = Σ weight · J(a′ + α(a − a′)) (a_i − a′_i)`, the Jacobian times a direction in which only token i moves: so there is a derivative
    /// for each token, and not one for each number of the vector.
    ///
    /// @return `[rows][d]`
    double[][] shares(Quadrature.Nodes nodes) {
        int rows = way.dim(1);
        int d = vector.dim(2);
        double[][] shares = new double[rows][d];
        int all = nodes.at().length * rows;                                                  // a copy for each node and token
        int chunk = together(Math.clamp(ROWS / rows, 1, all));
        for (int begin = 0; begin < all; begin += chunk) {
            int first = begin;
            int copies = Math.min(chunk, all - begin);
            Tensor alpha = Tensor.from(Shape.of(copies, 1, 1), at -> {
                for (int c = 0; c < copies; c++) {
                    at[c] = (float) nodes.at()[(first + c) / rows];
                }
            });
            Tensor only = Tensor.from(Shape.of(copies, rows, 1), on -> {
                for (int c = 0; c < copies; c++) {
                    on[c * rows + (first + c) % rows] = 1;
                }
            });
            float[] moved = moved(from.add(way.mul(alpha)), way.mul(only)).toArray();        // [copies, 1, d]
            for (int c = 0; c < copies; c++) {
                for (int k = 0; k < d; k++) {
                    shares[(first + c) % rows][k] += nodes.weight()[(first + c) / rows] * moved[c * d + k];
                }
            }
            meter.countBackwards(2L * copies);
        }
        return shares;
    }

    private Tensor moved(Tensor points, Tensor direction) {
        Tensor open = points.variable();
        return Jacobian.of(f(meter, open, cosine)).times(open, direction);
    }

    /// How many copies fit into the budget.
    private int together(int most) {
        return meter.together(most, way.shape(), (points, counted) -> Jacobian.of(f(counted, points, cosine)).times(points, points.detach()));
    }
}
