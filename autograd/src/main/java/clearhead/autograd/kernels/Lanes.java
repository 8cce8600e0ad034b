package clearhead.autograd.kernels;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The vectors in use: as wide as the machine prefers, at least 4 and at most [Sum#PARTS] lanes, so that the partial sums of a row
/// fill whole vectors.
///
/// The species is a constant because that is what makes a vector operation one machine instruction. For the same reason the
/// kernels have no array of vectors, hand no species on, and share no loop by means of a lambda: each of these costs a factor of
/// ten or more.
final class Lanes {

    static final VectorSpecies<Float> FLOATS = switch (FloatVector.SPECIES_PREFERRED.vectorBitSize()) {
        case 64, 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
    };
    static final int L = FLOATS.length();

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(FLOATS, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(FLOATS, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(FLOATS, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(FLOATS, 1, 1, true);

    private Lanes() {
    }

    /// [Sum#tree] in a quarter of the steps: the upper half is turned to where the lower half is, and added. Only the first lane counts.
    static float tree(float[] p) {
        FloatVector s = fromArray(FLOATS, p, 0);
        if (L == 4) s = s.add(fromArray(FLOATS, p, 8)).add(fromArray(FLOATS, p, 4).add(fromArray(FLOATS, p, 12)));
        if (L == 8) s = s.add(fromArray(FLOATS, p, 8));
        if (L == 16) s = s.add(s.rearrange(BY_8));
        if (L >= 8) s = s.add(s.rearrange(BY_4));
        s = s.add(s.rearrange(BY_2));
        return s.add(s.rearrange(BY_1)).lane(0);
    }
}
