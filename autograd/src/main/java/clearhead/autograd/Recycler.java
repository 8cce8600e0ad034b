package clearhead.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The arrays of one backward pass. A gradient is read once, by the op it has arrived at; after that the next op writes into its array,
/// which need not be zeroed and is still in the cache. Only a pass that records nothing does this: nobody else can know its tensors.
///
/// An array is free when no gradient that waits for its op is in it, and the op that made it is done.
final class Recycler {

    private final Memory memory;
    private final Map<Integer, Deque<Storage>> free = new HashMap<>();
    private final Map<Storage, Integer> holders = new HashMap<>();
    private final List<Storage> taken = new ArrayList<>();

    /// @param memory where arrays come from that are not free yet
    Recycler(Memory memory) {
        this.memory = memory;
    }

    /// An array of this size, with anything in it.
    Storage take(int size) {
        Deque<Storage> some = free.get(size);
        Storage storage = some == null || some.isEmpty() ? memory.take(size) : some.pop();
        holders.put(storage, 0);
        taken.add(storage);
        return storage;
    }

    /// Says that a gradient is in this array. Arrays from elsewhere are left alone, here and below.
    void hold(Storage storage) {
        holders.computeIfPresent(storage, (_, count) -> count + 1);
    }

    /// Says that the gradient has been read.
    void release(Storage storage) {
        handOn(storage);
        freeUnheld(storage);
    }

    /// Says that the gradient is handed on: it is not waiting any more, but somebody is about to read it.
    void handOn(Storage storage) {
        holders.computeIfPresent(storage, (_, count) -> count - 1);
    }

    /// Where an op begins.
    int mark() {
        return taken.size();
    }

    /// Frees what was taken since the mark and holds no gradient: what an op needed on its way.
    void sweep(int mark) {
        List<Storage> since = taken.subList(mark, taken.size());
        since.forEach(this::freeUnheld);
        since.clear();
    }

    private void freeUnheld(Storage storage) {
        if (holders.remove(storage, 0)) {
            free.computeIfAbsent(storage.size(), _ -> new ArrayDeque<>()).push(storage);
        }
    }

    /// The pass is over: what is free goes back to where it came from.
    void close() {
        free.values().forEach(some -> some.forEach(memory::giveBack));
        free.clear();
    }
}
