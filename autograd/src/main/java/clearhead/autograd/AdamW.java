package clearhead.autograd;

import static clearhead.autograd.Shape.require;

/// AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101) for one tensor: what it has seen of the gradients so far, and its step.
///
/// `m = β₁m + (1 − β₁)g`, `v = β₂v + (1 − β₂)g²`, `w′ = w − lr · (m̂ / (√v̂ + ε) + decay · w)`, with `m̂ = m/(1 − β₁ᵗ)`, `v̂ = v/(1 − β₂ᵗ)`
public final class AdamW {

    /// The numbers that are the same for all weights.
    ///
    /// @param beta1   how much of the mean gradient is kept at each step
    /// @param beta2   how much of the mean squared gradient is kept
    /// @param epsilon what keeps the quotient finite
    /// @param decay   how much a weight shrinks at each step, times the learning rate
    public record Settings(float beta1, float beta2, float epsilon, float decay) {

        /// `β₁ = 0.9, β₂ = 0.999, ε = 1e-8`, no decay: plain Adam (Kingma & Ba 2014, arXiv 1412.6980).
        public static final Settings ADAM = new Settings(0.9f, 0.999f, 1e-8f, 0);

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException if a number is outside its range
        public Settings {
            require(0 <= beta1 && beta1 < 1 && 0 <= beta2 && beta2 < 1, "adam: β₁ = %s, β₂ = %s (need 0 ≤ β < 1)", beta1, beta2);
            require(epsilon > 0 && decay >= 0, "adam: ε = %s, decay = %s (need ε > 0, decay ≥ 0)", epsilon, decay);
        }
    }

    private final Settings settings;
    private final float[] mean;
    private final float[] square;
    private int steps;

    /// The state before the first step on a tensor of this shape.
    public AdamW(Settings settings, Shape shape) {
        this.settings = settings;
        this.mean = new float[shape.size()];
        this.square = new float[shape.size()];
    }

    /// The weights after one step, as a new variable, which is in no [Arena].
    ///
    /// @throws IllegalArgumentException if w or g has another shape than the state was made for
    public Tensor step(Tensor w, Tensor g, float learningRate) {
        require(w.shape().equals(g.shape()) && w.shape().size() == mean.length,
                "adam: weights %s, gradient %s, state for %d elements", w.shape(), g.shape(), mean.length);
        steps++;
        float c1 = (float) (1 / (1 - StrictMath.pow(settings.beta1, steps)));
        float c2 = (float) (1 / (1 - StrictMath.pow(settings.beta2, steps)));
        Engine engine = w.engine().outside();
        Tensor next = Tensor.from(w.shape(), y -> engine.share(y.length, 8, (from, to) ->
                engine.kernels().adamW(w.data(), g.data(), mean, square, y, from, to - from, learningRate,
                        settings.beta1, settings.beta2, settings.epsilon, settings.decay, c1, c2)));
        return next.on(engine).variable();
    }
}
