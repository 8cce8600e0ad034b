package clearhead.autograd;

/// Random numbers as a function of a seed and a position, so that neither threads nor the order of work can change them.
public final class Seeds {

    private Seeds() {}

    /// 64 well-mixed bits for number `index` of the stream `seed`: the finaliser of SplitMix64 (Steele et al. 2014) on
    /// `seed + (index + 1) · golden ratio`.
    public static long mix(long seed, long index) {
        long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// A number evenly distributed over [0, 1).
    public static double uniform(long seed, long index) {
        return (mix(seed, index) >>> 11) * 0x1p-53;
    }

    /// A number of the standard normal distribution (Box & Muller 1958), the same on every machine.
    public static double normal(long seed, long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(seed, 2 * index)));
        return radius * StrictMath.cos(2 * Math.PI * uniform(seed, 2 * index + 1));
    }
}
