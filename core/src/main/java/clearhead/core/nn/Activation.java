package clearhead.core.nn;

import clearhead.autograd.Tensor;

/// What stands between the two layers of a feed-forward part.
public enum Activation {
    /// `max(x, 0)`.
    RELU,
    /// `x Φ(x)`.
    GELU,
    /// GELU in its tanh form.
    GELU_TANH,
    /// `x σ(x)`.
    SILU;

    /// The function's values.
    public Tensor of(Tensor x) {
        return switch (this) {
            case RELU -> x.relu();
            case GELU -> x.gelu();
            case GELU_TANH -> x.geluTanh();
            case SILU -> x.silu();
        };
    }
}
