package clearhead.autograd;

import java.util.List;
import java.util.function.UnaryOperator;

/// A whole block of a transformer, with two heads, a causal mask and a loss that ignores a position.
record AttentionBlock(Tensor x, Tensor wq, Tensor wk, Tensor wv, Tensor bias, Tensor gamma, Tensor beta,
                      Tensor up, Tensor upBias, Tensor out, Tensor outBias) {

    private static final int BATCH = 2;
    private static final int SEQ = 3;
    private static final int WIDTH = 4;
    private static final int HEADS = 2;
    private static final int CLASSES = 5;

    static AttentionBlock drawn() {
        return new AttentionBlock(drawn(1, BATCH, SEQ, WIDTH), drawn(2, WIDTH, WIDTH), drawn(3, WIDTH, WIDTH), drawn(4, WIDTH, WIDTH),
                drawn(5, WIDTH), drawn(6, WIDTH), drawn(7, WIDTH), drawn(8, WIDTH, 2 * WIDTH), drawn(9, 2 * WIDTH),
                drawn(10, 2 * WIDTH, CLASSES), drawn(11, CLASSES));
    }

    private static Tensor drawn(long seed, int... dims) {
        return Tensor.normal(Shape.of(dims), 0.7, seed).variable();
    }

    AttentionBlock on(Engine engine) {
        UnaryOperator<Tensor> to = tensor -> tensor.on(engine);
        return new AttentionBlock(to.apply(x), to.apply(wq), to.apply(wk), to.apply(wv), to.apply(bias), to.apply(gamma), to.apply(beta),
                to.apply(up), to.apply(upBias), to.apply(out), to.apply(outBias));
    }

    List<Tensor> parameters() {
        return List.of(x, wq, wk, wv, bias, gamma, beta, up, upBias, out, outBias);
    }

    /// `[batch, seq, classes]`.
    Tensor logits() {
        Tensor normed = x.layerNorm(gamma, beta, 1e-5f);                                        // [batch, seq, width]
        Tensor later = Tensor.of(Shape.of(SEQ, SEQ), 0, 1, 1, 0, 0, 1, 0, 0, 0);
        Tensor weights = heads(normed.affine(wq, bias)).matmulT(heads(normed.affine(wk, bias)))
                .scale((float) Math.sqrt((double) HEADS / WIDTH)).maskedFill(later, -1e9f).softmax();   // [batch, heads, seq, seq]
        Tensor mixed = weights.matmul(heads(normed.affine(wv, bias))).permute(0, 2, 1, 3).reshape(BATCH, SEQ, WIDTH);
        Tensor hidden = x.add(mixed).rmsNorm(gamma, 1e-5f).affine(up, upBias).gelu();           // [batch, seq, 2 width]
        return hidden.affine(out, outBias);
    }

    Tensor loss() {
        return logits().crossEntropy(0, 3, -1, 4, 1, 2);
    }

    /// `[batch, seq, width] → [batch, heads, seq, width / heads]`.
    private static Tensor heads(Tensor t) {
        return t.reshape(BATCH, SEQ, HEADS, WIDTH / HEADS).permute(0, 2, 1, 3);
    }
}
