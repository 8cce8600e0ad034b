package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.Embedding;
import clearhead.core.nn.Mask;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Part;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;

/// Embeddings, positions, blocks one on the other, and a last norm where the blocks put theirs in front.
///
/// @param tokens    `[vocab, dModel]`
/// @param positions `[maxSeq, dModel]`, learned
/// @param blocks    from the bottom up
/// @param finalNorm after the last block
public record Tower(Embedding tokens, Embedding positions, List<Block> blocks, Optional<Norm> finalNorm) implements Part<Tower> {

    /// @param ids    what is read, one row of tokens for each of the batch
    /// @param mask   which position may read which
    /// @param memory what cross-attention reads
    /// @return       `[batch, seq, dModel]`
    /// @throws IllegalArgumentException if a row is longer than the positions the model has learned
    Tensor forward(Batch ids, Mask mask, Optional<Block.Memory> memory, Stack stack, Pass pass) {
        Tensor embedded = pass.at(Site.of(stack, Kind.EMBED), tokens.forward(ids));       // [batch, seq, dModel]
        Tensor x = embedded.add(positions.first(ids.seq()));
        for (int layer = 0; layer < blocks.size(); layer++) {
            x = blocks.get(layer).forward(x, mask, memory, stack, layer, pass);
        }
        if (finalNorm.isPresent()) {
            x = pass.at(Site.of(stack, Kind.LN_FINAL), finalNorm.get().forward(x));
        }
        return x;
    }

    @Override public Tower map(Mapping each) {
        return new Tower(tokens.map(each.in("tokens")), positions.map(each.in("positions")), each.in("blocks", blocks),
                finalNorm.map(norm -> norm.map(each.in("final_norm"))));
    }
}
