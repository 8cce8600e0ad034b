package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// [ScalarRotary] by whole vectors.
final class VectorRotary {

    /// Of two vectors of neighbours, the first of each pair, and the second; then the way back.
    private static final VectorShuffle<Float> FIRSTS = VectorShuffle.makeUnzip(FLOATS, 0);
    private static final VectorShuffle<Float> SECONDS = VectorShuffle.makeUnzip(FLOATS, 1);
    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(FLOATS, 0);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(FLOATS, 1);

    private VectorRotary() {
    }

    static void rotate(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                       float[] y, int yOff, int heads, int width, int pairs) {
        for (int h = 0; h < heads; h++) {
            int from = xOff + h * width, to = yOff + h * width;
            int done = neighbours ? neighbours(x, from, cos, sin, tOff, turn, y, to, pairs)
                    : halves(x, from, cos, sin, tOff, turn, y, to, pairs);
            ScalarRotary.turn(x, from, cos, sin, tOff, turn, neighbours, y, to, done, pairs);
            ScalarRotary.keep(x, from, y, to, width, pairs);
        }
    }

    private static int halves(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, float[] y, int yOff, int pairs) {
        int i = 0;
        for (; i <= pairs - L; i += L) {
            FloatVector a = fromArray(FLOATS, x, xOff + i), b = fromArray(FLOATS, x, xOff + pairs + i);
            FloatVector c = fromArray(FLOATS, cos, tOff + i), s = fromArray(FLOATS, sin, tOff + i).mul(turn);
            a.lanewise(FMA, c, b.mul(s).neg()).intoArray(y, yOff + i);
            b.lanewise(FMA, c, a.mul(s)).intoArray(y, yOff + pairs + i);
        }
        return i;
    }

    private static int neighbours(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, float[] y, int yOff, int pairs) {
        int i = 0;
        for (; i <= pairs - L; i += L) {
            FloatVector low = fromArray(FLOATS, x, xOff + 2 * i), high = fromArray(FLOATS, x, xOff + 2 * i + L);
            FloatVector a = low.rearrange(FIRSTS, high), b = low.rearrange(SECONDS, high);
            FloatVector c = fromArray(FLOATS, cos, tOff + i), s = fromArray(FLOATS, sin, tOff + i).mul(turn);
            FloatVector a1 = a.lanewise(FMA, c, b.mul(s).neg());
            FloatVector b1 = b.lanewise(FMA, c, a.mul(s));
            a1.rearrange(LOW, b1).intoArray(y, yOff + 2 * i);
            a1.rearrange(HIGH, b1).intoArray(y, yOff + 2 * i + L);
        }
        return i;
    }
}
