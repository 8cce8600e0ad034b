package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.util.List;

/// What a training step makes small.
public sealed interface Loss extends Op {

    @Override default Shape shape() {
        return Shape.of();
    }

    /// Cross entropy, the mean over rows of `−ln softmax(x)[target]`; a row with a negative target does not count.
    ///
    /// - backward: `dx = dy / count · (softmax(x) − onehot(target))`
    ///
    /// ```
    ///        x           targets       of each row, −ln of      y
    ///   ┌─────────┐                    what target 2, 0 gets
    ///   │ · · ▪ · │         2       →        1.3
    ///   │ ▪ · · · │         0       →        0.4             → 0.85
    ///   │ · · · · │        −1       →     (no count)
    ///   └─────────┘
    ///  […, classes]        […]                                 []
    /// ```
    ///
    /// @param x       `[…, classes]` logits
    /// @param targets one class for each row of x, or a negative number
    record CrossEntropy(Tensor x, Indices targets) implements Loss {

        /// Checks the targets.
        ///
        /// @throws IllegalArgumentException if there is not one for each row, one is no class, or none counts
        public CrossEntropy {
            check("crossEntropy", x, targets);
            require(count(targets) > 0, "crossEntropy: no row of x%s has a target", x.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public void forward(Engine engine, float[] y) {
            int n = x.shape().last();
            float[] losses = new float[targets.size()];
            engine.share(targets.size(), 8 * n, (from, to) ->
                    engine.kernels().crossEntropy(x.data(), from * n, targets.numbers(), from, losses, from, to - from, n));
            engine.kernels().rowSums(losses, 0, y, 0, 1, losses.length);
            y[0] /= count(targets);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> Tensor.of(new CrossEntropyGradient(x, targets, dy)));
        }

        private static int count(Indices targets) {
            int count = 0;
            for (int target : targets.numbers()) {
                count += target >= 0 ? 1 : 0;
            }
            return count;
        }

        private static void check(String operation, Tensor x, Indices targets) {
            require(x.shape().rank() > 0 && targets.size() == x.shape().rows(), "%s: %d targets for x%s (need one for each row)",
                    operation, targets.size(), x.shape());
            for (int i = 0; i < targets.size(); i++) {
                require(targets.at(i) < x.shape().last(), "%s: target %d of row %d, but x%s has %d classes",
                        operation, targets.at(i), i, x.shape(), x.shape().last());
            }
        }
    }

    /// Binary cross entropy of logits, the mean of `−t ln σ(x) − (1 − t) ln(1 − σ(x)) = max(x, 0) − x·t + ln(1 + e^(−|x|))`; the
    /// second form never overflows.
    ///
    /// - backward: `dx = dy / n · (σ(x) − t)`, `dt = −dy / n · x`
    /// - shapes: `x[…]`, `t[…]` → `y[]`, a mean over all n elements
    ///
    /// @param x logits
    /// @param t targets between 0 and 1, of x's shape
    record BinaryCrossEntropy(Tensor x, Tensor t) implements Loss {

        /// Checks that both have the same shape.
        ///
        /// @throws IllegalArgumentException if they do not, or are empty
        public BinaryCrossEntropy {
            require(x.shape().equals(t.shape()) && x.shape().size() > 0,
                    "binaryCrossEntropy: logits %s and targets %s need the same shape, not empty", x.shape(), t.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, t);
        }

        @Override public void forward(Engine engine, float[] y) {
            float[] v = x.data(), targets = t.data();
            float[] terms = new float[v.length];
            engine.share(v.length, 24, (from, to) -> {
                for (int i = from; i < to; i++) {
                    terms[i] = -Math.abs(v[i]);
                }
                engine.kernels().exp(terms, from, terms, from, to - from);
                for (int i = from; i < to; i++) {
                    terms[i] += 1;
                }
                engine.kernels().log(terms, from, terms, from, to - from);
                for (int i = from; i < to; i++) {
                    terms[i] += Math.max(v[i], 0) - v[i] * targets[i];
                }
            });
            engine.kernels().rowSums(terms, 0, y, 0, 1, v.length);
            y[0] /= v.length;
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            float n = x.shape().size();
            to.add(x, () -> x.sigmoid().sub(t).mul(dy.scale(1 / n)));
            to.add(t, () -> x.mul(dy.scale(-1 / n)));
        }
    }

    /// The derivatives above that have kernels.
    sealed interface Gradient extends Loss, Fused {}

    /// `dx = dy / count · (softmax(x) − onehot(target))`: `x[…, classes]`, `dy[]` → `dx[…, classes]`.
    record CrossEntropyGradient(Tensor x, Indices targets, Tensor dy) implements Gradient {

        /// Checks the targets.
        ///
        /// @throws IllegalArgumentException if there is not one for each row, one is no class, or dy is not a single number
        public CrossEntropyGradient {
            CrossEntropy.check("crossEntropyGradient", x, targets);
            require(dy.shape().rank() == 0, "crossEntropyGradient: dy%s is not a single number", dy.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(x, dy);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] dx) {
            int n = x.shape().last();
            float factor = dy.item() / CrossEntropy.count(targets);
            engine.share(targets.size(), 12 * n, (from, to) ->
                    engine.kernels().crossEntropyGradient(x.data(), from * n, targets.numbers(), from, factor, dx, from * n, to - from, n));
        }

        @Override public Tensor unfused() {
            Tensor ignored = Tensor.from(x.shape().with(LAST, 1), row -> {
                for (int r = 0; r < row.length; r++) {
                    row[r] = targets.at(r) < 0 ? 1 : 0;
                }
            });
            Tensor oneHot = Constants.oneHot(targets, x.shape().last()).reshape(x.shape());
            Tensor p = x.maskedFill(ignored, 0).softmax();                  // filled before, lest a NaN there spreads in the derivatives
            return p.sub(oneHot).maskedFill(ignored, 0).mul(dy.scale(1f / CrossEntropy.count(targets)));
        }
    }
}
