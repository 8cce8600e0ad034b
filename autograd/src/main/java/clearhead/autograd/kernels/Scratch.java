package clearhead.autograd.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Arrays for what a kernel needs on its way. Each is lent to one caller and then kept for the next, since making one and filling it
/// with zeros takes longer than many a product does. Nothing that a caller left in one is ever read.
final class Scratch {

    /// So many are kept; more callers than that at once make their own.
    private static final int PLACES = 16;

    private final AtomicReferenceArray<float[]> kept = new AtomicReferenceArray<>(PLACES);
    private final int size;

    /// @param size of each
    Scratch(int size) {
        this.size = size;
    }

    float[] take() {
        int first = firstPlace();
        for (int i = 0; i < PLACES; i++) {
            int place = (first + i) % PLACES;
            float[] array = kept.get(place) == null ? null : kept.getAndSet(place, null);
            if (array != null) return array;
        }
        return new float[size];
    }

    void giveBack(float[] array) {
        int first = firstPlace();
        for (int i = 0; i < PLACES; i++) {
            if (kept.compareAndSet((first + i) % PLACES, null, array)) return;
        }
    }

    /// Threads look in different places first, so that they seldom meet, and find what is still in their cache.
    private static int firstPlace() {
        return (int) (Thread.currentThread().threadId() % PLACES);
    }
}
