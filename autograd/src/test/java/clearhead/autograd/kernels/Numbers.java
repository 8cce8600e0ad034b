package clearhead.autograd.kernels;

import java.util.Random;

/// Numbers to feed to kernels: of both signs and of mixed magnitudes, so that sums cancel. The same seed gives the same numbers.
final class Numbers {

    /// What may occur among the numbers.
    enum Kind {
        /// About 1 in size.
        TAME,
        /// From 10⁻⁴ to 10⁴, and zeros of both signs.
        MIXED,
        /// All there is: any bits, denormals, infinities, NaN.
        WILD
    }

    private static final float[] SPECIAL = {0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MIN_VALUE,
        -Float.MIN_VALUE, Float.MIN_NORMAL, -0x1.fffffcp-127f, Float.MAX_VALUE, -Float.MAX_VALUE, 1f, -1f, 88.8f, -103.9f, 0.5f};

    private static final float[] SIZES = {1e-4f, 1e-2f, 1f, 1e2f, 1e4f};

    private final Kind kind;
    private final Random random;

    Numbers(Kind kind, long seed) {
        this.kind = kind;
        this.random = new Random(seed);
    }

    float[] array(int size) {
        float[] x = new float[size];
        for (int i = 0; i < size; i++) x[i] = next();
        return x;
    }

    private float next() {
        return switch (kind) {
            case TAME -> (float) random.nextGaussian();
            case MIXED -> random.nextInt(10) == 0 ? (random.nextBoolean() ? 0f : -0f)
                    : (float) random.nextGaussian() * SIZES[random.nextInt(SIZES.length)];
            case WILD -> random.nextInt(8) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : Float.intBitsToFloat(random.nextInt());
        };
    }

    /// Class numbers below `n`, one in four of them −1: no class.
    int[] targets(int size, int n) {
        int[] t = new int[size];
        for (int i = 0; i < size; i++) t[i] = n == 0 || random.nextInt(4) == 0 ? -1 : random.nextInt(n);
        return t;
    }

    float positive() {
        return random.nextFloat() + 1e-3f;
    }
}
