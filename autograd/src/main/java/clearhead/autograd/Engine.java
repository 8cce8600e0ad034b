package clearhead.autograd;

import clearhead.autograd.kernels.Kernels;
import java.util.List;

/// Who computes, and whether it is remembered. An engine enters with a tensor ([Tensor#on]) and spreads to everything computed from
/// it, so there is no mode to switch on or off, globally or for a thread.
///
/// The results do not depend on the engine: all kernels and all numbers of threads give the same bits.
public final class Engine {

    private static final Engine STANDARD = new Engine(Kernels.best(), Threads.all(), Kind.STANDARD, null);

    /// Where engines meet in one operation, the later kind wins.
    private enum Kind { STANDARD, CHOSEN, QUIET }

    private final Kernels kernels;
    private final Threads threads;
    private final Kind kind;
    private final Recycler recycler;

    private Engine(Kernels kernels, Threads threads, Kind kind, Recycler recycler) {
        this.kernels = kernels;
        this.threads = threads;
        this.kind = kind;
        this.recycler = recycler;
    }

    /// The fastest kernels of this JVM, on all cores: where a tensor is that was put nowhere else.
    public static Engine standard() {
        return STANDARD;
    }

    /// The fastest kernels of this JVM, on this team of threads.
    public static Engine with(Threads threads) {
        return new Engine(Kernels.best(), threads, Kind.CHOSEN, null);
    }

    /// These kernels: for tests that hold one implementation against the other.
    static Engine with(Kernels kernels, Threads threads) {
        return new Engine(kernels, threads, Kind.CHOSEN, null);
    }

    /// The same, but nothing computed from here on is recorded: what a backward pass runs on when nobody asked for the gradient
    /// of its gradients. Every term of a derivative has `dy` as a factor; a quiet `dy` makes the whole pass quiet.
    Engine quiet() {
        return new Engine(kernels, threads, Kind.QUIET, new Recycler());
    }

    /// What the kernels are and how many threads run them, for people: `512-bit vectors, 2 threads`.
    public String description() {
        return "%s, %d thread%s".formatted(kernels.name(), threads.count(), threads.count() == 1 ? "" : "s");
    }

    /// An array for the result of an operation, every element of which is then written.
    float[] take(int size) {
        return recycler == null ? new float[size] : recycler.take(size);
    }

    /// What a pass on a quiet engine keeps its arrays in.
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
        threads.share(n, (int) Math.max(1, 8192 / Math.max(1, cost)), body);
    }

    /// The engine of an operation on these inputs.
    static Engine of(List<Tensor> inputs) {
        Engine engine = STANDARD;
        for (Tensor input : inputs) {
            if (input.engine().kind.compareTo(engine.kind) > 0) {
                engine = input.engine();
            }
        }
        return engine;
    }
}
