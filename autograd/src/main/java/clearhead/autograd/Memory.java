package clearhead.autograd;

/// Where the results of operations are kept, and for how long: as long as somebody needs them (the heap), until a step is over
/// ([Arena]), or not at all.
abstract class Memory {

    /// A new array for every result; the collector sees when nobody needs it any more.
    static final Memory HEAP = new Memory() {
        @Override Storage take(int size) {
            return Storage.of(new float[size]);
        }

        @Override void giveBack(Storage storage) {
            // whoever drops it has given it back
        }

        @Override String refusal() {
            return null;
        }
    };

    /// Room for a result. What is in it is undefined: an op writes every element.
    abstract Storage take(int size);

    /// Says that nobody will read this again.
    abstract void giveBack(Storage storage);

    /// Why the numbers kept here cannot be read, to be said of a tensor; null if they can.
    abstract String refusal();

    /// Has the numbers of a result computed.
    void compute(Op op, Engine engine, Storage y) {
        op.forward(engine, y.array());
    }
}
