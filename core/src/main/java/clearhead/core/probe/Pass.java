package clearhead.core.probe;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;

/// What one run of a model needs beside its input: who looks on, and whether this is training. A model has no mode of its own.
///
/// @param probe sees the activations that it wants to see
/// @param mode  evaluation, or training with dropout
public record Pass(Probe probe, Mode mode) {

    /// Evaluation or training.
    public sealed interface Mode {

        /// Nothing is dropped.
        record Evaluation() implements Mode {}

        /// Elements are dropped.
        ///
        /// @param rate how likely an element is dropped
        /// @param seed which ones: with the site, it decides
        record Training(float rate, long seed) implements Mode {

            /// Checks the rate.
            ///
            /// @throws IllegalArgumentException unless `0 ≤ rate < 1`
            public Training {
                if (!(rate >= 0 && rate < 1)) {
                    throw new IllegalArgumentException("training: a dropout rate of %s (need 0 ≤ rate < 1)".formatted(rate));
                }
            }
        }
    }

    /// Evaluation that nobody watches.
    public static final Pass PLAIN = watched(Probe.NONE);

    /// Evaluation watched by this probe.
    public static Pass watched(Probe probe) {
        return new Pass(probe, new Mode.Evaluation());
    }

    /// Training with this rate of dropout; another seed for each step.
    public static Pass training(float rate, long seed) {
        return new Pass(Probe.NONE, new Mode.Training(rate, seed));
    }

    /// Whether the probe wants to see a site.
    public boolean wants(Site site) {
        return probe.wants(site);
    }

    /// Hands an activation to the probe, if it wants to see it.
    ///
    /// @return what the model uses next
    /// @throws IllegalArgumentException if the probe gives a tensor of another shape
    public Tensor at(Site site, Tensor value) {
        Tensor used = probe.wants(site) ? probe.at(site, value) : value;
        if (!used.shape().equals(value.shape())) {
            throw new IllegalArgumentException("site %s: a replacement of shape %s for an activation of shape %s (need the same)"
                    .formatted(site, used.shape(), value.shape()));
        }
        return used;
    }

    /// Dropout on what a part of a block adds to the residual stream; in evaluation, `value` itself.
    public Tensor drop(Site site, Tensor value) {
        return switch (mode) {
            case Mode.Evaluation _ -> value;
            case Mode.Training(float rate, long seed) -> value.dropout(rate, Seeds.mix(seed, site.name().hashCode()));
        };
    }
}
