package clearhead.core.nn;

import clearhead.autograd.Heads;
import clearhead.autograd.Rotation;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): every position asks (q), every position of
/// `memory` offers a key (k) and a value (v); the weights say who was read, and how much.
///
/// `Attention(q, k, v) = softmax(q kᵀ / √dHead) v`, in `heads` independent slices of the model's width. Keys and values may have fewer
/// heads (`kvHeads`, as wide as their matrices say), each of which serves a group of the heads of q (Ainslie et al. 2023, arXiv
/// 2305.13245).
///
/// @param query `dModel → heads · dHead`
/// @param key   `dModel → kvHeads · dHead`
/// @param value `dModel → kvHeads · dHead`
/// @param out   `heads · dHead → dModel`
/// @param heads of the queries
/// @param scale what the products are multiplied by, `1 / √dHead` in most models
public record Attention(Linear query, Linear key, Linear value, Linear out, int heads, float scale) implements Part<Attention> {

    /// How an attention is made.
    ///
    /// @param heads     of queries
    /// @param kvHeads   of keys and values; they divide the heads
    /// @param dHead     the width of each
    /// @param scale     what the products of the first layer are multiplied by
    /// @param byLayer   whether it is divided by 1, 2, 3, … in the layers from the bottom up
    /// @param readBias  whether queries, keys and values have biases
    /// @param writeBias whether what comes out has one
    public record Config(int heads, int kvHeads, int dHead, float scale, boolean byLayer, boolean readBias, boolean writeBias) {

        /// Checks that the heads can be grouped.
        ///
        /// @throws IllegalArgumentException if they cannot
        public Config {
            if (heads < 1 || dHead < 1 || kvHeads < 1 || heads % kvHeads != 0) {
                throw new IllegalArgumentException("attention: %d heads of width %d on %d of keys and values (need a multiple of them)"
                        .formatted(heads, dHead, kvHeads));
            }
        }

        /// What the first transformers have: as many heads of keys and values as of queries, `scale = 1 / √dHead`, biases everywhere.
        ///
        /// @throws IllegalArgumentException if the width does not divide into heads
        public static Config plain(int dModel, int heads) {
            if (heads < 1 || dModel < heads || dModel % heads != 0) {
                throw new IllegalArgumentException("attention: width %d does not divide into %d heads".formatted(dModel, heads));
            }
            return new Config(heads, heads, dModel / heads, scale(dModel / heads), false, true, true);
        }

        /// `1 / √dHead`.
        public static float scale(int dHead) {
            return (float) (1 / Math.sqrt(dHead));
        }
    }

    /// The attention of a layer, for rows this wide.
    public static Attention of(Config config, int dModel, int layer, Parameters from) {
        int width = config.heads * config.dHead;
        int shared = config.kvHeads * config.dHead;
        return new Attention(Linear.of(dModel, width, config.readBias, from.in("query")),
                Linear.of(dModel, shared, config.readBias, from.in("key")), Linear.of(dModel, shared, config.readBias, from.in("value")),
                Linear.of(width, dModel, config.writeBias, from.in("out")), config.heads,
                config.byLayer ? config.scale / (layer + 1) : config.scale);
    }

    /// Checks that the widths divide into heads.
    ///
    /// @throws IllegalArgumentException if they do not
    public Attention {
        int width = query.out();
        int keys = key.out();
        if (heads < 1 || width < heads || width % heads != 0) {
            throw new IllegalArgumentException("attention: width %d does not divide into %d heads".formatted(width, heads));
        }
        if (keys == 0 || keys % (width / heads) != 0 || width % keys != 0) {
            int dHead = width / heads;
            throw new IllegalArgumentException(
                    "attention: %d heads of %d cannot share keys of width %d (need a multiple of %d that divides %d)"
                            .formatted(heads, dHead, keys, dHead, width));
        }
    }

    /// @param x      `[batch, seqQ, dModel]` who asks
    /// @param memory `[batch, seqK, dModel]` who is read; `x` itself for self-attention
    /// @param mask   what may be read
    /// @param turn   by how much queries and keys are turned
    /// @return       `[batch, seqQ, dModel]`
    Tensor forward(Tensor x, Tensor memory, Mask mask, Optional<Rotation> turn, AttentionSites at, Pass pass) {
        Tensor q = turned(query.forward(x), turn);                                    // [batch, seqQ, heads · dHead]
        Tensor k = turned(key.forward(memory), turn);                                 // [batch, seqK, kvHeads · dHead]
        Tensor v = value.forward(memory);                                             // [batch, seqK, kvHeads · dHead]
        Optional<Tensor> blind = mask.blind(x.dim(1), memory.dim(1));                 // [batch, 1, seqQ, 1]
        Mask open = blind.map(mask::opening).orElse(mask);
        Tensor z = at.wantsSteps(pass) ? stepByStep(q, k, v, open, blind, at, pass)
                : atOnce(q, k, v, open, blind, at, pass);                             // [batch, seqQ, heads · dHead]
        return pass.at(at.out(), out.forward(z));                                     // [batch, seqQ, dModel]
    }

    /// Self-attention of a [Step]: its rows read what is remembered of their sequences, and themselves. The bits are those of [#forward].
    Tensor next(Tensor x, Step step, int layer) {
        Tensor q = turned(query.forward(x), step.turn());                             // [1, rows, heads · dHead]
        Tensor k = turned(key.forward(x), step.turn());                               // [1, rows, kvHeads · dHead]
        Tensor v = value.forward(x);                                                  // [1, rows, kvHeads · dHead]
        IntFunction<Cache.Read> past = step.pieces().with(layer, step.parts(), k, v);
        return out.forward(step.each(q, i -> read(step.parts().get(i).of(q), past.apply(i), step.parts().get(i).mask())));
    }

    /// Cross-attention of a [Step].
    Tensor nextAcross(Tensor x, Step step, int layer) {
        Tensor q = query.forward(x);                                                  // [1, rows, heads · dHead]
        return out.forward(step.each(q, i -> read(step.parts().get(i).of(q), step.pieces().source(layer, i), Mask.NONE)));
    }

    /// What is read of each row of a batch, `[batch, seqK, dModel]`, without its filling.
    List<Cache.Read> offered(Tensor memory, Batch rows) {
        Tensor k = key.forward(memory);                                               // [batch, seqK, kvHeads · dHead]
        Tensor v = value.forward(memory);                                             // [batch, seqK, kvHeads · dHead]
        return IntStream.range(0, rows.size()).mapToObj(row -> new Cache.Read(own(k, rows, row), own(v, rows, row))).toList();
    }

    private static Tensor own(Tensor x, Batch rows, int row) {
        return x.slice(0, row, row + 1).slice(1, 0, rows.length(row));
    }

    private Tensor read(Tensor q, Cache.Read read, Mask mask) {
        Optional<Tensor> blind = mask.blind(q.dim(1), read.keys().dim(1));
        Mask open = blind.map(mask::opening).orElse(mask);
        Heads.Form form = new Heads.Form(heads, kvHeads(), mask.causal());
        return seen(q.attentionWeights(read.keys(), open.added(), scale, form), blind).mix(read.values(), form);
    }

    /// On heads where they lie. Weights that are watched may be replaced, or asked for their gradient: then each of them counts, even where
    /// the mask makes it 0. The bits are those of [#stepByStep].
    private Tensor atOnce(Tensor q, Tensor k, Tensor v, Mask mask, Optional<Tensor> blind, AttentionSites at, Pass pass) {
        Heads.Form form = new Heads.Form(heads, kvHeads(), mask.causal());
        Tensor weights = pass.at(at.pattern(),
                seen(q.attentionWeights(k, mask.added(), scale, form), blind));       // [batch, heads, seqQ, seqK]
        return weights.mix(v, pass.wants(at.pattern()) ? form.readingAll() : form);
    }

    /// Every step an operation, with a tensor to look at.
    private Tensor stepByStep(Tensor q, Tensor k, Tensor v, Mask mask, Optional<Tensor> blind, AttentionSites at, Pass pass) {
        Tensor asked = pass.at(at.q(), split(q, heads));                              // [batch, heads, seqQ, dHead]
        Tensor offered = pass.at(at.k(), split(k, kvHeads()));                        // [batch, kvHeads, seqK, dHead]
        Tensor told = pass.at(at.v(), split(v, kvHeads()));                           // [batch, kvHeads, seqK, dHead]

        Tensor products = heads(group(asked).matmulT(offered));                       // [batch, heads, seqQ, seqK]
        Tensor scores = pass.at(at.scores(), mask.apply(products.scale(scale)));    // [batch, heads, seqQ, seqK]
        Tensor weights = pass.at(at.pattern(), seen(scores.softmax(), blind));        // [batch, heads, seqQ, seqK], rows sum to 1
        Tensor z = pass.at(at.z(), heads(group(weights).matmul(told)));               // [batch, heads, seqQ, dHead]
        return merge(z);
    }

    /// Zeros where a query may read nothing.
    private static Tensor seen(Tensor weights, Optional<Tensor> blind) {
        return blind.map(nothing -> weights.maskedFill(nothing, 0)).orElse(weights);
    }

    private int kvHeads() {
        return heads * key.out() / query.out();
    }

    private int dHead() {
        return query.out() / heads;
    }

    private Tensor turned(Tensor x, Optional<Rotation> turn) {
        return turn.isPresent() ? x.rotary(turn.get(), dHead(), 0) : x;
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
                out.map(each.in("out")), heads, scale);
    }
}
