package clearhead.core.nn;

import clearhead.autograd.Constants;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What attention may read. A forbidden score becomes −∞, so its weight is exactly 0.
///
/// @param added  what is added to the scores, stretched to `[batch, heads, seqQ, seqK]`: −∞ where reading is forbidden
/// @param causal whether a position reads no later one: position i of the last seqQ of seqK positions reads `j ≤ i + seqK − seqQ`
/// @param hides  whether a query may be left with nothing that it may read; then its weights are 0, all of them
public record Mask(Optional<Tensor> added, boolean causal, boolean hides) {

    /// Where every query has something to read.
    public Mask(Optional<Tensor> added, boolean causal) {
        this(added, causal, false);
    }

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
        return new Mask(Stream.of(added, other.added).flatMap(Optional::stream).reduce(Tensor::add), causal || other.causal,
                hides || other.hides);
    }

    /// The queries that may read nothing, `[…, seqQ, 1]` with 1 for each of them; empty if every one may read something.
    Optional<Tensor> blind(int seqQ, int seqK) {
        if (!hides) {
            return Optional.empty();
        }
        Shape shape = added.orElseThrow().shape();
        Tensor each = added.get().expand(causal ? shape.with(2, seqQ) : shape);
        FloatBuffer scores = each.buffer();
        float[] blind = new float[each.shape().rows()];
        for (int row = 0; row < blind.length; row++) {
            int readable = causal ? row % seqQ + 1 + seqK - seqQ : seqK;
            int from = row * seqK;
            blind[row] = IntStream.range(from, from + readable).allMatch(i -> scores.get(i) == Float.NEGATIVE_INFINITY) ? 1 : 0;
        }
        return IntStream.range(0, blind.length).anyMatch(row -> blind[row] == 1) ? Optional.of(Tensor.of(each.shape().with(3, 1), blind))
                : Optional.empty();
    }

    /// The same, but these queries may read: a softmax of nothing has no value. What they have read is to be forgotten.
    Mask opening(Tensor blind) {
        Shape shape = added.orElseThrow().shape().broadcast("mask", blind.shape());
        return new Mask(Optional.of(Tensor.where(blind.expand(shape), Tensor.scalar(0), added.get())), causal);
    }

    /// Positions of each of some rows that no position of that row may read.
    ///
    /// @param hidden position p of row r at `r · seq + p`
    static Mask hiding(BitSet hidden, int rows, int seq) {
        return new Mask(Optional.of(Tensor.from(Shape.of(rows, 1, 1, seq), mask ->
                hidden.stream().forEach(i -> mask[i] = Float.NEGATIVE_INFINITY))), false, true);
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
