package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

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
        return added(Shape.of(seq, seq), (at, data) -> {
            for (int i = 0; i < seq; i++) {
                for (int j = i + 1; j < seq; j++) {
                    data[i * seq + j] = at;
                }
            }
        });
    }

    /// Row b has `lengths[b]` positions that may be read.
    static Mask padding(int[] lengths, int seq) {
        return added(Shape.of(lengths.length, 1, 1, seq), (at, data) -> {
            for (int row = 0; row < lengths.length; row++) {
                for (int j = lengths[row]; j < seq; j++) {
                    data[row * seq + j] = at;
                }
            }
        });
    }

    private static Mask added(Shape shape, Forbid forbid) {
        Tensor mask = Tensor.from(shape, data -> forbid.mark(Float.NEGATIVE_INFINITY, data));
        return scores -> scores.add(mask);
    }

    /// Writes the mark where reading is forbidden.
    @FunctionalInterface
    interface Forbid {
        /// Writes `mark` into the zeros of `data`.
        void mark(float mark, float[] data);
    }
}
