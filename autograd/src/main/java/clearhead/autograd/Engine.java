package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import clearhead.autograd.kernels.Kernels;
import java.util.Collection;

/// Who computes, where the results are kept, and whether it is remembered. An engine enters with a tensor ([Tensor#on]) and spreads to
/// everything computed from it, so there is no mode to switch on or off, globally or for a thread.
///
/// The results do not depend on the engine: all kernels, all numbers of threads and all memories give the same bits.
public final class Engine {

    private static final Engine STANDARD = new Engine(Kernels.best(), Threads.all(), Kind.STANDARD, Memory.HEAP);

    /// Where engines meet in one operation, the later kind wins.
    enum Kind { STANDARD, CHOSEN, ARENA, DRY, QUIET }

    private final Kernels kernels;
    private final Threads threads;
    private final Kind kind;
    private final Memory memory;
    /// What a pass on a quiet engine keeps its arrays in; else null.
    private final Recycler recycler;
    private final Engine outside;

    private Engine(Kernels kernels, Threads threads, Kind kind, Memory memory) {
        this.kernels = kernels;
        this.threads = threads;
        this.kind = kind;
        this.memory = memory;
        this.recycler = null;
        this.outside = this;
    }

    private Engine(Engine like, Kind kind, Memory memory, Recycler recycler) {
        this.kernels = like.kernels;
        this.threads = like.threads;
        this.kind = kind;
        this.memory = memory;
        this.recycler = recycler;
        this.outside = like.outside;
    }

    /// The fastest kernels of this JVM, on all cores: where a tensor is that was put nowhere else.
    public static Engine standard() {
        return STANDARD;
    }

    /// The fastest kernels of this JVM, on this team of threads.
    public static Engine with(Threads threads) {
        return new Engine(Kernels.best(), threads, Kind.CHOSEN, Memory.HEAP);
    }

    /// These kernels: for tests that hold one implementation against the other.
    static Engine with(Kernels kernels, Threads threads) {
        return new Engine(kernels, threads, Kind.CHOSEN, Memory.HEAP);
    }

    /// The same kernels and threads, with results kept in this memory.
    Engine in(Memory memory, Kind kind) {
        return new Engine(outside, kind, memory, null);
    }

    /// The same kernels and threads, with results kept as long as somebody needs them.
    Engine outside() {
        return outside;
    }

    /// The same, but nothing computed from here on is recorded: what a backward pass runs on when nobody asked for the gradient
    /// of its gradients. Every term of a derivative has `dy` as a factor; a quiet `dy` makes the whole pass quiet.
    Engine quiet() {
        return new Engine(this, Kind.QUIET, memory, new Recycler(memory));
    }

    /// What the kernels are and how many threads run them, for people: `512-bit vectors, 2 threads`.
    public String description() {
        return "%s, %d thread%s".formatted(kernels.name(), threads.count(), threads.count() == 1 ? "" : "s");
    }

    /// The numbers of an operation's result.
    Storage compute(Op op, Shape shape) {
        Storage y = recycler == null ? memory.take(shape.size()) : recycler.take(shape.size());
        memory.compute(op, this, y);
        return y;
    }

    Memory memory() {
        return memory;
    }

    Recycler recycler() {
        return recycler;
    }

    boolean records() {
        return kind != Kind.QUIET;
    }

    Kernels kernels() {
        return kernels;
    }

    /// Runs `[0, n)` on the team, where `cost` is the rough number of multiply-adds (or float reads) of one element.
    /// Below about 8,000 of them a second thread costs more than it gives.
    public void share(int n, long cost, Threads.Range body) {
        threads.share(n, grain(cost), body);
    }

    /// The same, with one range for each thread: for work of which a part is done again in every range, as a product packs an operand.
    void shareOnce(int n, long cost, Threads.Range body) {
        threads.share(n, Math.max(grain(cost), n / threads.count()), body);
    }

    private static int grain(long cost) {
        return (int) Math.max(1, 8192 / Math.max(1, cost));
    }

    /// The engine of an operation on these inputs.
    ///
    /// @throws IllegalArgumentException if they are in different arenas, or dry runs
    public static Engine of(Collection<Tensor> inputs) {
        Engine engine = STANDARD;
        for (Tensor input : inputs) {
            Engine other = input.engine();
            require(other.kind != engine.kind || other.memory == engine.memory,
                    "engine: tensor %s comes from another arena or dry run than the rest; bring it over with on(engine)", input.shape());
            if (other.kind.compareTo(engine.kind) > 0) {
                engine = other;
            }
        }
        return engine;
    }
}
