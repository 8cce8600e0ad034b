package clearhead.autograd.kernels;

/// The order in which the elements of a row are added.
final class Sum {

    static final int PARTS = 16;

    private Sum() {
    }

    /// The sixteen partial sums of a row, as a tree. No vector's own sum is used, since its order is not specified.
    static float tree(float[] p) {
        float p0 = (p[0] + p[8]) + (p[4] + p[12]);
        float p1 = (p[1] + p[9]) + (p[5] + p[13]);
        float p2 = (p[2] + p[10]) + (p[6] + p[14]);
        float p3 = (p[3] + p[11]) + (p[7] + p[15]);
        return (p0 + p2) + (p1 + p3);
    }
}
