package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters.Initial;
import java.util.Optional;

/// `y = x · W + b`, or without b.
///
/// @param weight `[in, out]`
/// @param bias   `[out]`
public record Linear(Tensor weight, Optional<Tensor> bias) implements Part<Linear> {

    /// With a bias.
    public Linear(Tensor weight, Tensor bias) {
        this(weight, Optional.of(bias));
    }

    /// `in → out`.
    public static Linear of(int in, int out, boolean bias, Parameters from) {
        Tensor weight = from.at("weight", Shape.of(in, out), Initial.fanIn(in));
        return new Linear(weight, bias ? Optional.of(from.at("bias", Shape.of(out), Initial.ZERO)) : Optional.empty());
    }

    /// @param x `[…, in]`
    /// @return  `[…, out]`
    public Tensor forward(Tensor x) {
        return bias.isPresent() ? x.affine(weight, bias.get()) : x.matmul(weight);
    }

    /// How many numbers it reads.
    public int in() {
        return weight.dim(0);
    }

    /// How many numbers it gives.
    public int out() {
        return weight.dim(1);
    }

    @Override public Linear map(Mapping each) {
        return new Linear(each.at("weight", weight), bias.map(numbers -> each.at("bias", numbers)));
    }
}
