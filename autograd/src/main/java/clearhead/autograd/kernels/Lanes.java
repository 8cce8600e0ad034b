package clearhead.autograd.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The vectors in use: as wide as the machine prefers, at least 4 and at most [Sum#PARTS] lanes, so that a row's partial sums fill whole vectors.
///
/// The species are constants because that is what makes a vector operation one machine instruction. For the same reason the kernels
/// have no array of vectors, hand no species on, and share no loop by means of a lambda: each of these costs a factor of ten or more.
final class Lanes {

    static final VectorSpecies<Float> FLOATS = switch (FloatVector.SPECIES_PREFERRED.vectorBitSize()) {
        case 64, 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
    };
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class).check(int.class);
    static final int L = FLOATS.length();

    private Lanes() {
    }

    static FloatVector zero() {
        return FloatVector.zero(FLOATS);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static IntVector allInts(int value) {
        return IntVector.broadcast(INTS, value);
    }

    static FloatVector at(float[] x, int off) {
        return FloatVector.fromArray(FLOATS, x, off);
    }

    /// The lanes in `mask`; 0 in the others.
    static FloatVector at(float[] x, int off, VectorMask<Float> mask) {
        return FloatVector.fromArray(FLOATS, x, off, mask);
    }

    /// The lanes that are left of a row of `n` after whole vectors: none, if it is made of whole vectors.
    static VectorMask<Float> rest(int n) {
        return first(n % L);
    }

    static VectorMask<Float> first(int n) {
        return FLOATS.indexInRange(0, n);
    }
}
