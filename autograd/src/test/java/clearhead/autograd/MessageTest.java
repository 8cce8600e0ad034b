package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every refusal says what was wrong, with the shapes, and what would be right.
class MessageTest {

    private static final Tensor ONE = Tensor.scalar(1);
    private static final Tensor A = Tensor.full(Shape.of(2, 3), 1);
    private static final Tensor STACK = Tensor.full(Shape.of(2, 3, 4), 1);

    private static Tensor zeros(int... dims) {
        return Tensor.full(Shape.of(dims), 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"shapes", "arithmetic", "products", "layout", "lookup", "small", "rowsAndLosses", "heads", "gradients"})
    void refusals(String message, ThrowingCallable wrong) {
        assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Arguments says(String message, Runnable wrong) {
        return arguments(message, (ThrowingCallable) wrong::run);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                says("shape [2, -3]: an axis cannot have -3 elements", () -> Shape.of(2, -3)),
                says("shape [65536, 65536]: more elements than a tensor can hold (2147418112)", () -> Shape.of(65536, 65536)),
                says("axis 2: shape [2, 3] has 2 axes", () -> A.dim(2)),
                says("axis -3: shape [2, 3] has 2 axes", () -> A.sum(-3)),
                says("tensor: 3 values for shape [2, 3], which has 6 elements", () -> Tensor.of(Shape.of(2, 3), 1, 2, 3)),
                says("item: shape [2, 3] has 6 elements, not one", () -> A.item()),
                says("at: 1 positions for shape [2, 3]", () -> A.at(1)),
                says("at: position [1, 3] outside shape [2, 3]", () -> A.at(1, 3)));
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                says("add: shapes do not fit: a[2, 3] and b[2] (axis 1 from the end: 3 and 2, need equal sizes or a 1)",
                        () -> A.add(zeros(2))),
                says("sub: shapes do not fit: a[2, 3] and b[4, 2, 2] (axis 1 from the end: 3 and 2, need equal sizes or a 1)",
                        () -> A.sub(zeros(4, 2, 2))),
                says("mul: shapes do not fit: a[2, 3] and b[4, 3] (axis 2 from the end: 2 and 4, need equal sizes or a 1)",
                        () -> A.mul(zeros(4, 3))),
                says("div: shapes do not fit: a[2, 3] and b[0] (axis 1 from the end: 3 and 0, need equal sizes or a 1)",
                        () -> A.div(zeros(0))));
    }

    static Stream<Arguments> products() {
        return Stream.of(
                says("matmul: inner sizes differ: a[2, 3] · b[2, 3] (need a[m, k] · b[k, n])", () -> A.matmul(A)),
                says("matmul: inner sizes differ: a[2, 3] · b[4, 2]ᵀ (need a[m, k] · b[k, n])", () -> A.matmulT(zeros(4, 2))),
                says("matmul: a[2, 3] · b[3]: each needs at least two axes", () -> A.matmul(zeros(3))),
                says("matmul: leading axes differ: a[2, 3, 4] · b[3, 4, 5] (need the same, or a single matrix b)",
                        () -> STACK.matmul(zeros(3, 4, 5))),
                says("matmul: leading axes differ: a[2, 3] · b[2, 3, 4] (need the same, or a single matrix b)", () -> A.matmul(STACK)),
                says("matmul: a[2, 3, 4]ᵀ · b[3, 5]: a stack of transposed matrices needs a stack b",
                        () -> new Product.MatMul(STACK, true, zeros(3, 5), false)),
                says("affine: x[2, 3] · w[2, 3]: inner sizes differ (need x[…, in] · w[in, out])", () -> A.affine(A, zeros(3))),
                says("affine: x[2, 3] · w[3, 4] + b[3]: the bias needs [4]", () -> A.affine(zeros(3, 4), zeros(3))));
    }

    static Stream<Arguments> layout() {
        return Stream.of(
                says("reshape: x[2, 3] has 6 elements, [4] has 4", () -> A.reshape(4)),
                says("reshape: x[2, 3] does not divide into [4, -1]", () -> A.reshape(4, -1)),
                says("reshape: x[2, 3] does not divide into [0, -1]", () -> A.reshape(0, -1)),
                says("reshape: only one size of [-1, 2, -1] can be open", () -> A.reshape(-1, 2, -1)),
                says("permute: [0, 0] does not name every axis of x[2, 3] once", () -> A.permute(0, 0)),
                says("permute: [0] does not name every axis of x[2, 3] once", () -> A.permute(0)),
                says("permute: [1, 2] does not name every axis of x[2, 3] once", () -> A.permute(1, 2)),
                says("transpose: shape [3] has fewer than two axes", () -> zeros(3).transpose()),
                says("expand: x[2, 3] does not stretch to [3, 3] (need equal sizes, or 1, on the last axes)",
                        () -> A.expand(Shape.of(3, 3))),
                says("expand: x[2, 3] does not stretch to [3] (need equal sizes, or 1, on the last axes)", () -> A.expand(Shape.of(3))),
                says("slice: x[2, 3] has no elements 1 to 5 on axis 1", () -> A.slice(1, 1, 5)),
                says("slice: x[2, 3] has no elements 2 to 1 on axis 1", () -> A.slice(-1, 2, 1)),
                says("pad: cannot put -1 before and 0 after x[2, 3]", () -> new Layout.Pad(A, 0, -1, 0)),
                says("concat: nothing to put together", () -> Tensor.concat(0)),
                says("concat: [2, 3] and [2, 4] do not fit along axis 0 (need the same sizes on all others)",
                        () -> Tensor.concat(0, A, zeros(2, 4))),
                says("concat: [2, 3] and [2, 3, 4] do not fit along axis 1 (need the same sizes on all others)",
                        () -> Tensor.concat(-1, A, STACK)),
                says("maskedFill: the mask[2] does not stretch to x[2, 3] (need equal sizes, or 1, on the last axes)",
                        () -> A.maskedFill(zeros(2), 0)),
                says("dropout: rate 1.0 (need 0 ≤ rate < 1)", () -> A.dropout(1, 0)),
                says("dropout: rate NaN (need 0 ≤ rate < 1)", () -> A.dropout(Float.NaN, 0)),
                says("sumTo: x[2, 3] cannot be summed to [2] (need equal sizes, or 1, on the last axes)", () -> A.sumTo(Shape.of(2))),
                says("max: shape [2, 0] has no element along its last axis", () -> zeros(2, 0).max(1)));
    }

    static Stream<Arguments> lookup() {
        return Stream.of(
                says("indices: 1 numbers for shape [2], which has 2 elements", () -> A.gather(Shape.of(2), 0)),
                says("gather: id 7 (number 1) is not a row of the table [2, 3]", () -> A.gather(Shape.of(2), 0, 7)),
                says("gather: id -1 (number 0) is not a row of the table [2, 3]", () -> A.gather(Shape.of(1), -1)),
                says("gather: the table needs two axes, got [2, 3, 4]", () -> STACK.gather(Shape.of(1), 0)),
                says("scatterAdd: indices[1] for the rows of x[2, 3] (need one for each)",
                        () -> new Lookup.ScatterAdd(A, Indices.of(0), 5)),
                says("scatterAdd: id 5 (number 1) is not a row of the table [5, 3]", () -> new Lookup.ScatterAdd(A, Indices.of(0, 5), 5)),
                says("take: x[2, 3] and indices[2] need the same leading axes", () -> A.take(Indices.of(0, 1))),
                says("take: x[2, 3] and indices[1, 2] need the same leading axes", () -> A.take(Indices.of(Shape.of(1, 2), 0, 1))),
                says("take: x[] and indices[] need the same leading axes", () -> ONE.take(Indices.of(Shape.of(), 0))),
                says("take: id 3 (number 1) is not a column of [2, 3]", () -> A.take(Indices.of(Shape.of(2, 1), 0, 3))),
                says("put: x[2, 3] and indices[2, 1] need the same shape", () -> new Lookup.Put(A, Indices.of(Shape.of(2, 1), 0, 0), 4)),
                says("put: x[2, 3] and indices[3, 2] need the same leading axes",
                        () -> new Lookup.Put(A, Indices.of(Shape.of(3, 2), new int[6]), 4)),
                says("put: id 4 (number 0) is not a column of [4]",
                        () -> new Lookup.Put(zeros(1), Indices.of(4), 4)),
                says("topK: a row of x[2, 3] has no 4 elements", () -> A.topK(4)),
                says("topK: a row of x[2, 3] has no -1 elements", () -> A.topK(-1)),
                says("topK: a row of x[] has no 1 elements", () -> ONE.topK(1)),
                says("argmax: shape [2, 0] has no element along axis 1", () -> zeros(2, 0).argmax(1)));
    }

    static Stream<Arguments> small() {
        Rotation by = Rotation.of(4, Rotation.Pairs.HALVES, 1, 0.1);
        return Stream.of(
                says("where: shapes do not fit: a[2, 3] and b[2] (axis 1 from the end: 3 and 2, need equal sizes or a 1)",
                        () -> Tensor.where(ONE, A, zeros(2))),
                says("where: shapes do not fit: a[2] and b[2, 3] (axis 1 from the end: 2 and 3, need equal sizes or a 1)",
                        () -> Tensor.where(zeros(2), A, ONE)),
                says("straightThrough: x[2, 3] and value[3] need the same shape", () -> A.straightThrough(zeros(3))),
                says("clamp: from 1.0 to 0.0 is empty", () -> A.clamp(1, 0)),
                says("clamp: from NaN to 0.0 is empty", () -> A.clamp(Float.NaN, 0)),
                says("normalize: ε = 0.0 (need at least 1e-18, so that ε² is a number)", () -> A.normalize(0)),
                says("max: shape [2, 0] has no element along its last axis", () -> new Reduction.MaxShare(zeros(2, 0))),
                says("axis 2: shape [2, 3] has 2 axes", () -> A.cumSum(2)),
                says("axis 4: shape [2, 3] has no place for it", () -> Tensor.stack(4, A, A)),
                says("split: [1, 1] does not make up axis 1 of x[2, 3]", () -> A.split(1, 1, 1)),
                says("chunk: axis 1 of x[2, 3] does not divide into 2", () -> A.chunk(1, 2)),
                says("chunk: axis 1 of x[2, 3] does not divide into 0", () -> A.chunk(1, 0)),
                says("patches: pictures[2, 3] (need [batch, channels, height, width])", () -> Patches.of(A, 1)),
                says("patches: pictures[1, 1, 4, 6] do not divide into squares of 4", () -> Patches.of(zeros(1, 1, 4, 6), 4)),
                says("patches: pictures[1, 1, 4, 6] do not divide into squares of 0", () -> Patches.of(zeros(1, 1, 4, 6), 0)),
                says("rotation: 3 elements do not make pairs", () -> Rotation.frequencies(3, 10_000)),
                says("rotation: cos[2, 3] and sin[3] need the same shape [positions, pairs]",
                        () -> new Rotation(A, zeros(3), Rotation.Pairs.HALVES)),
                says("rotary: x[4] needs at least two axes: positions, and one or more heads of 4", () -> zeros(4).rotary(by, 4, 0)),
                says("rotary: x[2, 3] does not divide into heads of 4", () -> A.rotary(by, 4, 0)),
                says("rotary: x[2, 3] does not divide into heads of 0", () -> A.rotary(by, 0, 0)),
                says("rotary: 2 pairs do not fit into heads of 3", () -> A.rotary(by, 3, 0)),
                says("rotary: x[2, 4] from position 3 needs 5 positions, the tables have 4", () -> zeros(2, 4).rotary(by, 4, 3)),
                says("rotary: x[2, 4] from position -1 needs 1 positions, the tables have 4", () -> zeros(2, 4).rotary(by, 4, -1)));
    }

    static Stream<Arguments> rowsAndLosses() {
        return Stream.of(
                says("softmax: a single number has no row; need at least one axis", ONE::softmax),
                says("logSoftmax: a single number has no row; need at least one axis", ONE::logSoftmax),
                says("layerNorm: a single number has no row; need at least one axis", () -> ONE.layerNorm(zeros(1), zeros(1), 0.1f)),
                says("layerNorm: x[2, 3] needs gamma[3], got gamma[2]", () -> A.layerNorm(zeros(2), zeros(3), 0.1f)),
                says("layerNorm: x[2, 3] needs beta[3], got beta[1, 3]", () -> A.layerNorm(zeros(3), zeros(1, 3), 0.1f)),
                says("rmsNorm: x[2, 3] needs gamma[3], got gamma[2]", () -> A.rmsNorm(zeros(2), 0.1f)),
                says("softmaxGradient: x[2, 3] and dy[3] need the same shape", () -> new RowOp.SoftmaxGradient(A, zeros(3))),
                says("gradient of GELU: at[2, 3] and dy[3] need the same shape",
                        () -> new Pointwise.Gradient(Pointwise.Of.GELU, A, zeros(3))),
                says("crossEntropy: 1 targets for x[2, 3] (need one for each row)", () -> A.crossEntropy(0)),
                says("crossEntropy: 1 targets for x[] (need one for each row)", () -> ONE.crossEntropy(0)),
                says("crossEntropy: target 3 of row 1, but x[2, 3] has 3 classes", () -> A.crossEntropy(0, 3)),
                says("crossEntropy: no row of x[2, 3] has a target", () -> A.crossEntropy(-1, -1)),
                says("crossEntropyGradient: 1 targets for x[2, 3] (need one for each row)",
                        () -> new Loss.CrossEntropyGradient(A, Indices.of(0), ONE)),
                says("crossEntropyGradient: dy[2, 3] is not a single number",
                        () -> new Loss.CrossEntropyGradient(A, Indices.of(0, 1), A)),
                says("binaryCrossEntropy: logits [2, 3] and targets [3] need the same shape, not empty",
                        () -> A.binaryCrossEntropy(zeros(3))),
                says("adam: weights [2, 3], gradient [3], state for 6 elements",
                        () -> new AdamW(AdamW.Settings.ADAM, A.shape()).step(A, zeros(3), 0.1f)),
                says("adam: β₁ = 1.0, β₂ = 0.5 (need 0 ≤ β < 1)", () -> new AdamW.Settings(1, 0.5f, 1e-8f, 0)),
                says("adam: ε = 0.0, decay = 0.0 (need ε > 0, decay ≥ 0)", () -> new AdamW.Settings(0.9f, 0.5f, 0, 0)),
                says("threads: 0 (need at least 1)", () -> Threads.of(0)));
    }

    static Stream<Arguments> heads() {
        Heads.Form two = new Heads.Form(2, 1, false);
        Heads.Form causal = new Heads.Form(2, 2, true);
        return Stream.of(
                says("heads: 3 of queries cannot share 2 of keys evenly (need heads a multiple of kvHeads)",
                        () -> new Heads.Form(3, 2, false)),
                says("heads: 0 of queries cannot share 0 of keys evenly (need heads a multiple of kvHeads)",
                        () -> new Heads.Form(0, 0, false)),
                says("scores: a[2, 3, 4] and b[2, 5, 4] are not rows of 2 heads on 1 "
                        + "(need a[batch, seqQ, heads · dHead], b[batch, seqK, kvHeads · dHead])",
                        () -> new Heads.Scores(STACK, zeros(2, 5, 4), two)),
                says("scores: a[2, 3, 4] and b[3, 5, 2] are not rows of 2 heads on 1 "
                        + "(need a[batch, seqQ, heads · dHead], b[batch, seqK, kvHeads · dHead])",
                        () -> new Heads.Scores(STACK, zeros(3, 5, 2), two)),
                says("attentionWeights: a[2, 3, 3] and b[2, 5, 3] are not rows of 2 heads, causal "
                        + "(need a[batch, seqQ, heads · dHead], b[batch, seqK, kvHeads · dHead])",
                        () -> zeros(2, 3, 3).attentionWeights(zeros(2, 5, 3), Optional.empty(), 1, causal)),
                says("attentionWeights: 3 causal queries of 2 keys: the first would have nothing to read (need seqQ ≤ seqK)",
                        () -> STACK.attentionWeights(zeros(2, 2, 4), Optional.empty(), 1, causal)),
                says("attentionWeights: bias[3, 1, 1, 5] does not stretch to [2, 2, 3, 5] (need equal sizes, or 1, on the last axes)",
                        () -> STACK.attentionWeights(zeros(2, 5, 4), Optional.of(zeros(3, 1, 1, 5)), 1, causal)),
                says("mix: w[2, 3, 4] are not the weights of 2 heads on 1 (need w[batch, heads, seqQ, seqK])", () -> STACK.mix(STACK, two)),
                says("mix: w[2, 2, 3, 5] of 2 heads on 1: the rows are x[2, 3, 4] (need x[batch, seqK, kvHeads · dHead])",
                        () -> zeros(2, 2, 3, 5).mix(STACK, two)),
                says("mixT: w[2, 2, 3, 5] of 2 heads on 1: the rows are x[2, 5, 4] (need x[batch, seqQ, heads · dHead])",
                        () -> new Heads.MixT(zeros(2, 2, 3, 5), zeros(2, 5, 4), two)),
                says("weightsGradient: w[2, 2, 3, 5] and dw[2, 2, 3, 4] need the same shape",
                        () -> new Attention.WeightsGradient(zeros(2, 2, 3, 5), zeros(2, 2, 3, 4), 1, two)));
    }

    static Stream<Arguments> gradients() {
        Tensor x = A.variable();
        return Stream.of(
                says("gradients: the shape to differentiate is [2, 3]; need a single number, or the weight of each element: "
                        + "Gradients.of(y, dy)", () -> Gradients.of(x)),
                says("gradients: y[2, 3] and dy[3] need the same shape", () -> Gradients.of(x, zeros(3))),
                says("gradients: y[] was computed from constants only; make an input a variable() first", () -> Gradients.of(A.sum())),
                says("gradients: x[2, 3] is a constant, so nothing was recorded for it; use x.variable()",
                        () -> Gradients.of(x.sum()).wrt(x, A)),
                says("gradients: an op gave a gradient of shape [] to its input of shape [2, 3]",
                        () -> Gradients.of(Tensor.of(new Wrong(x))).wrt(x)));
    }

    /// An op whose gradient has the wrong shape.
    private record Wrong(Tensor x) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return Shape.of();
        }

        @Override public void forward(Engine engine, float[] y) {
            y[0] = 1;
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy);
        }
    }

    @Test void whatIsNoArgumentsFault() {
        assertThatThrownBy(A::op).isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor [2, 3] is a constant: nothing was recorded that made it");
        assertThatThrownBy(() -> Tensor.of(new Leaf(Shape.of()))).isInstanceOf(IllegalStateException.class)
                .hasMessage("a variable has its value from the start");
    }
}
