package clearhead.core.probe;

import static clearhead.core.probe.Kind.Axis.BATCH;
import static clearhead.core.probe.Kind.Axis.CHANNELS;
import static clearhead.core.probe.Kind.Axis.D_HEAD;
import static clearhead.core.probe.Kind.Axis.D_MLP;
import static clearhead.core.probe.Kind.Axis.D_MODEL;
import static clearhead.core.probe.Kind.Axis.HEADS;
import static clearhead.core.probe.Kind.Axis.HEIGHT;
import static clearhead.core.probe.Kind.Axis.KV_HEADS;
import static clearhead.core.probe.Kind.Axis.MEMORY;
import static clearhead.core.probe.Kind.Axis.SEQ;
import static clearhead.core.probe.Kind.Axis.VOCAB;
import static clearhead.core.probe.Kind.Axis.WIDTH;

import java.util.Arrays;
import java.util.List;

/// What an activation is: its customary name (as TransformerLens has it, which papers use) and its axes.
public enum Kind {
    /// A picture as it is read: no activation, and so in no trace that does not ask for it; of models that read pictures only.
    PIXELS("pixels", false, BATCH, CHANNELS, HEIGHT, WIDTH),
    /// Token embedding, scaled where the model scales it, before positions are added: the leaf that explainers differentiate to.
    EMBED("embed", false, BATCH, SEQ, D_MODEL),
    /// What a block reads.
    RESID_PRE("resid_pre", true, BATCH, SEQ, D_MODEL),
    /// Queries of self-attention.
    Q("attn.q", true, BATCH, HEADS, SEQ, D_HEAD),
    /// Keys of self-attention.
    K("attn.k", true, BATCH, KV_HEADS, SEQ, D_HEAD),
    /// Values of self-attention.
    V("attn.v", true, BATCH, KV_HEADS, SEQ, D_HEAD),
    /// Scaled and masked scores of self-attention.
    SCORES("attn.scores", true, BATCH, HEADS, SEQ, SEQ),
    /// Weights of self-attention; rows sum to 1.
    PATTERN("attn.pattern", true, BATCH, HEADS, SEQ, SEQ),
    /// What each head of self-attention read: weights times values.
    Z("attn.z", true, BATCH, HEADS, SEQ, D_HEAD),
    /// What self-attention adds to the residual stream.
    ATTN_OUT("attn_out", true, BATCH, SEQ, D_MODEL),
    /// What cross-attention reads, after self-attention; only where there is cross-attention.
    RESID_CROSS("resid_cross", true, BATCH, SEQ, D_MODEL),
    /// Queries of cross-attention, from the decoder.
    CROSS_Q("cross_attn.q", true, BATCH, HEADS, SEQ, D_HEAD),
    /// Keys of cross-attention, from the encoder's memory.
    CROSS_K("cross_attn.k", true, BATCH, KV_HEADS, MEMORY, D_HEAD),
    /// Values of cross-attention, from the encoder's memory.
    CROSS_V("cross_attn.v", true, BATCH, KV_HEADS, MEMORY, D_HEAD),
    /// Scaled and masked scores of cross-attention.
    CROSS_SCORES("cross_attn.scores", true, BATCH, HEADS, SEQ, MEMORY),
    /// Weights of cross-attention: which source position each target position reads; rows sum to 1.
    CROSS_PATTERN("cross_attn.pattern", true, BATCH, HEADS, SEQ, MEMORY),
    /// What each head of cross-attention read.
    CROSS_Z("cross_attn.z", true, BATCH, HEADS, SEQ, D_HEAD),
    /// What cross-attention adds to the residual stream.
    CROSS_ATTN_OUT("cross_attn_out", true, BATCH, SEQ, D_MODEL),
    /// What the feed-forward part reads.
    RESID_MID("resid_mid", true, BATCH, SEQ, D_MODEL),
    /// The feed-forward part before its activation function.
    MLP_PRE("mlp.pre", true, BATCH, SEQ, D_MLP),
    /// The feed-forward part after its activation function: the neurons.
    MLP_POST("mlp.post", true, BATCH, SEQ, D_MLP),
    /// What the feed-forward part adds to the residual stream.
    MLP_OUT("mlp_out", true, BATCH, SEQ, D_MODEL),
    /// What a block hands on.
    RESID_POST("resid_post", true, BATCH, SEQ, D_MODEL),
    /// After the final norm, where the model has one.
    LN_FINAL("ln_final", false, BATCH, SEQ, D_MODEL),
    /// Scores of the vocabulary or of each token's classes, before softmax; of a whole text's classes, `[batch, classes]`.
    LOGITS("logits", false, BATCH, SEQ, VOCAB),
    /// Scores of being the first token of an answer.
    START_LOGITS("start_logits", false, BATCH, SEQ),
    /// Scores of being its last token.
    END_LOGITS("end_logits", false, BATCH, SEQ);

    /// The glossary of sizes. `MEMORY` is the length of what cross-attention reads; `KV_HEADS` are the heads of keys and values, as many as
    /// `HEADS` unless several of these share one.
    public enum Axis { BATCH, SEQ, MEMORY, D_MODEL, HEADS, KV_HEADS, D_HEAD, D_MLP, VOCAB, CHANNELS, HEIGHT, WIDTH }

    private final String label;
    private final boolean perLayer;
    private final List<Axis> axes;

    Kind(String label, boolean perLayer, Axis... axes) {
        this.label = label;
        this.perLayer = perLayer;
        this.axes = List.of(axes);
    }

    /// The name behind the layer: `attn.pattern`.
    public String label() {
        return label;
    }

    /// Whether each block has one.
    public boolean perLayer() {
        return perLayer;
    }

    /// Whether the model computes it; else it is given to it.
    public boolean isComputed() {
        return this != PIXELS;
    }

    /// The axes of its tensors.
    public List<Axis> axes() {
        return axes;
    }

    static Kind named(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("no activation is called '%s'; there are %s".formatted(label,
                        Arrays.stream(values()).map(Kind::label).toList())));
    }
}
