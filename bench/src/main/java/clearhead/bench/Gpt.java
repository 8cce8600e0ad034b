package clearhead.bench;

import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import java.util.List;

/// The model whose training step and whose tokens are timed: a decoder of causal blocks with norms in front, learned positions, and a head of its own.
final class Gpt {

    private Gpt() {}

    /// The sizes of a model and of what it is trained on.
    ///
    /// @param layers blocks
    /// @param dModel width; the feed-forward parts have four times as many neurons
    /// @param heads  attention heads
    /// @param vocab  tokens
    /// @param seq    positions of a row
    /// @param batch  rows of a step
    record Size(int layers, int dModel, int heads, int vocab, int seq, int batch) {

        static final Size SMALL = new Size(4, 128, 4, 256, 128, 16);
        static final Size LARGE = new Size(6, 384, 6, 256, 256, 8);

        /// For the line protocol.
        String words() {
            return "%d %d %d %d %d %d".formatted(layers, dModel, heads, vocab, seq, batch);
        }
    }

    /// Random weights, a function of the seed alone.
    static CausalModel random(Size size, Activation activation, long seed) {
        return of(size, activation, Head.Config.OWN, Parameters.random(seed));
    }

    static CausalModel of(Size size, Activation activation, Head.Config head, Parameters from) {
        int d = size.dModel;
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, d, Attention.Config.plain(d, size.heads),
                new FeedForward.Config(4 * d, activation, false, true), Norm.Config.LAYER, false);
        Tower.Config tower = new Tower.Config(block, size.layers, new Positions.Config.Learned(size.seq), 0, false, true, List.of());
        return CausalModel.of(new CausalModel.Config(size.vocab, tower, head), from);
    }
}
