package clearhead.core.nn;

import clearhead.autograd.Rotation;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// New positions of several sequences, of any number each, to be read together. Their rows stand one behind the other, `[1, rows, dModel]`:
/// linear layers see one matrix, and read their weights once; attention sees sequence after sequence, each with its own [Cache]. Nothing is
/// filled up, so a sequence has the bits that it has alone.
///
/// @param parts the sequences
/// @param turn  by how much queries and keys are turned, row by row
public record Step(List<Part> parts, Optional<Rotation> turn) {

    /// One of the sequences.
    ///
    /// @param cache what is remembered of it
    /// @param from  its first row
    /// @param to    the row behind its last
    /// @param seqK  how many positions it has with these rows
    /// @param mask  what these rows may read of them
    public record Part(Cache cache, int from, int to, int seqK, Mask mask) {

        /// Its rows, `[1, to − from, width]`.
        Tensor of(Tensor rows) {
            return to - from == rows.dim(1) ? rows : rows.slice(1, from, to);
        }
    }

    /// Copies the list.
    public Step {
        parts = List.copyOf(parts);
    }

    /// The same, reading no further back than so many positions.
    public Step within(int window) {
        return new Step(parts.stream().map(part -> new Part(part.cache, part.from, part.to, part.seqK,
                part.mask.and(Mask.window(part.to - part.from, part.seqK, window)))).toList(), turn);
    }

    /// What `attention` gives for each sequence, one behind the other.
    Tensor each(Function<Part, Tensor> attention) {
        return Tensor.concat(1, parts.stream().map(attention).toArray(Tensor[]::new));
    }
}
