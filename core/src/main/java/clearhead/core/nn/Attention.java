package clearhead.core.nn;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;

/// Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): every position asks (q), every position of
/// `memory` offers a key (k) and a value (v); the weights say who was read, and how much.
///
/// `Attention(q, k, v) = softmax(q kᵀ / √dHead) v`, in `heads` independent slices of the model's width.
public record Attention(Linear query, Linear key, Linear value, Linear out, int heads) implements Part<Attention> {

    /// Checks that the width divides into heads.
    ///
    /// @throws IllegalArgumentException if it does not
    public Attention {
        if (heads < 1 || query.weight().dim(1) % heads != 0) {
            throw new IllegalArgumentException("attention: width %d does not divide into %d heads".formatted(query.weight().dim(1), heads));
        }
    }

    /// Random weights.
    public static Attention random(int dModel, int heads, long seed) {
        return new Attention(Linear.random(dModel, dModel, Seeds.mix(seed, 0)), Linear.random(dModel, dModel, Seeds.mix(seed, 1)),
                Linear.random(dModel, dModel, Seeds.mix(seed, 2)), Linear.random(dModel, dModel, Seeds.mix(seed, 3)), heads);
    }

    /// @param x      `[batch, seqQ, dModel]` who asks
    /// @param memory `[batch, seqK, dModel]` who is read; `x` itself for self-attention
    /// @param mask   what may be read
    /// @return       `[batch, seqQ, dModel]`
    Tensor forward(Tensor x, Tensor memory, Mask mask, AttentionSites at, Pass pass) {
        Tensor q = pass.at(at.q(), split(query.forward(x)));                          // [batch, heads, seqQ, dHead]
        Tensor k = pass.at(at.k(), split(key.forward(memory)));                       // [batch, heads, seqK, dHead]
        Tensor v = pass.at(at.v(), split(value.forward(memory)));                     // [batch, heads, seqK, dHead]

        float scale = (float) (1 / Math.sqrt(q.dim(-1)));
        Tensor scores = pass.at(at.scores(), mask.apply(q.matmulT(k).scale(scale)));  // [batch, heads, seqQ, seqK]
        Tensor weights = pass.at(at.pattern(), scores.softmax());                     // [batch, heads, seqQ, seqK], rows sum to 1
        Tensor z = pass.at(at.z(), weights.matmul(v));                                // [batch, heads, seqQ, dHead]
        return pass.at(at.out(), out.forward(merge(z)));                              // [batch, seqQ, dModel]
    }

    /// `[batch, seq, heads · dHead] → [batch, heads, seq, dHead]`.
    private Tensor split(Tensor x) {
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /// `[batch, heads, seq, dHead] → [batch, seq, heads · dHead]`.
    private static Tensor merge(Tensor z) {
        return z.permute(0, 2, 1, 3).reshape(z.dim(0), z.dim(2), z.dim(1) * z.dim(3));
    }

    @Override public Attention map(Mapping each) {
        return new Attention(query.map(each.in("query")), key.map(each.in("key")), value.map(each.in("value")),
                out.map(each.in("out")), heads);
    }
}
