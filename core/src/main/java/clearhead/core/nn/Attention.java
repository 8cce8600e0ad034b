package clearhead.core.nn;

import clearhead.autograd.Heads;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;

/// Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): every position asks (q), every position of
/// `memory` offers a key (k) and a value (v); the weights say who was read, and how much.
///
/// `Attention(q, k, v) = softmax(q kᵀ / √dHead) v`, in `heads` independent slices of the model's width. Keys and values may have fewer
/// heads (`kvHeads`, as wide as their matrices say), each of which serves a group of the heads of q (Ainslie et al. 2023, arXiv 2305.13245).
public record Attention(Linear query, Linear key, Linear value, Linear out, int heads) implements Part<Attention> {

    /// Checks that the widths divide into heads.
    ///
    /// @throws IllegalArgumentException if they do not
    public Attention {
        int width = query.weight().dim(1);
        int keys = key.weight().dim(1);
        if (heads < 1 || width < heads || width % heads != 0) {
            throw new IllegalArgumentException("attention: width %d does not divide into %d heads".formatted(width, heads));
        }
        if (keys == 0 || keys % (width / heads) != 0 || width % keys != 0) {
            throw new IllegalArgumentException("attention: %d heads of %d cannot share keys of width %d (need a multiple of %d that divides %d)"
                    .formatted(heads, width / heads, keys, width / heads, width));
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
        Tensor q = query.forward(x);                                                  // [batch, seqQ, heads · dHead]
        Tensor k = key.forward(memory);                                               // [batch, seqK, kvHeads · dHead]
        Tensor v = value.forward(memory);                                             // [batch, seqK, kvHeads · dHead]
        Tensor z = at.wantsSteps(pass) ? stepByStep(q, k, v, mask, at, pass)
                : atOnce(q, k, v, mask, at, pass);                                    // [batch, seqQ, heads · dHead]
        return pass.at(at.out(), out.forward(z));                                     // [batch, seqQ, dModel]
    }

    /// On heads where they lie. Weights that are watched may be replaced, or asked for their gradient: then each of them counts, even where
    /// the mask makes it 0. The bits are those of [#stepByStep].
    private Tensor atOnce(Tensor q, Tensor k, Tensor v, Mask mask, AttentionSites at, Pass pass) {
        Heads.Form form = new Heads.Form(heads, kvHeads(), mask.causal());
        Tensor weights = pass.at(at.pattern(), q.attentionWeights(k, mask.added(), scale(), form));   // [batch, heads, seqQ, seqK]
        return weights.mix(v, pass.wants(at.pattern()) ? form.readingAll() : form);
    }

    /// Every step an operation, with a tensor to look at.
    private Tensor stepByStep(Tensor q, Tensor k, Tensor v, Mask mask, AttentionSites at, Pass pass) {
        Tensor asked = pass.at(at.q(), split(q, heads));                              // [batch, heads, seqQ, dHead]
        Tensor offered = pass.at(at.k(), split(k, kvHeads()));                        // [batch, kvHeads, seqK, dHead]
        Tensor told = pass.at(at.v(), split(v, kvHeads()));                           // [batch, kvHeads, seqK, dHead]

        Tensor products = heads(group(asked).matmulT(offered));                       // [batch, heads, seqQ, seqK]
        Tensor scores = pass.at(at.scores(), mask.apply(products.scale(scale())));    // [batch, heads, seqQ, seqK]
        Tensor weights = pass.at(at.pattern(), scores.softmax());                     // [batch, heads, seqQ, seqK], rows sum to 1
        Tensor z = pass.at(at.z(), heads(group(weights).matmul(told)));               // [batch, heads, seqQ, dHead]
        return merge(z);
    }

    private int kvHeads() {
        return heads * key.weight().dim(1) / query.weight().dim(1);
    }

    private float scale() {
        return (float) (1 / Math.sqrt((double) query.weight().dim(1) / heads));
    }

    /// `[batch, seq, heads · dHead] → [batch, heads, seq, dHead]`.
    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /// `[batch, heads, seq, dHead] → [batch, seq, heads · dHead]`.
    private static Tensor merge(Tensor z) {
        return z.permute(0, 2, 1, 3).reshape(z.dim(0), z.dim(2), z.dim(1) * z.dim(3));
    }

    /// The heads that share keys, one below the other: `[batch, heads, seqQ, n] → [batch, kvHeads, heads / kvHeads · seqQ, n]`.
    private Tensor group(Tensor x) {
        return x.reshape(x.dim(0), kvHeads(), heads / kvHeads() * x.dim(2), x.dim(3));
    }

    /// The inverse of [#group].
    private Tensor heads(Tensor x) {
        return x.reshape(x.dim(0), heads, x.dim(2) * kvHeads() / heads, x.dim(3));
    }

    @Override public Attention map(Mapping each) {
        return new Attention(query.map(each.in("query")), key.map(each.in("key")), value.map(each.in("value")),
                out.map(each.in("out")), heads);
    }
}
