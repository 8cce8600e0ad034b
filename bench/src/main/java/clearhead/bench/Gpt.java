package clearhead.bench;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Linear;
import clearhead.core.nn.Mask;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Part;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The model whose training step is timed: a decoder of causal blocks with norms in front, learned positions, and a head of its own.
///
/// @param tokens    `[vocab, dModel]`
/// @param positions `[seq, dModel]`
/// @param blocks    from the bottom up
/// @param norm      after the last block
/// @param head      `dModel → vocab`
record Gpt(Embedding tokens, Embedding positions, List<Block> blocks, Norm norm, Linear head) implements Part<Gpt> {

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
    }

    /// Random weights, a function of the seed alone.
    static Gpt random(Size size, Activation activation, long seed) {
        int d = size.dModel;
        List<Block> blocks = IntStream.range(0, size.layers).mapToObj(layer ->
                Block.random(Block.Order.PRE_NORM, d, size.heads, 4 * d, activation, false, Seeds.mix(seed, 3 + layer))).toList();
        return new Gpt(Embedding.random(size.vocab, d, 1, Seeds.mix(seed, 0)), Embedding.random(size.seq, d, 1, Seeds.mix(seed, 1)),
                blocks, Norm.identity(d), Linear.random(d, size.vocab, Seeds.mix(seed, 2)));
    }

    /// The mean cross entropy of each next token.
    ///
    /// @param next one token for each position of each row
    Tensor loss(Batch ids, int[] next) {
        Tensor x = tokens.forward(ids).add(positions.first(ids.seq()));               // [batch, seq, dModel]
        for (int layer = 0; layer < blocks.size(); layer++) {
            x = blocks.get(layer).forward(x, Mask.CAUSAL, Optional.empty(), Stack.ONLY, layer, Pass.PLAIN);
        }
        return head.forward(norm.forward(x)).crossEntropy(next);
    }

    @Override public Gpt map(Mapping each) {
        return new Gpt(tokens.map(each.in("tokens")), positions.map(each.in("positions")), each.in("blocks", blocks),
                norm.map(each.in("norm")), head.map(each.in("head")));
    }
}
