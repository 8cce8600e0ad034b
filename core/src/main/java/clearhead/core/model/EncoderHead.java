package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Head;
import clearhead.core.nn.Linear;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Part;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Optional;

/// What an encoder's last rows are made into.
public sealed interface EncoderHead extends Part<EncoderHead> {

    /// How a head is made.
    sealed interface Config {

        /// See [EncoderHead.Classes].
        ///
        /// @param labels how many classes
        /// @param dense  what follows the dense layer; empty if there is none
        record Classes(int labels, Optional<Activation> dense) implements Config {}

        /// See [EncoderHead.Tokens].
        ///
        /// @param labels how many classes
        record Tokens(int labels) implements Config {}

        /// See [EncoderHead.Span].
        record Span() implements Config {}

        /// See [EncoderHead.Masked].
        ///
        /// @param activation what follows the dense layer
        /// @param head       the last step
        record Masked(Activation activation, Head.Config head) implements Config {}

        /// See [EncoderHead.Sentence].
        ///
        /// @param pooling what a text's vector is made of
        /// @param pooler  whether the model has BERT's pooler
        record Sentence(Pooling pooling, boolean pooler) implements Config {}
    }

    /// What the vector of a text is made of.
    enum Pooling {
        /// The mean of its rows.
        MEAN,
        /// Its first row.
        FIRST
    }

    /// The head of such a tower.
    static EncoderHead of(Config config, Tower.Config tower, int vocab, Parameters from) {
        int d = tower.dModel();
        return switch (config) {
            case Config.Classes(int labels, Optional<Activation> dense) -> Classes.of(d, labels, dense, from);
            case Config.Tokens(int labels) -> new Tokens(Linear.of(d, labels, true, from.in("out")));
            case Config.Span() -> new Span(Linear.of(d, 2, true, from.in("out")));
            case Config.Masked(Activation activation, Head.Config head) -> new Masked(Linear.of(d, d, true, from.in("dense")), activation,
                    Norm.of(tower.block().norm(), d, from.in("norm")), Head.of(head, d, vocab, from.in("out")));
            case Config.Sentence(Pooling pooling, boolean pooler) -> new Sentence(pooling,
                    pooler ? Optional.of(Linear.of(d, d, true, from.in("pooler"))) : Optional.empty());
        };
    }

    /// @param x      `[batch, seq, dModel]`, the last rows
    /// @param ids    the tokens that they stand for
    /// @param tokens the model's embedding
    Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass);

    /// One class for the whole text, read from its first row.
    ///
    /// @param dense      `dModel → dModel`, in some models
    /// @param activation what follows it
    /// @param out        `dModel → classes`
    record Classes(Optional<Linear> dense, Activation activation, Linear out) implements EncoderHead {

        static Classes of(int dModel, int labels, Optional<Activation> dense, Parameters from) {
            return new Classes(dense.map(_ -> Linear.of(dModel, dModel, true, from.in("dense"))), dense.orElse(Activation.TANH),
                    Linear.of(dModel, labels, true, from.in("out")));
        }

        /// @return logits, `[batch, classes]`
        @Override public Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass) {
            return forward(x, pass);
        }

        Tensor forward(Tensor x, Pass pass) {
            Tensor row = firstRow(x);
            Tensor pooled = dense.isPresent() ? activation.of(dense.get().forward(row)) : row;               // [batch, dModel]
            return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), out.forward(pooled));
        }

        @Override public Classes map(Mapping each) {
            return new Classes(dense.map(part -> part.map(each.in("dense"))), activation, out.map(each.in("out")));
        }
    }

    /// One class for each token.
    ///
    /// @param out `dModel → classes`
    record Tokens(Linear out) implements EncoderHead {

        /// @return logits, `[batch, seq, classes]`
        @Override public Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass) {
            return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), out.forward(x));
        }

        @Override public Tokens map(Mapping each) {
            return new Tokens(out.map(each.in("out")));
        }
    }

    /// An answer that stands in the text: where it begins and where it ends.
    ///
    /// @param out `dModel → 2`
    record Span(Linear out) implements EncoderHead {

        /// @return logits, `[batch, seq, 2]`: of being the first token of the answer, and of being the last
        @Override public Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass) {
            Tensor both = out.forward(x);                                                                    // [batch, seq, 2]
            int batch = x.dim(0);
            int seq = x.dim(1);
            Tensor start = pass.at(Site.of(Stack.ONLY, Kind.START_LOGITS), both.slice(2, 0, 1).reshape(batch, seq));
            Tensor end = pass.at(Site.of(Stack.ONLY, Kind.END_LOGITS), both.slice(2, 1, 2).reshape(batch, seq));
            return Tensor.stack(2, start, end);
        }

        @Override public Span map(Mapping each) {
            return new Span(out.map(each.in("out")));
        }
    }

    /// The token that stood at each position, above all where it was masked.
    ///
    /// @param dense      `dModel → dModel`
    /// @param activation what follows it
    /// @param norm       and then
    /// @param out        `dModel → vocab`
    record Masked(Linear dense, Activation activation, Norm norm, Head out) implements EncoderHead {

        /// @return logits, `[batch, seq, vocab]`
        @Override public Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass) {
            Tensor transformed = norm.forward(activation.of(dense.forward(x)));                              // [batch, seq, dModel]
            return pass.at(Site.of(Stack.ONLY, Kind.LOGITS), out.forward(transformed, tokens));
        }

        @Override public Masked map(Mapping each) {
            return new Masked(dense.map(each.in("dense")), activation, norm.map(each.in("norm")), out.map(each.in("out")));
        }
    }

    /// A vector for the whole text (Reimers & Gurevych 2019, arXiv 1908.10084): texts that mean the same have vectors that point the same
    /// way.
    ///
    /// @param pooling what it is made of
    /// @param pooler  BERT's `tanh(first row · W + b)`, which the vector does not need
    record Sentence(Pooling pooling, Optional<Linear> pooler) implements EncoderHead {

        /// What a vector shorter than this is divided by.
        public static final float LEAST = 1e-12f;

        /// @return `[batch, dModel]`, each of length 1
        @Override public Tensor forward(Tensor x, Batch ids, Embedding tokens, Pass pass) {
            return vector(x, ids).normalize(LEAST);
        }

        /// The vector before it is brought to length 1.
        ///
        /// @return `[batch, dModel]`
        public Tensor vector(Tensor x, Batch ids) {
            return switch (pooling) {
                case MEAN -> mean(x, ids);
                case FIRST -> firstRow(x);
            };
        }

        /// The mean of each text's own rows: a product, so that the filling adds exactly nothing.
        private static Tensor mean(Tensor x, Batch ids) {
            return ids.share().matmul(x).reshape(x.dim(0), x.dim(2));
        }

        /// BERT's pooled row, `[batch, dModel]`.
        ///
        /// @throws IllegalStateException if this model has no pooler
        public Tensor pooled(Tensor x) {
            return pooler.orElseThrow(() -> new IllegalStateException("this model has no pooler")).forward(firstRow(x)).tanh();
        }

        @Override public Sentence map(Mapping each) {
            return new Sentence(pooling, pooler.map(part -> part.map(each.in("pooler"))));
        }
    }

    /// `[batch, dModel]`.
    private static Tensor firstRow(Tensor x) {
        return x.slice(1, 0, 1).reshape(x.dim(0), x.dim(2));
    }
}
