package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;

/// Arrays on their way from one [Arena] to the next. Several threads may open arenas of one pool.
///
/// An array fits only a result of its own size. If steps differ in size, the pool grows to its limit, and then forgets the sizes that
/// have not been asked for the longest.
public final class Pool {

    private final long limit;
    /// By size, the one asked for last at the end.
    private final LinkedHashMap<Integer, Deque<Storage>> free = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// A pool that keeps at most a quarter of the memory that the JVM may use.
    public Pool() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    /// A pool that keeps at most so many bytes while no arena uses them.
    ///
    /// @throws IllegalArgumentException if the limit is negative
    public Pool(long limit) {
        require(limit >= 0, "pool: a limit of %d bytes (need 0 or more)", limit);
        this.limit = limit;
    }

    /// A new arena on the standard engine.
    public Arena open() {
        return open(Engine.standard());
    }

    /// A new arena with the kernels and threads of this engine.
    public Arena open(Engine engine) {
        return new Arena(this, engine);
    }

    /// A new arena with the kernels and threads of this tensor's engine.
    public Arena open(Tensor like) {
        return open(like.engine());
    }

    synchronized Storage take(int size) {
        Deque<Storage> some = free.get(size);
        if (some == null || some.isEmpty()) {
            return Storage.of(new float[size]);
        }
        Storage storage = some.pop();
        bytes -= storage.bytes();
        return storage;
    }

    synchronized void put(Storage storage) {
        free.computeIfAbsent(storage.size(), _ -> new ArrayDeque<>()).push(storage);
        bytes += storage.bytes();
        while (bytes > limit) {
            bytes -= free.pollFirstEntry().getValue().stream().mapToLong(Storage::bytes).sum();
        }
    }

    /// How many bytes wait for the next arena.
    synchronized long bytes() {
        return bytes;
    }
}
