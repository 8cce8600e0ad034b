package clearhead.core.checkpoint;

import java.lang.foreign.MemorySegment;

/// How numbers lie in bytes, and how they become `float`.
@FunctionalInterface
interface Encoding {

    /// Fills `values[at … at + count)` with the elements from number `first` on. Where a type packs its elements in blocks, both `first`
    /// and `count` are whole blocks.
    void read(MemorySegment bytes, long first, float[] values, int at, int count);
}
