package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;

/// What attention may read. A forbidden score becomes −∞, so its weight is exactly 0.
@FunctionalInterface
public interface Mask {

    /// Everything may be read.
    Mask NONE = scores -> scores;

    /// @param scores `[batch, heads, seqQ, seqK]`
    /// @return       the same with −∞ where reading is forbidden
    Tensor apply(Tensor scores);

    /// This mask and another.
    default Mask and(Mask other) {
        return this == NONE ? other : other == NONE ? this : scores -> other.apply(apply(scores));
    }

    /// Position i reads positions 0 … i of its own row.
    static Mask causal(int seq) {
        return adding(Shape.of(seq, seq), mask -> {
            for (int i = 0; i < seq; i++) {
                Arrays.fill(mask, i * seq + i + 1, (i + 1) * seq, Float.NEGATIVE_INFINITY);
            }
        });
    }

    /// Of row b, `lengths[b]` positions may be read.
    ///
    /// @throws IllegalArgumentException if a row has none, or more than there are
    static Mask padding(int[] lengths, int seq) {
        return adding(Shape.of(lengths.length, 1, 1, seq), mask -> {
            for (int row = 0; row < lengths.length; row++) {
                if (lengths[row] < 1 || lengths[row] > seq) {
                    throw new IllegalArgumentException("mask: row %d has %d of %d positions (need 1 to %d)"
                            .formatted(row, lengths[row], seq, seq));
                }
                Arrays.fill(mask, row * seq + lengths[row], (row + 1) * seq, Float.NEGATIVE_INFINITY);
            }
        });
    }

    private static Mask adding(Shape shape, Consumer<float[]> forbid) {
        Tensor mask = Tensor.from(shape, forbid);
        return scores -> scores.add(mask);
    }
}
