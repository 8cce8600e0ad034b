package clearhead.autograd;

import java.util.HashSet;
import java.util.Set;

/// Memory for one step: what is computed in it lives until it is closed, and then the next arena of the same [Pool] writes into the same
/// arrays. Nobody has to use one; where the same work is done again and again it saves making, zeroing and collecting every array.
///
/// ```java
/// Pool pool = new Pool();
/// for (int step = 0; step < steps; step++) {
///     try (Arena arena = pool.open()) {
///         Tensor inside = w.on(arena.engine());                       // enters; all that is computed from it is inside too
///         Tensor dw = Gradients.of(loss(inside)).wrt(inside);         // so are gradients
///         w = adam.step(w, dw, rate);                                 // new weights are outside
///     }
/// }
/// ```
///
/// A tensor inside refuses to be read once the arena is closed; [Tensor#keep] takes a copy out of it before. Two arenas may be open at
/// once, but their tensors do not meet in one operation. An arena belongs to the thread that opened it: no other may compute in it
/// (that thread's team may help), since neither could know when the other is done.
public final class Arena extends Memory implements AutoCloseable {

    private final Pool pool;
    private final Engine engine;
    private final Thread owner = Thread.currentThread();
    private final Set<Storage> held = new HashSet<>();
    private boolean closed;

    Arena(Pool pool, Engine outside) {
        this.pool = pool;
        this.engine = outside.in(this, Engine.Kind.ARENA);
    }

    /// What enters by [Tensor#on] is in this arena.
    public Engine engine() {
        return engine;
    }

    @Override Storage take(int size) {
        belongsTo(Thread.currentThread());
        if (closed) {
            throw new IllegalStateException("arena: it is closed, nothing can be computed on its tensors any more");
        }
        Storage storage = pool.take(size);
        held.add(storage);
        return storage;
    }

    @Override void giveBack(Storage storage) {
        if (held.remove(storage)) {
            pool.put(storage);
        }
    }

    @Override String refusal() {
        return closed ? "was made in a step arena that is closed; take a copy out with keep() before" : null;
    }

    /// Ends the step. Closing twice does nothing.
    ///
    /// @throws WrongThreadException if another thread opened it
    @Override public void close() {
        belongsTo(Thread.currentThread());
        closed = true;
        held.forEach(pool::put);
        held.clear();
    }

    private void belongsTo(Thread thread) {
        if (thread != owner) {
            throw new WrongThreadException("arena: opened by thread %s, used by thread %s (open one for each)"
                    .formatted(owner.getName(), thread.getName()));
        }
    }
}
