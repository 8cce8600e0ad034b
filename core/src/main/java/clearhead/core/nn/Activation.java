package clearhead.core.nn;

import clearhead.autograd.Tensor;

/// What stands between two layers.
public enum Activation {
    /// `max(x, 0)`.
    RELU,
    /// `x Φ(x)`.
    GELU,
    /// GELU in its tanh form.
    GELU_TANH,
    /// `x σ(1.702 x)`, GELU in its first, roughest form (Hendrycks & Gimpel 2016, arXiv 1606.08415).
    GELU_SIGMOID,
    /// `x σ(x)`.
    SILU,
    /// `tanh x`.
    TANH;

    /// The function's values.
    public Tensor of(Tensor x) {
        return switch (this) {
            case RELU -> x.relu();
            case GELU -> x.gelu();
            case GELU_TANH -> x.geluTanh();
            case GELU_SIGMOID -> x.mul(x.scale(1.702f).sigmoid());
            case SILU -> x.silu();
            case TANH -> x.tanh();
        };
    }
}
