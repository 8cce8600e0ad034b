package clearhead.core.nn;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One layer of a transformer: self-attention, in a decoder cross-attention, then feed-forward. Each adds to the residual stream, with a
/// norm before it (`x + f(norm(x))`, as in GPT-2) or after it (`norm(x + f(x))`, as in the original paper and BERT).
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
    public enum Order { PRE_NORM, POST_NORM }

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

    /// Random weights.
    public static Block random(Order order, int dModel, int heads, int dMlp, Activation activation, boolean decoder, long seed) {
        Optional<Cross> cross = decoder
                ? Optional.of(new Cross(Norm.identity(dModel), Attention.random(dModel, heads, Seeds.mix(seed, 1)))) : Optional.empty();
        return new Block(order, Norm.identity(dModel), Attention.random(dModel, heads, Seeds.mix(seed, 0)), cross,
                Norm.identity(dModel), FeedForward.random(dModel, dMlp, activation, Seeds.mix(seed, 2)));
    }

    /// @param x      `[batch, seq, dModel]`
    /// @param mask   which rows of x may read which
    /// @param memory what cross-attention reads; there exactly where the block has one
    /// @return       `[batch, seq, dModel]`
    /// @throws IllegalArgumentException if there is a memory and nobody to read it, or the reverse
    public Tensor forward(Tensor x, Mask mask, Optional<Memory> memory, Stack stack, int layer, Pass pass) {
        if (memory.isPresent() != cross.isPresent()) {
            throw new IllegalArgumentException(cross.isPresent() ? "block: its cross-attention needs a memory to read"
                    : "block: a memory was given, but there is no cross-attention to read it");
        }
        Tensor pre = pass.at(new Site(stack, layer, Kind.RESID_PRE), x);
        Tensor attended = add(pre, selfNorm, new Site(stack, layer, Kind.ATTN_OUT), pass,
                rows -> self.forward(rows, rows, mask, new AttentionSites(stack, layer, false), pass));
        Tensor informed = attended;
        if (cross.isPresent()) {
            Attention attention = cross.get().attention();
            Memory read = memory.get();
            informed = add(pass.at(new Site(stack, layer, Kind.RESID_CROSS), attended), cross.get().norm(),
                    new Site(stack, layer, Kind.CROSS_ATTN_OUT), pass,
                    rows -> attention.forward(rows, read.rows(), read.mask(), new AttentionSites(stack, layer, true), pass));
        }
        Tensor mid = pass.at(new Site(stack, layer, Kind.RESID_MID), informed);
        Tensor post = add(mid, mlpNorm, new Site(stack, layer, Kind.MLP_OUT), pass, rows -> mlp.forward(rows, stack, layer, pass));
        return pass.at(new Site(stack, layer, Kind.RESID_POST), post);
    }

    /// `x + f(norm(x))` or `norm(x + f(x))`.
    private Tensor add(Tensor x, Norm norm, Site out, Pass pass, UnaryOperator<Tensor> f) {
        return switch (order) {
            case PRE_NORM -> x.add(pass.drop(out, f.apply(norm.forward(x))));
            case POST_NORM -> norm.forward(x.add(pass.drop(out, f.apply(x))));
        };
    }

    @Override public Block map(Mapping each) {
        return new Block(order, selfNorm.map(each.in("self_norm")), self.map(each.in("self")),
                cross.map(part -> part.map(each.in("cross"))), mlpNorm.map(each.in("mlp_norm")), mlp.map(each.in("mlp")));
    }
}
