package clearhead.autograd;

/// Walks two operands that are stretched to one shape. Neighbouring axes that both operands pass through in one stride are merged
/// first, so that almost every case is one run, or a run for each row.
final class Broadcast {

    /// `y[i] = a[i·aStep] ∘ b[i·bStep]` for n elements: a kernel of [clearhead.autograd.kernels.Kernels].
    @FunctionalInterface
    interface Run {
        void of(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);
    }

    private final int[] sizes;
    private final int[] aStrides;
    private final int[] bStrides;
    private final int axes;

    private Broadcast(Shape a, Shape b, Shape y) {
        sizes = new int[Math.max(1, y.rank())];
        aStrides = new int[sizes.length];
        bStrides = new int[sizes.length];
        sizes[0] = 1;
        int count = 0;                                      // merged axes so far, the innermost first
        for (int fromEnd = 1; fromEnd <= y.rank(); fromEnd++) {
            int size = y.dim(-fromEnd);
            int aStride = stride(a, fromEnd);
            int bStride = stride(b, fromEnd);
            if (size == 1) {
                continue;
            }
            int before = count - 1;
            if (count > 0 && aStride == aStrides[before] * sizes[before] && bStride == bStrides[before] * sizes[before]) {
                sizes[before] *= size;
            } else {
                sizes[count] = size;
                aStrides[count] = aStride;
                bStrides[count] = bStride;
                count++;
            }
        }
        axes = Math.max(1, count);
    }

    /// How far one step along the axis moves in the operand: 0 where it is stretched.
    private static int stride(Shape shape, int fromEnd) {
        return fromEnd > shape.rank() || shape.dim(-fromEnd) == 1 ? 0 : shape.stride(-fromEnd);
    }

    /// `y = a ∘ b` over the whole of `shape`.
    static void run(Engine engine, Tensor a, Tensor b, Shape shape, float[] y, Run run) {
        if (shape.size() == 0) {
            return;
        }
        Broadcast walk = new Broadcast(a.shape(), b.shape(), shape);
        int inner = walk.sizes[0];
        int aStep = walk.aStrides[0];
        int bStep = walk.bStrides[0];
        int runs = shape.size() / inner;
        if (runs == 1) {
            engine.share(inner, 1, (from, to) -> run.of(a.data(), from * aStep, aStep, b.data(), from * bStep, bStep, y, from, to - from));
        } else {
            engine.share(runs, inner, (from, to) -> {
                for (int r = from; r < to; r++) {
                    run.of(a.data(), walk.offset(r, walk.aStrides), aStep, b.data(), walk.offset(r, walk.bStrides), bStep,
                            y, r * inner, inner);
                }
            });
        }
    }

    /// Where run number `r` begins in an operand.
    private int offset(int r, int[] strides) {
        int offset = 0;
        for (int axis = 1; axis < axes; axis++) {
            offset += r % sizes[axis] * strides[axis];
            r /= sizes[axis];
        }
        return offset;
    }
}
