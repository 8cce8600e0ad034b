package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.util.Arrays;

/// The greatest elements of each row, the greatest first. NaN counts as the greatest; of equal ones the first comes first.
///
/// @param values  `[…, k]`, with a gradient: each is an element of x ([Lookup.Take])
/// @param indices `[…, k]` where they stand in their rows
public record TopK(Tensor values, Indices indices) {

    /// The k greatest along the last axis.
    ///
    /// @throws IllegalArgumentException if a row has fewer
    public static TopK of(Tensor x, int k) {
        Shape shape = x.shape();
        require(shape.rank() > 0 && 0 <= k && k <= shape.last(), "topK: a row of x%s has no %d elements", shape, k);
        int n = shape.last();
        int[] best = new int[shape.rows() * k];
        x.engine().share(shape.rows(), 4 * n, (from, to) -> {
            for (int r = from; r < to; r++) {
                row(x.data(), r * n, n, best, r * k, k);
            }
        });
        Indices indices = Indices.over(shape.with(LAST, k), best);
        return new TopK(x.take(indices), indices);
    }

    /// One row: a heap of the best so far, the least of them in front (Williams 1964), so that most elements cost one comparison.
    private static void row(float[] x, int at, int n, int[] best, int to, int k) {
        long[] heap = new long[k];
        for (int i = 0; i < k; i++) {
            heap[i] = rank(x[at + i], i);
        }
        Arrays.sort(heap);                                                  // what is sorted is a heap
        for (int i = k; i < n && k > 0; i++) {
            long rank = rank(x[at + i], i);
            if (rank > heap[0]) {
                replaceFirst(heap, rank);
            }
        }
        Arrays.sort(heap);
        for (int j = 0; j < k; j++) {
            best[to + j] = ~(int) heap[k - 1 - j];
        }
    }

    private static void replaceFirst(long[] heap, long rank) {
        int place = 0;
        for (int child = 1; child < heap.length; child = 2 * place + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (rank <= heap[child]) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = rank;
    }

    /// A number for each element that is greater the earlier it comes: in the upper half its bits, turned so that they grow with the value
    /// (−0 made 0), in the lower half its place, turned so that it falls.
    private static long rank(float value, int place) {
        int bits = Float.floatToIntBits(value + 0f);
        return (long) (bits < 0 ? bits ^ Integer.MAX_VALUE : bits) << 32 | ~place & 0xFFFFFFFFL;
    }

    /// Where the greatest element along an axis stands, the first of equal ones; the axis goes.
    ///
    /// @throws IllegalArgumentException if the axis has no element
    static Indices first(Tensor x, int axis) {
        int n = x.dim(axis);
        require(n > 0, "argmax: shape %s has no element along axis %d", x.shape(), axis);
        int inner = x.shape().stride(axis);
        int[] best = new int[x.shape().size() / n];
        x.engine().share(best.length, 2 * n, (from, to) -> {
            for (int r = from; r < to; r++) {
                int begin = r / inner * n * inner + r % inner;
                float greatest = x.data()[begin];
                for (int i = 1; i < n; i++) {
                    if (greater(x.data()[begin + i * inner], greatest)) {
                        greatest = x.data()[begin + i * inner];
                        best[r] = i;
                    }
                }
            }
        });
        return Indices.over(x.shape().without(axis), best);
    }

    /// One comparison, where a is not.
    private static boolean greater(float a, float b) {
        return !(a <= b) && !Float.isNaN(b);
    }
}
