package clearhead.core.nn;

import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

/// `y = x · W + b`.
///
/// @param weight `[in, out]`
/// @param bias   `[out]`
public record Linear(Tensor weight, Tensor bias) implements Part<Linear> {

    /// Weights of the normal distribution with variance `1 / in`, so that outputs vary as much as inputs (LeCun et al. 1998);
    /// biases 0.
    public static Linear random(int in, int out, long seed) {
        return new Linear(Tensor.normal(Shape.of(in, out), 1 / Math.sqrt(in), Seeds.mix(seed, in)), Tensor.full(Shape.of(out), 0));
    }

    /// @param x `[…, in]`
    /// @return  `[…, out]`
    public Tensor forward(Tensor x) {
        return x.affine(weight, bias);
    }

    @Override public Linear map(Mapping each) {
        return new Linear(each.at("weight", weight), each.at("bias", bias));
    }
}
