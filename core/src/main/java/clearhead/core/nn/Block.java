package clearhead.core.nn;

import clearhead.autograd.Rotation;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One layer of a transformer: self-attention, in a decoder cross-attention, then feed-forward. Each adds to the residual stream, with a
/// norm before it (`x + f(norm(x))`, as in GPT-2) or after it (`norm(x + f(x))`, as in the original paper and BERT); or attention and
/// feed-forward read the same rows and both add to them (`x + f(norm(x)) + g(norm′(x))`, as in GPT-NeoX).
///
/// @param order     where the norms stand
/// @param selfNorm  the norm of self-attention
/// @param self      reads the block's own rows
/// @param cross     reads the encoder's memory; a decoder's only
/// @param mlpNorm   the norm of the feed-forward part
/// @param mlp       looks at each position alone
public record Block(Order order, Norm selfNorm, Attention self, Optional<Cross> cross, Norm mlpNorm, FeedForward mlp)
        implements Part<Block> {

    /// Where the norms stand.
    public enum Order { PRE_NORM, POST_NORM, PARALLEL }

    /// How a block is made.
    ///
    /// @param order     where the norms stand
    /// @param dModel    width of the residual stream
    /// @param attention its attention, or both of a decoder's
    /// @param mlp       its feed-forward part
    /// @param norm      its norms
    /// @param cross     whether it reads an encoder's memory
    public record Config(Order order, int dModel, Attention.Config attention, FeedForward.Config mlp, Norm.Config norm, boolean cross) {

        /// Checks what can be put together.
        ///
        /// @throws IllegalArgumentException if there is no width, or a parallel block shall read a memory: no model has such
        public Config {
            if (dModel < 1) {
                throw new IllegalArgumentException("block: a residual stream of width %d (need at least 1)".formatted(dModel));
            }
            if (cross && order == Order.PARALLEL) {
                throw new IllegalArgumentException("block: a parallel block has no cross-attention");
            }
        }
    }

    /// Cross-attention with its norm.
    public record Cross(Norm norm, Attention attention) implements Part<Cross> {

        @Override public Cross map(Mapping each) {
            return new Cross(norm.map(each.in("norm")), attention.map(each.in("attention")));
        }
    }

    /// What cross-attention reads.
    ///
    /// @param rows `[batch, seqK, dModel]`, the encoder's output
    /// @param mask which of them may be read
    public record Memory(Tensor rows, Mask mask) {}

    /// The block of a layer.
    public static Block of(Config config, int layer, Parameters from) {
        int d = config.dModel;
        Norm selfNorm = Norm.of(config.norm, d, from.in("self_norm"));
        Attention self = Attention.of(config.attention, d, layer, from.in("self"));
        Optional<Cross> cross = config.cross
                ? Optional.of(new Cross(Norm.of(config.norm, d, from.in("cross.norm")),
                        Attention.of(config.attention, d, layer, from.in("cross.attention")))) : Optional.empty();
        return new Block(config.order, selfNorm, self, cross, Norm.of(config.norm, d, from.in("mlp_norm")),
                FeedForward.of(config.mlp, d, from.in("mlp")));
    }

    /// @param x      `[batch, seq, dModel]`
    /// @param mask   which rows of x may read which
    /// @param turn   by how much queries and keys of self-attention are turned
    /// @param memory what cross-attention reads; there exactly where the block has one
    /// @return       `[batch, seq, dModel]`
    /// @throws IllegalArgumentException if there is a memory and nobody to read it, or the reverse
    public Tensor forward(Tensor x, Mask mask, Optional<Rotation> turn, Optional<Memory> memory, Stack stack, int layer, Pass pass) {
        if (memory.isPresent() != cross.isPresent()) {
            throw new IllegalArgumentException(cross.isPresent() ? "block: its cross-attention needs a memory to read"
                    : "block: a memory was given, but there is no cross-attention to read it");
        }
        return forward(x, stack, layer, pass,
                rows -> self.forward(rows, rows, mask, turn, new AttentionSites(stack, layer, false), pass),
                rows -> cross.get().attention.forward(rows, memory.get().rows, memory.get().mask, Optional.empty(),
                        new AttentionSites(stack, layer, true), pass));
    }

    /// The same for a [Step], `[1, rows, dModel]`, with the same bits. No probe can look on: there is no one tensor for weights that differ
    /// in size from sequence to sequence.
    public Tensor next(Tensor x, Step step, Stack stack, int layer) {
        return forward(x, stack, layer, Pass.PLAIN, rows -> self.next(rows, step, layer),
                rows -> cross.get().attention.nextAcross(rows, step, layer));
    }

    /// What cross-attention reads of each row of a batch, for their caches.
    List<Cache.Read> offered(Tensor memory, Batch rows) {
        return cross.get().attention.offered(memory, rows);
    }

    private Tensor forward(Tensor x, Stack stack, int layer, Pass pass, UnaryOperator<Tensor> self, UnaryOperator<Tensor> across) {
        Tensor pre = pass.at(new Site(stack, layer, Kind.RESID_PRE), x);
        Tensor attended = add(pre, pre, selfNorm, new Site(stack, layer, Kind.ATTN_OUT), pass, self);
        Tensor informed = attended;
        if (cross.isPresent()) {
            Tensor asking = pass.at(new Site(stack, layer, Kind.RESID_CROSS), attended);
            informed = add(asking, asking, cross.get().norm(), new Site(stack, layer, Kind.CROSS_ATTN_OUT), pass, across);
        }
        Tensor mid = pass.at(new Site(stack, layer, Kind.RESID_MID), informed);
        Tensor post = add(mid, order == Order.PARALLEL ? pre : mid, mlpNorm, new Site(stack, layer, Kind.MLP_OUT), pass,
                rows -> mlp.forward(rows, stack, layer, pass));
        return pass.at(new Site(stack, layer, Kind.RESID_POST), post);
    }

    /// `x + f(norm(read))` or `norm(x + f(read))`.
    private Tensor add(Tensor x, Tensor read, Norm norm, Site out, Pass pass, UnaryOperator<Tensor> f) {
        return switch (order) {
            case PRE_NORM, PARALLEL -> x.add(pass.drop(out, f.apply(norm.forward(read))));
            case POST_NORM -> norm.forward(x.add(pass.drop(out, f.apply(read))));
        };
    }

    @Override public Block map(Mapping each) {
        return new Block(order, selfNorm.map(each.in("self_norm")), self.map(each.in("self")),
                cross.map(part -> part.map(each.in("cross"))), mlpNorm.map(each.in("mlp_norm")), mlp.map(each.in("mlp")));
    }
}
