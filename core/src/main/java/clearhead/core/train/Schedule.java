package clearhead.core.train;

/// The learning rate, step by step.
@FunctionalInterface
public interface Schedule {

    /// The rate at `step` (from 0) of `steps`.
    float rate(int step, int steps);

    /// Rises in a straight line over the first `warmup` of all steps to `peak`, then falls as half a cosine to 0
    /// (Loshchilov & Hutter 2016, arXiv 1608.03983).
    static Schedule cosine(float peak, double warmup) {
        return (step, steps) -> {
            double rise = warmup * steps;
            double rate = step < rise ? (step + 1) / (rise + 1) : (1 + StrictMath.cos(Math.PI * (step - rise) / (steps - rise))) / 2;
            return (float) (peak * rate);
        };
    }

    /// Always the same.
    static Schedule constant(float rate) {
        return (_, _) -> rate;
    }
}
