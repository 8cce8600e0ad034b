package clearhead.core.checkpoint;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.List;
import java.util.Map;

/// The weights of a model, wherever they are: tensors by name, known at once, read when asked for.
public interface Weights extends AutoCloseable {

    /// One tensor as the file describes it.
    ///
    /// @param type  what its numbers are, in the format's own words: `F32`, `BF16`, `Q4_K`, …
    /// @param shape the sizes of the axes, row-major; more elements than a Java array holds are possible, and can be named but not read
    /// @param bytes how many it has in the file
    record Entry(String type, List<Long> shape, long bytes) {

        /// With a copy of the shape.
        public Entry {
            shape = List.copyOf(shape);
        }
    }

    /// Where they are, for messages.
    String source();

    /// All tensors by name, in the order of the file.
    Map<String, Entry> entries();

    /// One tensor in the shape of its entry, brought to `float`. It outlives this.
    ///
    /// @throws BadInput              if there is none of this name, or it is not of a type that can be read
    /// @throws IllegalStateException if this is closed
    Tensor tensor(String name);

    /// The transpose `[b, a]` of a matrix `[a, b]`, without a detour over the matrix. Files keep the weight of a linear layer as
    /// `[out, in]`, ours is `[in, out]`.
    ///
    /// @throws BadInput              as [#tensor], or if it is not a matrix
    /// @throws IllegalStateException if this is closed
    Tensor transposed(String name);

    /// Gives free what holds them.
    @Override void close();
}
