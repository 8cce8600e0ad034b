package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import clearhead.autograd.kernels.Kernels;
import java.util.List;

/// Operations that put other numbers in the place of some; the gradient goes where the numbers came from.
public sealed interface Masking extends Op {

    /// One of two, element by element, by a third: nothing of the other one is seen, not even a NaN.
    ///
    /// - forward:  `y = a` where the mask is not 0, `b` where it is
    /// - backward: `da = dy` where the mask is not 0, else 0; `db = dy` where it is 0, else 0
    ///
    /// ```
    ///      mask          a           b            y
    ///   ┌───────┐    ┌───────┐   ┌───────┐    ┌───────┐
    ///   │ 1 0 0 │    │ a a a │   │ b b b │    │ a b b │
    ///   │ 1 1 0 │    │ a a a │   │ b b b │    │ a a b │
    ///   └───────┘    └───────┘   └───────┘    └───────┘     all stretched to one shape
    /// ```
    ///
    /// @param mask a constant; NaN is not 0
    record Where(Tensor mask, Tensor a, Tensor b) implements Masking {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they stretch to no common one
        public Where {
            mask.shape().broadcast("where", a.shape().broadcast("where", b.shape()));
            mask = mask.detach();
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return mask.shape().broadcast("where", a.shape().broadcast("where", b.shape()));
        }

        @Override public void forward(Engine engine, float[] y) {
            Kernels kernels = engine.kernels();
            Broadcast.run(engine, mask, a, b, shape(), y, kernels::choose);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            Tensor zero = Tensor.scalar(0);
            to.add(a, () -> Tensor.where(mask, dy, zero).sumTo(a.shape()));
            to.add(b, () -> Tensor.where(mask, zero, dy).sumTo(b.shape()));
        }
    }

    /// Other numbers, but the gradient goes on as if nothing had been done: a straight-through estimator (Bengio et al. 2013,
    /// arXiv 1308.3432), which trains through a step or a rounding, where there is no slope. `[…] → […]`
    ///
    /// - forward:  `y = value`
    /// - backward: `dx = dy`
    ///
    /// It is `x + (value − x)` with the bracket held constant, without the rounding of that sum.
    ///
    /// @param value a constant of x's shape, usually made from x
    record StraightThrough(Tensor x, Tensor value) implements Masking {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ
        public StraightThrough {
            require(x.shape().equals(value.shape()), "straightThrough: x%s and value%s need the same shape", x.shape(), value.shape());
            value = value.detach();
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            System.arraycopy(value.data(), 0, y, 0, y.length);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy);
        }
    }

    /// Each element is 0 with probability `rate`, else divided by `1 − rate` (Srivastava et al. 2014); `dx` is dy with the same
    /// elements dropped. Which ones depends on the seed and the position alone. `[…] → […]`
    record Dropout(Tensor x, float rate, long seed) implements Masking {

        /// Checks the rate.
        ///
        /// @throws IllegalArgumentException unless `0 ≤ rate < 1`
        public Dropout {
            require(0 <= rate && rate < 1, "dropout: rate %s (need 0 ≤ rate < 1)", rate);
        }

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            long threshold = (long) (rate * 0x1p32);
            float kept = (float) (1 / (1.0 - rate));
            engine.share(y.length, 4, (from, to) -> {
                for (int i = from; i < to; i++) {
                    y[i] = Seeds.mix(seed, i) >>> 32 < threshold ? 0 : x.data()[i] * kept;
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.dropout(rate, seed));
        }
    }
}
