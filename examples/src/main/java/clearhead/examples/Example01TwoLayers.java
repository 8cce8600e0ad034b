package clearhead.examples;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Locale;

/// # Example 1: two layers, with a pencil
///
/// The smallest network that has everything: two inputs, two hidden units, two outputs. It is run forward, differentiated, and taught
/// one step, and every number on the way is printed with the arithmetic that it comes from, so that you can check each line with a
/// pocket calculator. What the library does with millions of weights is this and nothing else.
///
/// ```
/// x ── · W1 + b1 ──▶ a1 ── σ ──▶ h ── · W2 + b2 ──▶ a2 ── σ ──▶ y          σ(a) = 1 / (1 + e⁻ᵃ)
///
/// L = ½ Σ (y − t)²    how far the outputs y are from the targets t
/// dv = ∂L/∂v          how fast L grows when v grows, for any number v
/// ```
final class Example01TwoLayers {

    private static final float LEARNING_RATE = 2;

    static void main() {
        // What goes in, and what should come out.
        Tensor x = Tensor.vector(1, 0.5f);
        Tensor t = Tensor.vector(1, 0);

        // The weights; w[i, j] leads from unit i to unit j. A variable is what derivatives may be asked for.
        Tensor w1 = Tensor.of(Shape.of(2, 2), 0.2f, -0.4f, 0.6f, 0.8f).variable();
        Tensor b1 = Tensor.vector(0.1f, -0.1f).variable();
        Tensor w2 = Tensor.of(Shape.of(2, 2), 0.5f, -0.3f, 0.7f, 0.9f).variable();
        Tensor b2 = Tensor.vector(-0.2f, 0.3f).variable();

        // Forward: from the input to the loss. x.affine(w, b) is x · w + b.
        Tensor a1 = x.affine(w1, b1);
        Tensor h = a1.sigmoid();
        Tensor a2 = h.affine(w2, b2);
        Tensor y = a2.sigmoid();
        Tensor loss = y.sub(t).square().sum().scale(0.5f);

        IO.println("Forward");
        showAffine("a1", x, w1, b1, a1);
        showSigmoid("h", a1, h);
        showAffine("a2", h, w2, b2, a2);
        showSigmoid("y", a2, y);
        show("L = ½ · ((%.6f - %.6f)² + (%.6f - %.6f)²) = %.6f", y.at(0), t.at(0), y.at(1), t.at(1), loss.item());

        // Backward: one pass from the loss to whatever is asked for, be it a weight or a number on the way.
        Gradients gradients = Gradients.of(loss);
        List<Tensor> onTheWay = gradients.wrt(y, a2, h, a1);
        Tensor dy = onTheWay.get(0);
        Tensor da2 = onTheWay.get(1);
        Tensor dh = onTheWay.get(2);
        Tensor da1 = onTheWay.get(3);
        List<Tensor> ofWeights = gradients.wrt(w1, b1, w2, b2);
        Tensor dw1 = ofWeights.get(0);
        Tensor db1 = ofWeights.get(1);
        Tensor dw2 = ofWeights.get(2);
        Tensor db2 = ofWeights.get(3);

        IO.println("\nBackward: the chain rule, link by link");
        for (int j = 0; j < 2; j++) {
            show("dy[%d] = %.6f - %.6f = %.6f", j, y.at(j), t.at(j), dy.at(j));
        }
        showSigmoidBackward("da2", dy, y, da2);
        showAffineBackward("2", h, da2, dw2, db2);
        for (int i = 0; i < 2; i++) {                                // a hidden unit answers for every unit that it feeds
            show("dh[%d] = %.6f · %.6f + %.6f · %.6f = %.6f", i, da2.at(0), w2.at(i, 0), da2.at(1), w2.at(i, 1), dh.at(i));
        }
        showSigmoidBackward("da1", dh, h, da1);
        showAffineBackward("1", x, da1, dw1, db1);

        // One step of gradient descent: every weight goes a little way against its gradient. Tensors never change; these are new ones.
        IO.println("\nOne step: W ← W - %.0f · dW".formatted(LEARNING_RATE));
        Tensor newW1 = step("W1", w1, dw1);
        Tensor newB1 = step("b1", b1, db1);
        Tensor newW2 = step("W2", w2, dw2);
        Tensor newB2 = step("b2", b2, db2);

        IO.println("\nForward again");
        Tensor newY = x.affine(newW1, newB1).sigmoid().affine(newW2, newB2).sigmoid();
        Tensor newLoss = newY.sub(t).square().sum().scale(0.5f);
        for (int j = 0; j < 2; j++) {
            show("y[%d] = %.6f, was %.6f, should be %.6f", j, newY.at(j), y.at(j), t.at(j));
        }
        show("L = %.6f, was %.6f", newLoss.item(), loss.item());
    }

    private static void showAffine(String name, Tensor x, Tensor w, Tensor b, Tensor y) {
        for (int j = 0; j < 2; j++) {
            show("%s[%d] = %.6f · %.6f + %.6f · %.6f + %.6f = %.6f",
                    name, j, x.at(0), w.at(0, j), x.at(1), w.at(1, j), b.at(j), y.at(j));
        }
    }

    private static void showAffineBackward(String layer, Tensor x, Tensor da, Tensor dw, Tensor db) {
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                show("dW%s[%d,%d] = %.6f · %.6f = %.6f", layer, i, j, x.at(i), da.at(j), dw.at(i, j));
            }
        }
        for (int j = 0; j < 2; j++) {
            show("db%s[%d] = da%s[%d] = %.6f", layer, j, layer, j, db.at(j));
        }
    }

    private static void showSigmoid(String name, Tensor x, Tensor y) {
        for (int j = 0; j < 2; j++) {
            show("%s[%d] = σ(%.6f) = %.6f", name, j, x.at(j), y.at(j));
        }
    }

    /// The slope of the sigmoid, in what it gives: `σ′ = σ · (1 − σ)`.
    private static void showSigmoidBackward(String name, Tensor dy, Tensor y, Tensor dx) {
        for (int j = 0; j < 2; j++) {
            show("%s[%d] = %.6f · %.6f · (1 - %.6f) = %.6f", name, j, dy.at(j), y.at(j), y.at(j), dx.at(j));
        }
    }

    private static Tensor step(String name, Tensor w, Tensor dw) {
        Tensor stepped = w.sub(dw.scale(LEARNING_RATE));
        for (int i = 0; i < w.shape().size(); i++) {
            String unit = w.shape().rank() == 1 ? "%d".formatted(i) : "%d,%d".formatted(i / 2, i % 2);
            show("%s[%s] = %.6f - %.0f · %.6f = %.6f",
                    name, unit, w.buffer().get(i), LEARNING_RATE, dw.buffer().get(i), stepped.buffer().get(i));
        }
        return stepped;
    }

    private static void show(String format, Object... numbers) {
        IO.println("  " + String.format(Locale.ROOT, format, numbers));
    }

    // What you should see: every line true up to its last digit; in the end the first output nearer to 1, the second nearer to 0, and a
    // smaller loss:
    //
    //       y[0] = 0.680523, was 0.611909, should be 1.000000
    //       y[1] = 0.506675, was 0.630374, should be 0.000000
    //       L = 0.179392, was 0.273993
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example01TwoLayers
}
