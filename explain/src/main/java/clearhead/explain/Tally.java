package clearhead.explain;

import clearhead.autograd.Tensor;

/// What an explanation has taken so far: see [Cost].
final class Tally {

    private final long begin = System.nanoTime();
    private long forwards;
    private long backwards;
    private long tokens;
    private long peakBytes;

    /// So many copies of an input went forward.
    void forward(Input read, int copies) {
        forwards += copies;
        tokens += (long) copies * (read.tokens().size() + read.targets().size());
    }

    /// A gradient went back through so many copies.
    void backward(long copies) {
        backwards += copies;
    }

    /// What was recorded on the way to this tensor is in memory.
    void holds(Tensor result) {
        peakBytes = Math.max(peakBytes, Recorded.bytes(result));
    }

    void add(Cost other) {
        forwards += other.forwards();
        backwards += other.backwards();
        tokens += other.tokens();
        peakBytes = Math.max(peakBytes, other.peakBytes());
    }

    Cost cost() {
        return new Cost(forwards, backwards, tokens, System.nanoTime() - begin, peakBytes);
    }
}
