package clearhead.autograd;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A fixed team of threads that share the loops of one operation after another.
///
/// Work is cut into contiguous ranges of independent results, never across a sum, so the number of threads cannot change a bit of
/// what comes out. Members spin for a moment between operations before they sleep, because the next operation usually comes
/// within microseconds. A team that is busy, or is asked from inside its own work, lets the caller do everything alone.
public final class Threads implements AutoCloseable {

    /// A stretch `[from, to)` of the work.
    @FunctionalInterface
    public interface Range {
        /// Does this stretch.
        void run(int from, int to);
    }

    private static final int SPINS = 4000;
    /// How often a caller looks, about 0.3 milliseconds long, before it sleeps too: to be woken takes a sixth of that.
    private static final int PATIENCE = 20_000;
    /// More ranges than threads, so that a member that was held up leaves work to the others.
    private static final int RANGES_PER_THREAD = 2;
    private static final Threads ALL = new Threads(Runtime.getRuntime().availableProcessors());

    /// Some work and how far it is.
    ///
    /// @param sleeper who is to be woken when nothing is left, if the caller has gone to sleep over it
    private record Task(Range body, int n, int ranges, AtomicInteger next, AtomicInteger left, AtomicReference<Throwable> failure,
                        AtomicReference<Thread> sleeper) {

        Task(Range body, int n, int ranges) {
            this(body, n, ranges, new AtomicInteger(), new AtomicInteger(ranges), new AtomicReference<>(), new AtomicReference<>());
        }

        void work() {
            for (int i = next.getAndIncrement(); i < ranges; i = next.getAndIncrement()) {
                try {
                    body.run((int) ((long) n * i / ranges), (int) ((long) n * (i + 1) / ranges));
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(sleeper.get());
                    }
                }
            }
        }

        /// Waits for the ranges that others are at. Who waits long is in the way: a helper that lost its core to another process may
        /// need this one.
        void await() {
            for (int spins = 0; left.get() > 0 && spins < PATIENCE; spins++) {
                Thread.onSpinWait();
            }
            sleeper.set(Thread.currentThread());
            while (left.get() > 0) {
                LockSupport.park(this);
            }
        }
    }

    private final int count;
    private final Thread[] helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Task task;
    private volatile boolean closed;

    private Threads(int count) {
        this.count = count;
        this.helpers = new Thread[count - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = Thread.ofPlatform().daemon().name("clearhead-" + (i + 1)).start(this::help);
        }
    }

    /// A team of `count` threads, the caller included.
    ///
    /// @throws IllegalArgumentException if `count` is below 1
    public static Threads of(int count) {
        Shape.require(count >= 1, "threads: %d (need at least 1)", count);
        return new Threads(count);
    }

    /// The team with one thread for every core, shared by all who ask for nothing else.
    public static Threads all() {
        return ALL;
    }

    /// How many threads work, the caller included.
    public int count() {
        return count;
    }

    /// Does `[0, n)`, in ranges of at least `grain`, and returns when all is done.
    void share(int n, int grain, Range body) {
        int ranges = (int) Math.min((long) count * RANGES_PER_THREAD, n / Math.max(1, grain));
        if (ranges <= 1 || count == 1 || closed || !busy.compareAndSet(false, true)) {
            body.run(0, n);
            return;
        }
        Task shared = new Task(body, n, ranges);
        try {
            task = shared;
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
            shared.work();
            shared.await();
        } finally {
            task = null;
            busy.set(false);
        }
        rethrow(shared.failure.get());
    }

    private void help() {
        int spins = 0;
        while (!closed) {
            if (helped()) {
                spins = 0;
            } else if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                spins = 0;
            }
        }
    }

    /// Works if there is work. The task is known in here only, so that a helper that sleeps keeps nobody's arrays alive.
    private boolean helped() {
        Task current = task;
        boolean open = current != null && current.next.get() < current.ranges;
        if (open) {
            current.work();
        }
        return open;
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case null -> { }
            case RuntimeException thrown -> throw thrown;
            case Error thrown -> throw thrown;
            default -> throw new IllegalStateException(failure);
        }
    }

    /// Sends the helpers home. Tensors on this team still work; the caller then does everything alone. The team of all cores, which
    /// nobody owns, stays.
    @Override public void close() {
        if (this == ALL) {
            return;
        }
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
