package clearhead.autograd;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What work will cost, found by doing it without numbers: operations, gradients and gradients of gradients have their shapes, but
/// nothing is computed and no array is made.
///
/// ```java
/// DryRun dry = new DryRun();
/// Tensor loss = model.on(dry.engine()).loss(batch);                   // enters as into an Arena
/// Gradients.of(loss).wrt(parameters);
/// dry.cost().peak();                                                  // bytes
/// ```
///
/// Exact, since it is the same code that runs, down to which array a backward pass uses again. It needs a computation whose course does
/// not hang on its numbers; one that reads a number is refused. What is counted are the results of operations: tensors that somebody
/// makes by hand ([Tensor#from]) and what an operation or kernel needs for itself on its way are not.
public final class DryRun extends Memory {

    /// What the work so far has cost.
    ///
    /// @param allocated    bytes of all arrays that the heap has to give
    /// @param peak         the most bytes that an [Arena] holds at one time; on the heap the collector may find that some are not needed
    ///                     any more
    /// @param multiplyAdds of the products, each a multiplication and an addition
    /// @param calls        how often each op is computed, by its name; a reshape shares its numbers and is not
    public record Cost(long allocated, long peak, long multiplyAdds, SortedMap<String, Long> calls) {

        /// Keeps the calls as they are now.
        public Cost {
            calls = Collections.unmodifiableSortedMap(new TreeMap<>(calls));
        }
    }

    private final Engine engine = Engine.standard().in(this, Engine.Kind.DRY);
    private final SortedMap<String, Long> calls = new TreeMap<>();
    private long allocated;
    private long held;
    private long peak;
    private long multiplyAdds;

    /// A run that has cost nothing yet.
    public DryRun() {}

    /// What enters by [Tensor#on] takes part.
    public Engine engine() {
        return engine;
    }

    /// An input of this shape, for which there is no tensor yet. It is not counted.
    public Tensor input(Shape shape) {
        return Tensor.dry(shape, engine);
    }

    /// What has been done until now.
    public synchronized Cost cost() {
        return new Cost(allocated, peak, multiplyAdds, calls);
    }

    @Override synchronized Storage take(int size) {
        Storage storage = new Storage(null, size);
        allocated += storage.bytes();
        held += storage.bytes();
        peak = Math.max(peak, held);
        return storage;
    }

    @Override synchronized void giveBack(Storage storage) {
        held -= storage.bytes();
    }

    @Override String refusal() {
        return "was made in a dry run: it has a shape but no numbers";
    }

    @Override synchronized void compute(Op op, Engine engine, Storage y) {
        calls.merge(op.name(), 1L, Long::sum);
        multiplyAdds += multiplyAdds(op);
    }

    /// A family in this list has no products; whoever adds an op elsewhere is asked here what it takes.
    static long multiplyAdds(Op op) {
        return switch (op) {
            case Product.MatMul(Tensor a, boolean aT, Tensor _, boolean _) -> (long) op.shape().size() * a.dim(aT ? -2 : -1);
            case Product.Affine(Tensor _, Tensor w, Tensor _) -> (long) op.shape().size() * w.dim(0);
            case Heads heads -> heads.multiplyAdds();
            case Attention attention -> attention.multiplyAdds();
            case Arithmetic _, Pointwise _, Pointwise.Gradient _, Layout _, Lookup _, Masking _, Reduction _, RowOp _, Rotary _ -> 0;
            case Loss _, Leaf _, Deferred _ -> 0;
            case Op.Custom custom -> custom.multiplyAdds();
        };
    }
}
