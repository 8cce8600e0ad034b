package clearhead.autograd.kernels;

import jdk.incubator.vector.FloatVector;
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

    private Lanes() {
    }
}
