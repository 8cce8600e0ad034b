package clearhead.autograd.kernels;

/// The definition of rotary positions.
final class ScalarRotary {

    private ScalarRotary() {
    }

    static void rotate(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                       float[] y, int yOff, int heads, int width, int pairs) {
        for (int h = 0; h < heads; h++) {
            turn(x, xOff + h * width, cos, sin, tOff, turn, neighbours, y, yOff + h * width, 0, pairs);
            keep(x, xOff + h * width, y, yOff + h * width, width, pairs);
        }
    }

    /// The pairs `from ≤ i < pairs` of one head.
    static void turn(float[] x, int xOff, float[] cos, float[] sin, int tOff, float turn, boolean neighbours,
                     float[] y, int yOff, int from, int pairs) {
        int step = neighbours ? 2 : 1;                     // from one pair to the next
        int other = neighbours ? 1 : pairs;                // from a to b
        for (int i = from; i < pairs; i++) {
            float a = x[xOff + i * step], b = x[xOff + i * step + other];
            float c = cos[tOff + i], s = turn * sin[tOff + i];
            y[yOff + i * step] = Math.fma(a, c, -(b * s));
            y[yOff + i * step + other] = Math.fma(b, c, a * s);
        }
    }

    /// What is not turned.
    static void keep(float[] x, int xOff, float[] y, int yOff, int width, int pairs) {
        System.arraycopy(x, xOff + 2 * pairs, y, yOff + 2 * pairs, width - 2 * pairs);
    }
}
