package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.List;

/// Operations that keep some elements and replace the others; the gradient passes where an element was kept.
public sealed interface Masking extends Op {

    /// What some elements are kept of.
    Tensor x();

    @Override default List<Tensor> inputs() {
        return List.of(x());
    }

    @Override default Shape shape() {
        return x().shape();
    }

    /// x where the mask is 0, `value` where it is not; `dx = dy` where the mask is 0, else 0.
    record MaskedFill(Tensor x, Tensor mask, float value) implements Masking {

        /// Checks that the mask stretches to x.
        ///
        /// @throws IllegalArgumentException if it does not
        public MaskedFill {
            require(mask.shape().stretchesTo(x.shape()),
                    "maskedFill: the mask%s does not stretch to x%s (need equal sizes, or 1, on the last axes)", mask.shape(), x.shape());
        }

        @Override public void forward(Engine engine, float[] y) {
            Broadcast.run(engine, x, mask, shape(), y, (a, aOff, aStep, m, mOff, mStep, out, outOff, n) -> {
                for (int i = 0; i < n; i++) {
                    out[outOff + i] = m[mOff + i * mStep] == 0 ? a[aOff + i * aStep] : value;
                }
            });
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.maskedFill(mask, 0));
        }
    }

    /// Each element is 0 with probability `rate`, else divided by `1 − rate` (Srivastava et al. 2014); `dx` is dy with the same
    /// elements dropped. Which ones depends on the seed and the position alone.
    record Dropout(Tensor x, float rate, long seed) implements Masking {

        /// Checks the rate.
        ///
        /// @throws IllegalArgumentException unless `0 ≤ rate < 1`
        public Dropout {
            require(0 <= rate && rate < 1, "dropout: rate %s (need 0 ≤ rate < 1)", rate);
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
