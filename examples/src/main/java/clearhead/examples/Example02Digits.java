package clearhead.examples;

import clearhead.autograd.AdamW;
import clearhead.autograd.Gradients;
import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// # Example 2: even or odd?
///
/// A dense network looks at a handwritten digit and says whether it is even. It learns that from 1,437 digits with Adam and binary
/// cross entropy, is tried on 360 that it never saw, and is then asked the question of this whole project: what did you look at?
///
/// ```
/// 784 pixels ── · W1 + b1, relu ──▶ 64 ── · W2 + b2, relu ──▶ 64 ── · W3 + b3 ──▶ logit ── σ ──▶ P(even)
/// ```
final class Example02Digits {

    private static final long SEED = 1;
    private static final int HELD_OUT = 360;
    private static final int EPOCHS = 30;
    private static final int BATCH = 32;
    private static final float LEARNING_RATE = 3e-3f;

    /// The weights, and what they compute.
    record Network(Tensor w1, Tensor b1, Tensor w2, Tensor b2, Tensor w3, Tensor b3) {

        /// Random weights; those of a relu layer with variance `2 / inputs`, which keeps the size of its activations (He et al. 2015,
        /// arXiv 1502.01852). The first layer starts smaller: neighbouring pixels are nearly alike, so differences between their
        /// weights are never unlearned, and would be noise in the pictures at the end.
        static Network random(long seed) {
            return of(Stream.of(
                    Tensor.normal(Shape.of(784, 64), 0.01, Seeds.mix(seed, 1)), Tensor.full(Shape.of(64), 0),
                    Tensor.normal(Shape.of(64, 64), Math.sqrt(2 / 64.0), Seeds.mix(seed, 2)), Tensor.full(Shape.of(64), 0),
                    Tensor.normal(Shape.of(64, 1), Math.sqrt(2 / 64.0), Seeds.mix(seed, 3)), Tensor.full(Shape.of(1), 0))
                    .map(Tensor::variable).toList());
        }

        static Network of(List<Tensor> w) {
            return new Network(w.get(0), w.get(1), w.get(2), w.get(3), w.get(4), w.get(5));
        }

        List<Tensor> weights() {
            return List.of(w1, b1, w2, b2, w3, b3);
        }

        /// Above 0: even. Below: odd. Its sigmoid is the probability of "even".
        ///
        /// @param pixels `[n, 784]`
        /// @return       `[n, 1]`
        Tensor logit(Tensor pixels) {
            Tensor hidden1 = pixels.affine(w1, b1).relu();                  // [n, 64]
            Tensor hidden2 = hidden1.affine(w2, b2).relu();                 // [n, 64]
            return hidden2.affine(w3, b3);
        }
    }

    static void main() {
        Digits digits = Digits.read();
        List<Integer> order = shuffled(digits.size(), SEED);
        Digits heldOut = digits.choose(order.subList(0, HELD_OUT));
        Digits training = digits.choose(order.subList(HELD_OUT, digits.size()));
        say("%d digits to learn from, %d held out", training.size(), heldOut.size());

        Network network = train(training);

        float[] logits = network.logit(heldOut.pixels()).toArray();
        List<Integer> numbers = IntStream.range(0, HELD_OUT).boxed().toList();
        List<Integer> wrong = numbers.stream().filter(i -> logits[i] > 0 != heldOut.isEven(i)).toList();
        say("even or odd: right for %d of the %d held out, %.1f %%", HELD_OUT - wrong.size(), HELD_OUT,
                100 - 100.0 * wrong.size() / HELD_OUT);

        say("\nInk speaks for even where the two right pictures show + or #, and for odd where they show - or =\n");
        numbers.stream().filter(heldOut::isEven).findFirst().ifPresent(i -> explain(network, heldOut, i));
        numbers.stream().filter(i -> !heldOut.isEven(i)).findFirst().ifPresent(i -> explain(network, heldOut, i));
        wrong.stream().findFirst().ifPresent(i -> explain(network, heldOut, i));
    }

    /// Adam on small batches: forward, loss, gradients, step. The steps get smaller, so that the weights settle.
    static Network train(Digits digits) {
        Network network = Network.random(SEED);
        List<AdamW> adam = network.weights().stream().map(w -> new AdamW(AdamW.Settings.ADAM, w.shape())).toList();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            float learningRate = LEARNING_RATE * (EPOCHS - epoch) / EPOCHS;
            List<Integer> order = shuffled(digits.size(), Seeds.mix(SEED, epoch));
            double sum = 0;
            for (int from = 0; from < order.size(); from += BATCH) {
                Digits batch = digits.choose(order.subList(from, Math.min(from + BATCH, order.size())));
                Tensor loss = network.logit(batch.pixels()).binaryCrossEntropy(batch.even());
                List<Tensor> weights = network.weights();
                List<Tensor> gradients = Gradients.of(loss).wrt(weights);
                network = Network.of(IntStream.range(0, weights.size())
                        .mapToObj(i -> adam.get(i).step(weights.get(i), gradients.get(i), learningRate)).toList());
                sum += (double) loss.item() * batch.size();
            }
            if (epoch % 5 == 4) {
                say("epoch %2d: loss %.4f", epoch + 1, sum / digits.size());
            }
        }
        return network;
    }

    /// Where the network looked.
    ///
    /// @param logit      its answer
    /// @param gradient   `[1, 784]` what a little more ink would do to it, at every pixel, inked or not
    /// @param ofPixels   `[1, 784]` pixel × gradient: what the ink that is there has done
    /// @param ofBiases   bias × gradient, summed over all biases
    record Look(float logit, Tensor gradient, Tensor ofPixels, float ofBiases) {

        /// A relu network is linear around x, therefore `logit = Σ pixel × gradient + Σ bias × gradient`, and nothing is left over
        /// (Srinivas & Fleuret 2019, arXiv 1905.00780).
        static Look at(Tensor pixels, Network network) {
            Tensor x = pixels.variable();                                                           // [1, 784]
            Tensor logit = network.logit(x);                                                        // [1, 1]
            List<Tensor> gradients = Gradients.of(logit).wrt(x, network.b1, network.b2, network.b3);
            Tensor gradient = gradients.getFirst();
            float ofBiases = network.b1.dot(gradients.get(1)).item() + network.b2.dot(gradients.get(2)).item()
                    + network.b3.dot(gradients.get(3)).item();
            return new Look(logit.item(), gradient, x.mul(gradient), ofBiases);
        }
    }

    private static void explain(Network network, Digits digits, int number) {
        Tensor pixels = digits.choose(List.of(number)).pixels();
        Look look = Look.at(pixels, network);
        say("digit %d: logit %.3f = %.3f from the pixels + %.3f from the biases, P(even) = %.4f", digits.labels().get(number),
                look.logit, look.ofPixels.sum().item(), look.ofBiases, Tensor.scalar(look.logit).sigmoid().item());
        IO.println(new PixelPicture("the digit", pixels).beside(
                new PixelPicture("gradient", look.gradient),
                new PixelPicture("pixel × gradient", look.ofPixels)));
    }

    /// The numbers below n in an order that the seed alone decides.
    private static List<Integer> shuffled(int n, long seed) {
        return IntStream.range(0, n).boxed().sorted(Comparator.comparingLong(i -> Seeds.mix(seed, i))).toList();
    }

    private static void say(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
    }

    // What you should see: the loss of six epochs, falling; then 98.9 % of the held-out digits right, and three of them in pictures, one
    // even, one odd, one mistaken. Ink at the lower left speaks for even: 0, 4, 6 and 8 have it there, and no odd digit has. Ink at the
    // right, above the middle, speaks for odd where the loop of the 9 closes. At the edges the gradient is strong as well, but there is
    // hardly ever ink, so that it means nothing: the picture to its right knows that.
    //
    // Other seeds (another split, other first weights) give between 96.7 and 99.2 %: 360 digits do not tell it more exactly.
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example02Digits
}
