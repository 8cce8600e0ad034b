package clearhead.explain.decompose;

import clearhead.autograd.Arithmetic;
import clearhead.autograd.Attention;
import clearhead.autograd.Deferred;
import clearhead.autograd.Flow;
import clearhead.autograd.Fused;
import clearhead.autograd.Heads;
import clearhead.autograd.Layout;
import clearhead.autograd.Leaf;
import clearhead.autograd.Lookup;
import clearhead.autograd.Loss;
import clearhead.autograd.Masking;
import clearhead.autograd.Op;
import clearhead.autograd.Pointwise;
import clearhead.autograd.Product;
import clearhead.autograd.Reduction;
import clearhead.autograd.Rotary;
import clearhead.autograd.RowOp;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;

/// How the multiplier of each op's result becomes those of its inputs, so that `⟨m, Δy⟩ = Σ ⟨mᵢ, Δxᵢ⟩`.
///
/// Each op is made linear by the mean of its Jacobian on the straight way between its inputs at x′ and at x: `J̄ = ∫₀¹ J(x′ + tΔx) dt`,
/// since `J̄Δx = Δy` whatever the function. For a linear op that is its Jacobian; for a product the Jacobian half way; for a function of
/// one number the secant, which is the Rescale rule of DeepLIFT; for softmax and norms see there.
///
/// No op has a rule by default: whoever adds one is asked for it by the compiler.
final class Rules {

    private Rules() {}

    /// Sends the multiplier of a result on to the inputs (at x) of its op.
    ///
    /// @param m of y's shape
    /// @throws BadInput if the op cannot be taken apart
    static void send(Pair y, Tensor m, Flow to) {
        Op base = y.base().op();
        switch (y.x().op()) {
            case Leaf _ -> { }
            case Arithmetic.Add _, Arithmetic.Sub _, Arithmetic.Scale _, Layout _, Lookup _, Rotary _, Reduction.SumTo _,
                 Reduction.CumSum _, Masking.Dropout _, Deferred _ -> y.x().op().backward(y.x(), m, to);
            case Arithmetic.Mul mul -> Products.send(mul, (Arithmetic.Mul) base, m, to);
            case Arithmetic.Div div -> Products.quotient(div, (Arithmetic.Div) base, m, to);
            case Product product -> Products.send(product, (Product) base, m, to);
            case Heads heads -> Products.send(heads, (Heads) base, m, to);
            case Pointwise function -> to.add(function.x(),
                    () -> m.mul(Secants.of(function, new Pair(function.x(), ((Pointwise) base).x()), y)));
            case Masking.StraightThrough(Tensor x, Tensor _) ->
                    to.add(x, () -> m.mul(Secants.straight(new Pair(x, ((Masking.StraightThrough) base).x()), y)));
            case Masking.Where where -> Choices.where(where, (Masking.Where) base, y, m, to);
            case Reduction.Max(Tensor x) -> to.add(x, () -> Choices.max(new Pair(x, ((Reduction.Max) base).x()), m));
            case Reduction.MaxShare share -> throw refusal(share, "it jumps");
            case Fused fused -> Steps.send(fused, new Pair(fused.unfused(), ((Fused) base).unfused()), m, to);
            case RowOp.Softmax(Tensor x) -> to.add(x, () -> Softmaxes.softmax(new Pair(x, ((RowOp) base).x()), m));
            case RowOp.LogSoftmax(Tensor x) -> to.add(x, () -> Softmaxes.logSoftmax(new Pair(x, ((RowOp) base).x()), m));
            case RowOp.LayerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) when !gamma.isRecorded() && !beta.isRecorded() ->
                    to.add(x, () -> Norms.of(new Pair(x, ((RowOp) base).x()), gamma, epsilon, true, m));
            case RowOp.LayerNorm norm -> Steps.send(norm, new Pair(Steps.of(norm), Steps.of((RowOp.LayerNorm) base)), m, to);
            case RowOp.RmsNorm(Tensor x, Tensor gamma, float epsilon) when !gamma.isRecorded() ->
                    to.add(x, () -> Norms.of(new Pair(x, ((RowOp) base).x()), gamma, epsilon, false, m));
            case RowOp.RmsNorm norm -> Steps.send(norm, new Pair(Steps.of(norm), Steps.of((RowOp.RmsNorm) base)), m, to);
            case Attention.Weights op -> Steps.send(op, new Pair(Steps.of(op), Steps.of((Attention.Weights) base)), m, to);
            case Loss.CrossEntropy op -> Steps.send(op, new Pair(Steps.of(op), Steps.of((Loss.CrossEntropy) base)), m, to);
            case Loss.BinaryCrossEntropy op -> Steps.send(op, new Pair(Steps.of(op), Steps.of((Loss.BinaryCrossEntropy) base)), m, to);
            case Op.Custom custom -> throw refusal(custom, "nobody has said how");
        }
    }

    private static BadInput refusal(Op op, String why) {
        return new BadInput("deeplift", "%s cannot be taken apart: %s".formatted(op.name(), why),
                "a model without it, or integrated-gradients");
    }
}
