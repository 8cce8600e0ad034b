package clearhead.explain.decompose;

import clearhead.autograd.Tensor;

/// One tensor of the model, computed twice: from x, and from x′.
///
/// @param x    at the input
/// @param base at what stands for nothing, of the same shape
record Pair(Tensor x, Tensor base) {

    /// Whether it depends on the input.
    boolean varies() {
        return x.isRecorded();
    }

    /// Δ, as numbers.
    Tensor delta() {
        return x.detach().sub(base.detach());
    }

    /// Half way, as numbers.
    Tensor mid() {
        return x.detach().add(base.detach()).scale(0.5f);
    }

    /// `x′ + t·Δ`, as numbers. What is −∞ at both ends is −∞ all the way.
    Tensor point(double t) {
        return base.detach().lerp(x.detach(), (float) t);
    }

    /// Whether both are the same numbers.
    boolean equal() {
        return x == base || x.shape().equals(base.shape()) && x.buffer().equals(base.buffer());
    }
}
