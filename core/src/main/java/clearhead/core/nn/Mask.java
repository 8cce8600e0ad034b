package clearhead.core.nn;

import clearhead.autograd.Constants;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// What attention may read. A forbidden score becomes −∞, so its weight is exactly 0.
///
/// @param added  what is added to the scores, stretched to `[batch, heads, seqQ, seqK]`: −∞ where reading is forbidden
/// @param causal whether a position reads no later one: position i of the last seqQ of seqK positions reads `j ≤ i + seqK − seqQ`
public record Mask(Optional<Tensor> added, boolean causal) {

    /// Everything may be read.
    public static final Mask NONE = new Mask(Optional.empty(), false);

    /// A position reads itself and what stands before it.
    public static final Mask CAUSAL = new Mask(Optional.empty(), true);

    /// @param scores `[batch, heads, seqQ, seqK]`
    /// @return       the same with −∞ where reading is forbidden
    Tensor apply(Tensor scores) {
        int seqQ = scores.dim(2);
        int seqK = scores.dim(3);
        Tensor sum = added.map(scores::add).orElse(scores);
        return causal ? sum.maskedFill(Constants.upper(seqQ, seqK, seqK - seqQ + 1), Float.NEGATIVE_INFINITY) : sum;
    }

    /// This mask and another.
    public Mask and(Mask other) {
        return new Mask(Stream.of(added, other.added).flatMap(Optional::stream).reduce(Tensor::add), causal || other.causal);
    }

    /// The last `seqQ` of `seqK` positions read nothing that stands `size` or more positions before them (Beltagy et al. 2020, arXiv
    /// 2004.05150): position i reads `j > i − size`.
    ///
    /// @throws IllegalArgumentException unless the window is open
    public static Mask window(int seqQ, int seqK, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("mask: a window of %d positions (need at least 1)".formatted(size));
        }
        if (size >= seqK) {
            return NONE;
        }
        return new Mask(Optional.of(Tensor.from(Shape.of(1, 1, seqQ, seqK), mask -> {
            for (int i = 0; i < seqQ; i++) {
                Arrays.fill(mask, i * seqK, i * seqK + Math.max(0, seqK - seqQ + i - size + 1), Float.NEGATIVE_INFINITY);
            }
        })), false);
    }

    /// Of row b, `lengths[b]` positions may be read.
    ///
    /// @throws IllegalArgumentException if a row has none, or more than there are
    public static Mask padding(int[] lengths, int seq) {
        return new Mask(Optional.of(Tensor.from(Shape.of(lengths.length, 1, 1, seq), mask -> {
            for (int row = 0; row < lengths.length; row++) {
                if (lengths[row] < 1 || lengths[row] > seq) {
                    throw new IllegalArgumentException("mask: row %d has %d of %d positions (need 1 to %d)"
                            .formatted(row, lengths[row], seq, seq));
                }
                Arrays.fill(mask, row * seq + lengths[row], (row + 1) * seq, Float.NEGATIVE_INFINITY);
            }
        })), false);
    }
}
