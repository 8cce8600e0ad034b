package clearhead.explain.decompose;

import clearhead.autograd.Attention;
import clearhead.autograd.Constants;
import clearhead.autograd.Flow;
import clearhead.autograd.Heads;
import clearhead.autograd.Loss;
import clearhead.autograd.Op;
import clearhead.autograd.RowOp;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Set;

/// Ops that do several things at once, as the steps that they stand for; each of those has a rule of its own.
final class Steps {

    private Steps() {}

    /// Walks through the steps of an op, back to its inputs.
    ///
    /// @param steps the op's result, computed from the same inputs in steps
    static void send(Op op, Pair steps, Tensor m, Flow to) {
        Multipliers.of(steps, m, Set.copyOf(op.inputs())).forEach((input, multiplier) -> to.add(input, () -> multiplier));
    }

    /// `softmax(scale · q · kᵀ + bias)`, with −∞ where a query does not read.
    static Tensor of(Attention.Weights op) {
        Tensor products = Tensor.of(new Heads.Scores(op.q(), op.k(), op.form())).scale(op.scale());          // [batch, heads, seqQ, seqK]
        Tensor scores = op.bias().map(products::add).orElse(products);
        int seqQ = scores.dim(2);
        int seqK = scores.dim(3);
        return (op.form().causal() ? scores.maskedFill(Constants.upper(seqQ, seqK, seqK - seqQ + 1), Float.NEGATIVE_INFINITY) : scores)
                .softmax();
    }

    /// A norm with γ = 1 and β = 0, and then these.
    static Tensor of(RowOp.LayerNorm op) {
        Shape row = op.gamma().shape();
        return op.x().layerNorm(Tensor.full(row, 1), Tensor.full(row, 0), op.epsilon()).mul(op.gamma()).add(op.beta());
    }

    /// A norm with γ = 1, and then γ.
    static Tensor of(RowOp.RmsNorm op) {
        return op.x().rmsNorm(Tensor.full(op.gamma().shape(), 1), op.epsilon()).mul(op.gamma());
    }

    /// The mean over the rows that count of `−ln softmax(x)[target]`.
    static Tensor of(Loss.CrossEntropy op) {
        int classes = op.x().shape().last();
        Tensor targets = Constants.oneHot(op.targets(), classes);                                            // zeros where none counts
        return op.x().logSoftmax().reshape(targets.shape()).mul(targets).sum().scale(-1 / targets.sum().item());
    }

    /// The mean of `max(x, 0) − x·t + ln(1 + e^(−|x|))`.
    static Tensor of(Loss.BinaryCrossEntropy op) {
        Tensor x = op.x();
        return x.relu().sub(x.mul(op.t())).add(x.abs().neg().exp().add(1).log()).mean();
    }
}
