package clearhead.autograd;

/// Walks operands that are stretched to one shape. Neighbouring axes that all operands pass through in one stride are merged
/// first, so that almost every case is one run, or a run for each row.
final class Broadcast {

    /// `y[i] = a[i·aStep] ∘ b[i·bStep]` for n elements: a kernel of [clearhead.autograd.kernels.Kernels].
    @FunctionalInterface
    interface Run {
        void of(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);
    }

    /// The same with three operands.
    @FunctionalInterface
    interface Run3 {
        void of(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n);
    }

    private final int[] sizes;
    /// For each operand, how far one step along a merged axis moves in it.
    private final int[][] strides;
    private int axes;

    private Broadcast(Shape y, Shape... operands) {
        sizes = new int[Math.max(1, y.rank())];
        strides = new int[operands.length][sizes.length];
        sizes[0] = 1;
        for (int fromEnd = 1; fromEnd <= y.rank(); fromEnd++) {             // merged axes, the innermost first
            if (y.dim(-fromEnd) != 1) {
                add(fromEnd, y.dim(-fromEnd), operands);
            }
        }
        axes = Math.max(1, axes);
    }

    private void add(int fromEnd, int size, Shape[] operands) {
        boolean merges = true;
        for (int o = 0; o < operands.length; o++) {
            strides[o][axes] = stride(operands[o], fromEnd);
            merges &= axes > 0 && strides[o][axes] == strides[o][axes - 1] * sizes[axes - 1];
        }
        if (merges) {
            sizes[axes - 1] *= size;
        } else {
            sizes[axes++] = size;
        }
    }

    /// How far one step along the axis moves in the operand: 0 where it is stretched.
    static int stride(Shape shape, int fromEnd) {
        return fromEnd > shape.rank() || shape.dim(-fromEnd) == 1 ? 0 : shape.stride(-fromEnd);
    }

    /// `y = a ∘ b` over the whole of `shape`.
    static void run(Engine engine, Tensor a, Tensor b, Shape shape, float[] y, Run run) {
        if (shape.size() == 0) {
            return;
        }
        Broadcast walk = new Broadcast(shape, a.shape(), b.shape());
        int aStep = walk.strides[0][0];
        int bStep = walk.strides[1][0];
        walk.share(engine, y.length, (r, from, n) -> run.of(a.data(), walk.offset(0, r, from), aStep, b.data(), walk.offset(1, r, from),
                bStep, y, r * walk.sizes[0] + from, n));
    }

    /// `y = m ? a : b`, or any other function of three, over the whole of `shape`.
    static void run(Engine engine, Tensor m, Tensor a, Tensor b, Shape shape, float[] y, Run3 run) {
        if (shape.size() == 0) {
            return;
        }
        Broadcast walk = new Broadcast(shape, m.shape(), a.shape(), b.shape());
        int mStep = walk.strides[0][0];
        int aStep = walk.strides[1][0];
        int bStep = walk.strides[2][0];
        walk.share(engine, y.length, (r, from, n) -> run.of(m.data(), walk.offset(0, r, from), mStep, a.data(), walk.offset(1, r, from),
                aStep, b.data(), walk.offset(2, r, from), bStep, y, r * walk.sizes[0] + from, n));
    }

    /// `n` elements of run number `r`, from the given one on.
    @FunctionalInterface
    private interface Stretch {
        void of(int r, int from, int n);
    }

    private void share(Engine engine, int size, Stretch stretch) {
        int inner = sizes[0];
        int runs = size / inner;
        if (runs == 1) {
            engine.share(inner, 1, (from, to) -> stretch.of(0, from, to - from));
        } else {
            engine.share(runs, inner, (from, to) -> {
                for (int r = from; r < to; r++) {
                    stretch.of(r, 0, inner);
                }
            });
        }
    }

    /// Where element `from` of run number `r` is in an operand.
    private int offset(int operand, int r, int from) {
        int offset = from * strides[operand][0];
        for (int axis = 1; axis < axes; axis++) {
            offset += r % sizes[axis] * strides[operand][axis];
            r /= sizes[axis];
        }
        return offset;
    }
}
