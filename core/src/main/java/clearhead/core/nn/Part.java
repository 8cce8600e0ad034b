package clearhead.core.nn;

import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Something made of parameters: an immutable value. To change a parameter is to make another part.
///
/// [#map] is the one traversal; listing, counting, loading, freezing and training are all maps.
///
/// @param <P> the part's own type
public interface Part<P extends Part<P>> {

    /// The same part with every parameter replaced by what `each` gives for it, in a fixed order.
    P map(Mapping each);

    /// A function from named parameters to parameters.
    @FunctionalInterface
    interface Mapping {

        /// The parameter to use in place of this one.
        Tensor at(String name, Tensor parameter);

        /// This mapping for a part that stands inside another under `prefix`.
        default Mapping in(String prefix) {
            return (name, parameter) -> at(prefix + "." + name, parameter);
        }

        /// Maps a list of parts under `prefix.0`, `prefix.1`, ….
        default <Q extends Part<Q>> List<Q> in(String prefix, List<Q> parts) {
            return IntStream.range(0, parts.size()).mapToObj(i -> parts.get(i).map(in(prefix + "." + i))).toList();
        }
    }

    /// All parameters by name, in the order of the traversal.
    default Map<String, Tensor> parameters() {
        Map<String, Tensor> found = new LinkedHashMap<>();
        map((name, parameter) -> {
            if (found.put(name, parameter) != null) {
                throw new IllegalStateException("two parameters are called " + name);
            }
            return parameter;
        });
        return found;
    }

    /// How many numbers the parameters hold.
    default long size() {
        return parameters().values().stream().mapToLong(parameter -> parameter.shape().size()).sum();
    }

    /// The same part with its parameters as constants: running it records nothing.
    default P frozen() {
        return map((_, parameter) -> parameter.detach());
    }

    /// The same part with its parameters as variables, so that gradients with respect to them can be asked for.
    default P trainable() {
        return map((_, parameter) -> parameter.variable());
    }

    /// The same part on this engine; all that is computed with it runs there.
    default P on(Engine engine) {
        return map((_, parameter) -> parameter.on(engine));
    }

    /// The same part with every parameter taken from `source` by name.
    ///
    /// @throws IllegalArgumentException if one is missing or has another shape; the message names it
    default P with(Function<String, Tensor> source) {
        return map((name, parameter) -> {
            Tensor given = source.apply(name);
            if (given == null || !given.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException(given == null ? "parameter %s is missing".formatted(name)
                        : "parameter %s has shape %s, need %s".formatted(name, given.shape(), parameter.shape()));
            }
            return given;
        });
    }
}
