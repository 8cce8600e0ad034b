package clearhead.autograd;

import clearhead.autograd.Reading.Block;
import clearhead.autograd.kernels.Kernels;
import java.util.List;

/// Products head by head, on heads where a linear layer leaves them, side by side in each row. Nothing is split into heads or merged.
///
/// ```
/// queries  [batch, seqQ, heads · dHead]          weights  [batch, heads, seqQ, seqK]
/// keys     [batch, seqK, kvHeads · dHead]        values   [batch, seqK, kvHeads · dHead]
/// ```
///
/// There are three, each linear in both of its inputs, and the gradients of each are the other two. Where attention is causal, what no
/// query reads is computed neither forward nor backward. That is more than a weight of 0: what is not read may even be NaN.
public sealed interface Heads extends Op {

    /// How many multiply-adds it takes.
    long multiplyAdds();

    /// How heads lie, and what a query reads.
    ///
    /// @param heads   of the queries
    /// @param kvHeads of keys and values; query head h reads their head `h / (heads / kvHeads)` (grouped heads: Ainslie et al. 2023,
    ///                arXiv 2305.13245)
    /// @param causal  query i reads only the keys `j ≤ i + seqK − seqQ`: the last query reads all
    record Form(int heads, int kvHeads, boolean causal) {

        /// Checks that the heads can be grouped.
        ///
        /// @throws IllegalArgumentException if they cannot
        public Form {
            Shape.require(kvHeads > 0 && heads > 0 && heads % kvHeads == 0,
                    "heads: %d of queries cannot share %d of keys evenly (need heads a multiple of kvHeads)", heads, kvHeads);
        }

        /// How many heads of the queries read one head of the keys.
        public int group() {
            return heads / kvHeads;
        }

        /// The same heads, of which every query reads all.
        public Form readingAll() {
            return new Form(heads, kvHeads, false);
        }

        @Override public String toString() {
            return "%d heads%s%s".formatted(heads, kvHeads == heads ? "" : " on " + kvHeads, causal ? ", causal" : "");
        }
    }

    /// `s = a · bᵀ`, head by head; 0 where a query does not read.
    ///
    /// - backward: `da = ds · b` ([Mix]), `db = dsᵀ · a` ([MixT])
    record Scores(Tensor a, Tensor b, Form form) implements Heads {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they do not lie as the form says
        public Scores {
            sizes(a, b, form);
        }

        private static HeadSizes sizes(Tensor a, Tensor b, Form form) {
            return HeadSizes.ofRows("scores", form, a.shape(), b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(a, b);
        }

        @Override public Shape shape() {
            return sizes(a, b, form).weights();
        }

        @Override public void forward(Engine engine, float[] s) {
            HeadSizes sizes = sizes(a, b, form);
            sizes.share(engine, form.heads, sizes.seqQ(), sizes.seqK() * sizes.dHead() / 8, (head, from, to) -> {
                sizes.compare(engine.kernels(), a.data(), b.data(), s, head, from, to);
                for (int i = from; i < to; i++) {
                    sizes.clear(s, head, i);
                }
            });
        }

        @Override public long multiplyAdds() {
            return sizes(a, b, form).compared();
        }

        @Override public void backward(Tensor s, Tensor ds, Flow to) {
            to.add(a, () -> Tensor.of(new Mix(ds, b, form)));
            to.add(b, () -> Tensor.of(new MixT(ds, a, form)));
        }
    }

    /// `y = w · b`, head by head: each query gets the rows of b in the proportions of its weights.
    ///
    /// - backward: `dw = dy · bᵀ` ([Scores]), `db = wᵀ · dy` ([MixT])
    record Mix(Tensor w, Tensor b, Form form) implements Heads {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they do not lie as the form says
        public Mix {
            sizes(w, b, form);
        }

        private static HeadSizes sizes(Tensor w, Tensor b, Form form) {
            return HeadSizes.ofWeights("mix", form, w.shape()).withKeys("mix", b.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(w, b);
        }

        @Override public Shape shape() {
            return sizes(w, b, form).queries();
        }

        @Override public void forward(Engine engine, float[] y) {
            HeadSizes s = sizes(w, b, form);
            Reading reading = new Reading(s);
            Kernels kernels = engine.kernels();
            s.share(engine, form.heads, s.seqQ(), s.seqK() * s.dHead() / 8, (head, from, to) -> {
                s.clear(y, s.q(head, from), s.qRow(), to - from);
                reading.each(w.data(), head, new Block(from, to, 0, s.seqK()),
                        block -> {
                            int all = s.readable(block.row());
                            return s.finite(kernels, b.data(), s.kv(head, all), s.kvRow(), block.keyEnd() - all);
                        },
                        (weights, at, stride, block) -> kernels.matmul(block.rows(), s.dHead(), block.keys(), weights, at, stride, 1,
                                b.data(), s.kv(head, block.key()), s.kvRow(), 1,
                                y, s.q(head, block.row()), s.qRow(), y, s.q(head, block.row()), s.qRow()));
            });
        }

        @Override public long multiplyAdds() {
            return sizes(w, b, form).mixed();
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(w, () -> Tensor.of(new Scores(dy, b, form)));
            to.add(b, () -> Tensor.of(new MixT(w, dy, form)));
        }
    }

    /// `y = wᵀ · a`, head by head: each key gets the rows of a in the proportions in which they read it. Where several heads read one head
    /// of the keys, y is the sum over all of them, in their order.
    ///
    /// - backward: `dw = a · dyᵀ` ([Scores]), `da = w · dy` ([Mix])
    record MixT(Tensor w, Tensor a, Form form) implements Heads {

        /// Checks the shapes.
        ///
        /// @throws IllegalArgumentException if they do not lie as the form says
        public MixT {
            sizes(w, a, form);
        }

        private static HeadSizes sizes(Tensor w, Tensor a, Form form) {
            return HeadSizes.ofWeights("mixT", form, w.shape()).withQueries("mixT", a.shape());
        }

        @Override public List<Tensor> inputs() {
            return List.of(w, a);
        }

        @Override public Shape shape() {
            return sizes(w, a, form).keys();
        }

        @Override public void forward(Engine engine, float[] y) {
            HeadSizes s = sizes(w, a, form);
            Reading reading = new Reading(s);
            Kernels kernels = engine.kernels();
            s.share(engine, form.kvHeads, s.seqK(), form.group() * s.seqQ() * s.dHead() / 8, (kvHead, from, to) -> {
                s.clear(y, s.kv(kvHead * form.group(), from), s.kvRow(), to - from);
                for (int h = 0; h < form.group(); h++) {
                    int head = kvHead * form.group() + h;
                    reading.each(w.data(), head, new Block(0, s.seqQ(), from, to),
                            block -> {
                                int all = Math.min(block.rowEnd(), s.firstReader(block.keyEnd() - 1));
                                return s.finite(kernels, a.data(), s.q(head, block.row()), s.qRow(), all - block.row());
                            },
                            (weights, at, stride, block) -> kernels.matmul(block.keys(), s.dHead(), block.rows(), weights, at, 1, stride,
                                    a.data(), s.q(head, block.row()), s.qRow(), 1,
                                    y, s.kv(head, block.key()), s.kvRow(), y, s.kv(head, block.key()), s.kvRow()));
                }
            });
        }

        @Override public long multiplyAdds() {
            return sizes(w, a, form).mixed();
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(w, () -> Tensor.of(new Scores(a, dy, form)));
            to.add(a, () -> Tensor.of(new Mix(w, dy, form)));
        }
    }
}
