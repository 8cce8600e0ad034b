package clearhead.core.nn;

import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

/// Where the parameters of a new part come from. Every part is made in one way, by `of(config, from)`; whether it begins with random
/// numbers, with those of a file, or with none at all because somebody only wants to count them, is the business of `from`.
@FunctionalInterface
public interface Parameters {

    /// The parameter of this name.
    ///
    /// @param shape   what it must have
    /// @param initial how it begins in a model that has learned nothing
    Tensor at(String name, Shape shape, Initial initial);

    /// The parameters of a part that stands inside another under `prefix`.
    default Parameters in(String prefix) {
        return (name, shape, initial) -> at(prefix + "." + name, shape, initial);
    }

    /// Random ones: each a function of the seed and of its name.
    static Parameters random(long seed) {
        return (name, shape, initial) -> switch (initial) {
            case Initial.Constant(float value) -> Tensor.full(shape, value);
            case Initial.Normal(double deviation) -> Tensor.normal(shape, deviation, Seeds.mix(seed, name.hashCode()));
        };
    }

    /// How a parameter begins.
    sealed interface Initial {

        /// All biases begin so.
        Initial ZERO = new Constant(0);

        /// All scales of norms begin so.
        Initial ONE = new Constant(1);

        /// One number everywhere.
        record Constant(float value) implements Initial {}

        /// Numbers of the normal distribution with mean 0.
        record Normal(double deviation) implements Initial {}

        /// For the matrix of a linear layer: variance `1 / in`, so that outputs vary as much as inputs (LeCun et al. 1998).
        static Initial fanIn(int in) {
            return new Normal(1 / Math.sqrt(in));
        }
    }
}
