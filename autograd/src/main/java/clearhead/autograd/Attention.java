package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import clearhead.autograd.Heads.Form;
import clearhead.autograd.kernels.Kernels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): `z = softmax(q kᵀ / √dHead) v`, as two operations,
///
/// ```java
/// Tensor weights = q.attentionWeights(k, Optional.empty(), scale, form);        // [batch, heads, seqQ, seqK], rows sum to 1
/// Tensor z = weights.mix(v, form);                                              // [batch, seqQ, heads · dHead]
/// ```
///
/// so that the weights are a tensor that can be read, replaced and differentiated. They are kept anyway, for the way back.
public sealed interface Attention extends Op {

    /// How heads lie, and what a query reads.
    Form form();

    /// How many multiply-adds its products take.
    long multiplyAdds();

    /// `w = softmax(scale · q · kᵀ + bias)`, head by head; 0 where a query does not read.
    ///
    /// - backward: `dq = ds · k` ([Heads.Mix]), `dk = dsᵀ · q` ([Heads.MixT]), with `ds = scale · w ⊙ (dw − ⟨dw, w⟩)`;
    ///   `dbias = w ⊙ (dw − ⟨dw, w⟩)`, summed to its shape
    ///
    /// The bias is a mask (−∞ where reading is forbidden) or is learned, as T5's relative positions are; it stretches to
    /// `[batch, heads, seqQ, seqK]`. The numbers are those of product, scaling, sum and softmax one after the other, to the bit: a key
    /// that is not read counts as one with the score −∞. A row whose scores are all −∞ is NaN where it reads, as in [RowOp.Softmax].
    record Weights(Tensor q, Tensor k, Optional<Tensor> bias, float scale, Form form) implements Attention {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if q and k do not lie as the form says, or the bias does not stretch to the weights
        public Weights {
            Shape weights = sizes(q, k, form).weights();
            bias.ifPresent(b -> require(b.shape().stretchesTo(weights),
                    "attentionWeights: bias%s does not stretch to %s (need equal sizes, or 1, on the last axes)", b.shape(), weights));
        }

        private static HeadSizes sizes(Tensor q, Tensor k, Form form) {
            return HeadSizes.ofRows("attentionWeights", form, q.shape(), k.shape());
        }

        @Override public List<Tensor> inputs() {
            return Stream.concat(Stream.of(q, k), bias.stream()).toList();
        }

        @Override public Shape shape() {
            return sizes(q, k, form).weights();
        }

        @Override public void forward(Engine engine, float[] w) {
            HeadSizes sizes = sizes(q, k, form);
            Kernels kernels = engine.kernels();
            sizes.share(engine, form.heads(), sizes.seqQ(), sizes.seqK() * (sizes.dHead() / 8 + 12), (head, from, to) -> {
                sizes.compare(kernels, q.data(), k.data(), w, head, from, to);
                sizes.rows(head, from, to, (at, i, rows, n) -> {
                    kernels.scale(w, at, scale, w, at, rows * n);
                    if (bias.isPresent()) {
                        add(kernels, bias.get(), sizes, head, i, rows, n, w);
                    }
                    kernels.softmax(w, at, w, at, rows, n);
                    sizes.clear(w, head, i);
                });
            });
        }

        /// Adds the bias to n scores in each of some rows, from row i of a head on.
        private void add(Kernels kernels, Tensor b, HeadSizes sizes, int head, int i, int rows, int n, float[] w) {
            Shape shape = b.shape();
            int from = head / form.heads() * Broadcast.stride(shape, 4) + head % form.heads() * Broadcast.stride(shape, 3);
            for (int row = i; row < i + rows; row++) {
                kernels.add(w, sizes.w(head, row), 1, b.data(), from + row * Broadcast.stride(shape, 2), Broadcast.stride(shape, 1),
                        w, sizes.w(head, row), n);
            }
        }

        @Override public long multiplyAdds() {
            return sizes(q, k, form).compared();
        }

        @Override public void backward(Tensor w, Tensor dw, Flow to) {
            Once ds = new Once(() -> Tensor.of(new WeightsGradient(w, dw, scale, form)));
            to.add(q, () -> Tensor.of(new Heads.Mix(ds.get(), k, form)));
            to.add(k, () -> Tensor.of(new Heads.MixT(ds.get(), q, form)));
            bias.ifPresent(b -> to.add(b, () -> Tensor.of(new WeightsGradient(w, dw, 1, form)).sumTo(b.shape())));
        }
    }

    /// `ds = scale · w ⊙ (dw − ⟨dw, w⟩)`, row by row, of what a row reads; else 0.
    record WeightsGradient(Tensor w, Tensor dw, float scale, Form form) implements Attention, Fused {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they differ or are not weights of these heads
        public WeightsGradient {
            require(w.shape().equals(dw.shape()), "weightsGradient: w%s and dw%s need the same shape", w.shape(), dw.shape());
            HeadSizes.ofWeights("weightsGradient", form, w.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(w, dw);
        }

        @Override public Shape shape() {
            return w.shape();
        }

        @Override public void forward(Engine engine, float[] ds) {
            HeadSizes sizes = HeadSizes.ofWeights("weightsGradient", form, w.shape());
            Kernels kernels = engine.kernels();
            sizes.share(engine, form.heads(), sizes.seqQ(), sizes.seqK() * 5, (head, from, to) ->
                    sizes.rows(head, from, to, (at, i, rows, n) -> {
                        kernels.softmaxGradient(w.data(), at, dw.data(), at, ds, at, rows, n);
                        kernels.scale(ds, at, scale, ds, at, rows * n);
                        sizes.clear(ds, head, i);
                    }));
        }

        @Override public long multiplyAdds() {
            return 0;
        }

        @Override public Tensor unfused() {
            Tensor read = read(w);
            return read.mul(read(dw).sub(read.mul(read(dw)).sumKeep(LAST))).scale(scale);
        }

        /// What a row reads; else 0.
        private Tensor read(Tensor x) {
            return form.causal() ? x.maskedFill(Constants.upper(w.dim(2), w.dim(3), w.dim(3) - w.dim(2) + 1), 0) : x;
        }
    }
}
