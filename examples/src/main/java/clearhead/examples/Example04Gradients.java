package clearhead.examples;

import clearhead.autograd.Flow;
import clearhead.autograd.Gradients;
import clearhead.autograd.Graph;
import clearhead.autograd.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/// # Example 4: one derivative, four ways
///
/// What does `f` do when a number that it was computed from grows a little? Found by hand, on paper; op by op, with the chain rule; by the
/// graph, as every model here is trained; and, as the referee, by trying. All four agree. Then the same is asked of a derivative.
///
/// ```
/// w ──┐
///     · ──▶ a ── tanh ──▶ t ──┐                f = Σ x ⊙ tanh(w ⊙ x)
/// x ──┤                       · ──▶ p ── Σ ──▶ f
///     └───────────────────────┘                x is used twice: what flows back to it along both ways is added
/// ```
final class Example04Gradients {

    private static final double[] W = {0.5, -1, 2};
    private static final double[] X = {1, 2, -0.5};

    static void main() {
        Tensor w = Tensor.vector(0.5f, -1, 2).variable();                           // [3]
        Tensor x = Tensor.vector(1, 2, -0.5f).variable();                           // [3]

        // Forward. Every tensor remembers the operation that made it, and that operation its inputs.
        Tensor a = w.mul(x);                                                        // [3]
        Tensor t = a.tanh();                                                        // [3]
        Tensor p = x.mul(t);                                                        // [3]
        Tensor f = p.sum();                                                         // one number
        show("f = Σ x ⊙ tanh(w ⊙ x) = %.5f", f.item());

        // By hand. With t = tanh(w·x), and so t′ = 1 − t²: ∂f/∂w = x² (1 − t²), and ∂f/∂x = t + x·w (1 − t²).
        IO.println("\nBy hand");
        row("df/dw", i -> X[i] * X[i] * slope(i));
        row("df/dx", i -> Math.tanh(W[i] * X[i]) + X[i] * W[i] * slope(i));

        // By op. Each op turns the gradient of its result into gradients of its inputs. Begin with df/df = 1, take the ops from the last to the
        // first, and add up what arrives: that is reverse mode, the whole of it.
        IO.println("\nBy op");
        Map<Tensor, Tensor> arrived = new HashMap<>(Map.of(f, Tensor.scalar(1)));
        Flow flow = (input, gradient) -> arrived.merge(input, gradient.get(), Tensor::add);
        for (Tensor y : List.of(f, p, t, a)) {
            y.op().backward(y, arrived.get(y), flow);
        }
        row("df/dp", arrived.get(p));
        row("df/dt", arrived.get(t));
        row("df/da", arrived.get(a));
        row("df/dw", arrived.get(w));
        row("df/dx", arrived.get(x));

        // By graph. The same walk, but the library finds the order, and does only what leads to the tensors that are asked for.
        IO.println("\nBy graph");
        List<Tensor> gradients = Gradients.of(f).wrt(w, x);
        row("df/dw", gradients.get(0));
        row("df/dx", gradients.get(1));

        // And this is the graph that was walked, in Mermaid's words: put them where Markdown is shown, and they are a picture.
        IO.println("\nThe graph");
        IO.print(Graph.of(f).mermaid(Map.of(w, "w", x, "x", a, "a", t, "t", p, "p", f, "f")).indent(2));

        // By trying: how far does f move when one number moves by h to either side? That takes two runs of f for every number; the walk took
        // one for all of them. And h must be neither large, as f is no straight line, nor small, as its digits run out.
        IO.println("\nBy trying, (f(v + h) - f(v - h)) / 2h");
        double h = 1e-5;
        row("df/dw", i -> (f(i, h, 0) - f(i, -h, 0)) / (2 * h));
        row("df/dx", i -> (f(i, 0, h) - f(i, 0, -h)) / (2 * h));

        // A gradient is made of operations too, so it has a gradient. Of df/dw in the direction v: x² · (−2t (1 − t²) x) · v, by hand.
        IO.println("\nAnd again: how df/dw changes when w goes in the direction v = (1, 1, 1)");
        row("by hand", i -> -2 * X[i] * X[i] * X[i] * Math.tanh(W[i] * X[i]) * slope(i));
        row("by graph", Gradients.of(gradients.get(0).dot(Tensor.vector(1, 1, 1))).wrt(w));
    }

    /// `1 − tanh²(w·x)`.
    private static double slope(int i) {
        double t = Math.tanh(W[i] * X[i]);
        return 1 - t * t;
    }

    /// The i-th term of f, with w and x moved.
    private static double f(int i, double dw, double dx) {
        return (X[i] + dx) * Math.tanh((W[i] + dw) * (X[i] + dx));
    }

    private static void row(String name, Tensor numbers) {
        row(name, numbers.buffer()::get);
    }

    private static void row(String name, IntToDoubleFunction numbers) {
        show("  %-8s  %8.5f  %8.5f  %8.5f", name, numbers.applyAsDouble(0), numbers.applyAsDouble(1), numbers.applyAsDouble(2));
    }

    private static void show(String format, Object... numbers) {
        IO.println(String.format(Locale.ROOT, format, numbers));
    }

    // What you should see: the same two rows four times, and the last two rows alike:
    //
    //       df/dw      0.78645   0.28260   0.10499
    //       df/dx      0.85534  -1.10533  -1.18157
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example04Gradients
}
