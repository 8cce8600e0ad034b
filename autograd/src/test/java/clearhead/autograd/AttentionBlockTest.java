package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// First and second derivatives through a whole block of a transformer, with two heads, a causal mask and a loss that ignores a position.
class AttentionBlockTest {

    private static final int BATCH = 2;
    private static final int SEQ = 3;
    private static final int WIDTH = 4;
    private static final int HEADS = 2;
    private static final int CLASSES = 5;

    private final Tensor x = drawn(1, BATCH, SEQ, WIDTH);
    private final Tensor wq = drawn(2, WIDTH, WIDTH);
    private final Tensor wk = drawn(3, WIDTH, WIDTH);
    private final Tensor wv = drawn(4, WIDTH, WIDTH);
    private final Tensor bias = drawn(5, WIDTH);
    private final Tensor gamma = drawn(6, WIDTH);
    private final Tensor beta = drawn(7, WIDTH);
    private final Tensor up = drawn(8, WIDTH, 2 * WIDTH);
    private final Tensor upBias = drawn(9, 2 * WIDTH);
    private final Tensor out = drawn(10, 2 * WIDTH, CLASSES);
    private final Tensor outBias = drawn(11, CLASSES);

    private final List<Tensor> parameters = List.of(x, wq, wk, wv, bias, gamma, beta, up, upBias, out, outBias);
    private final Tensor loss = loss();

    private static Tensor drawn(long seed, int... dims) {
        return Tensor.normal(Shape.of(dims), 0.7, seed).variable();
    }

    private Tensor loss() {
        Tensor normed = x.layerNorm(gamma, beta, 1e-5f);                                        // [batch, seq, width]
        Tensor later = Tensor.of(Shape.of(SEQ, SEQ), 0, 1, 1, 0, 0, 1, 0, 0, 0);
        Tensor weights = heads(normed.affine(wq, bias)).matmulT(heads(normed.affine(wk, bias)))
                .scale((float) Math.sqrt((double) HEADS / WIDTH)).maskedFill(later, -1e9f).softmax();   // [batch, heads, seq, seq]
        Tensor mixed = weights.matmul(heads(normed.affine(wv, bias))).permute(0, 2, 1, 3).reshape(BATCH, SEQ, WIDTH);
        Tensor hidden = x.add(mixed).rmsNorm(gamma, 1e-5f).affine(up, upBias).gelu();           // [batch, seq, 2 width]
        return hidden.affine(out, outBias).crossEntropy(0, 3, -1, 4, 1, 2);
    }

    /// `[batch, seq, width] → [batch, heads, seq, width / heads]`.
    private static Tensor heads(Tensor t) {
        return t.reshape(BATCH, SEQ, HEADS, WIDTH / HEADS).permute(0, 2, 1, 3);
    }

    @Test void gradient() {
        List<Tensor> gradients = Gradients.of(loss).wrt(parameters);
        for (int i = 0; i < gradients.size(); i++) {
            Law.isGradient(gradients.get(i), loss, parameters.get(i), i);
        }
    }

    /// `H v`, for every pair of parameters: the gradient of `⟨∂loss/∂w, v⟩`.
    @Test void hessianTimesVector() {
        for (Tensor w : parameters) {
            Tensor v = Tensor.normal(w.shape(), 1, 99);
            Tensor f = Gradients.of(loss).wrt(w).dot(v);
            List<Tensor> products = Gradients.of(f).wrt(parameters);
            for (int i = 0; i < products.size(); i++) {
                Law.isGradient(products.get(i), f, parameters.get(i), i);
            }
        }
    }

    /// The matrix of second derivatives is symmetric: `⟨u, H v⟩ = ⟨v, H u⟩`, to the digits of a double.
    @Test void theHessianIsSymmetric() {
        Tensor u = Tensor.normal(wq.shape(), 1, 21).variable();
        Tensor v = Tensor.normal(wv.shape(), 1, 22).variable();
        Tensor one = Gradients.of(Gradients.of(loss).wrt(wq).dot(u)).wrt(wv).dot(v);
        Tensor other = Gradients.of(Gradients.of(loss).wrt(wv).dot(v)).wrt(wq).dot(u);
        Law.isSame(new Doubles().of(one)[0], new Doubles().of(other)[0]);
        assertThat(one.item()).isNotZero();
    }
}
