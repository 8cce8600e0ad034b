package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

/// Layer normalisation (Ba et al. 2016, arXiv 1607.06450) of every position.
///
/// @param weight  γ, `[dModel]`
/// @param bias    β, `[dModel]`
/// @param epsilon what keeps the root away from 0
public record Norm(Tensor weight, Tensor bias, float epsilon) implements Part<Norm> {

    /// γ = 1, β = 0.
    public static Norm identity(int dModel) {
        return new Norm(Tensor.full(Shape.of(dModel), 1), Tensor.full(Shape.of(dModel), 0), 1e-5f);
    }

    /// @param x `[batch, seq, dModel]`
    /// @return  `[batch, seq, dModel]`
    public Tensor forward(Tensor x) {
        return x.layerNorm(weight, bias, epsilon);
    }

    @Override public Norm map(Mapping each) {
        return new Norm(each.at("weight", weight), each.at("bias", bias), epsilon);
    }
}
