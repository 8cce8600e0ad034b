package clearhead.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The arrays of one backward pass. A gradient is read once, by the op it has arrived at; after that the next op writes into its array,
/// which need not be zeroed and is still in the cache. Only a pass that records nothing does this: nobody else can know its tensors.
///
/// An array is free when no gradient that waits for its op is in it, and the op that made it is done.
final class Recycler {

    private final Map<Integer, Deque<float[]>> free = new HashMap<>();
    private final Map<float[], Integer> holders = new IdentityHashMap<>();
    private final List<float[]> taken = new ArrayList<>();

    /// An array of this size, with anything in it.
    float[] take(int size) {
        Deque<float[]> some = free.get(size);
        float[] array = some == null || some.isEmpty() ? new float[size] : some.pop();
        holders.put(array, 0);
        taken.add(array);
        return array;
    }

    /// Says that a gradient is in this array. Arrays from elsewhere are left alone, here and below.
    void hold(float[] array) {
        holders.computeIfPresent(array, (_, count) -> count + 1);
    }

    /// Says that the gradient has been read.
    void release(float[] array) {
        holders.computeIfPresent(array, (_, count) -> count - 1);
        freeUnheld(array);
    }

    /// Says that the gradient is handed on: it is not waiting any more, but somebody is about to read it.
    void handOn(float[] array) {
        holders.computeIfPresent(array, (_, count) -> count - 1);
    }

    /// Where an op begins.
    int mark() {
        return taken.size();
    }

    /// Frees what was taken since the mark and holds no gradient: what an op needed on its way.
    void sweep(int mark) {
        List<float[]> since = taken.subList(mark, taken.size());
        since.forEach(this::freeUnheld);
        since.clear();
    }

    private void freeUnheld(float[] array) {
        if (holders.remove(array, 0)) {
            free.computeIfAbsent(array.length, _ -> new ArrayDeque<>()).push(array);
        }
    }
}
