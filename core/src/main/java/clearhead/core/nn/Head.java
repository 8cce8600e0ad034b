package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters.Initial;
import java.util.Optional;

/// The last step of a model that writes: from the residual stream to the scores of every token.
public sealed interface Head extends Part<Head> {

    /// How a head is made.
    ///
    /// @param tied  whether the embedding table serves for reading and for writing (Press & Wolf 2017, arXiv 1608.05859)
    /// @param scale what the rows are multiplied by first: T5's `1 / √dModel`
    /// @param bias  whether each token has one
    record Config(boolean tied, float scale, boolean bias) {

        /// A layer of its own, with a bias.
        public static final Config OWN = new Config(false, 1, true);
    }

    /// From rows this wide to this many tokens.
    static Head of(Config config, int dModel, int vocab, Parameters from) {
        return config.tied
                ? new Tied(config.scale, config.bias ? Optional.of(from.at("bias", Shape.of(vocab), Initial.ZERO)) : Optional.empty())
                : new Own(config.scale, Linear.of(dModel, vocab, config.bias, from));
    }

    /// @param x      `[batch, seq, dModel]`
    /// @param tokens the model's embedding of the tokens that it writes
    /// @return       logits, `[batch, seq, vocab]`
    Tensor forward(Tensor x, Embedding tokens);

    /// A layer of its own, on `scale · x`.
    ///
    /// @param scale  what the rows are multiplied by
    /// @param linear `dModel → vocab`
    record Own(float scale, Linear linear) implements Head {

        @Override public Tensor forward(Tensor x, Embedding tokens) {
            return linear.forward(scale == 1 ? x : x.scale(scale));
        }

        @Override public Own map(Mapping each) {
            return new Own(scale, linear.map(each));
        }
    }

    /// `scale · x · Eᵀ + b`, where E are the embeddings.
    ///
    /// @param scale what the rows are multiplied by
    /// @param bias  `[vocab]`
    record Tied(float scale, Optional<Tensor> bias) implements Head {

        @Override public Tensor forward(Tensor x, Embedding tokens) {
            Tensor logits = (scale == 1 ? x : x.scale(scale)).matmulT(tokens.weight());
            return bias.isPresent() ? logits.add(bias.get()) : logits;
        }

        @Override public Tied map(Mapping each) {
            return new Tied(scale, bias.map(numbers -> each.at("bias", numbers)));
        }
    }
}
