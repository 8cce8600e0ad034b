package clearhead.core.text;

import java.util.Arrays;

/// From longs that are not negative to ints that are not negative, without a box for each (open addressing, linear probing).
final class LongMap {

    static final int NONE = -1;

    private long[] keys;
    private int[] values;
    private int size;

    LongMap(int expected) {
        keys = new long[Integer.highestOneBit(Math.max(8, expected)) * 4];
        Arrays.fill(keys, NONE);
        values = new int[keys.length];
    }

    /// The value, or [#NONE].
    int get(long key) {
        int slot = slot(key);
        return keys[slot] == key ? values[slot] : NONE;
    }

    void put(long key, int value) {
        int slot = slot(key);
        if (keys[slot] != key) {
            if (2 * size >= keys.length) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;                        // Fibonacci hashing: the golden ratio spreads neighbours
        int slot = (int) (mixed >>> 40) & keys.length - 1;
        while (keys[slot] != key && keys[slot] != NONE) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        Arrays.fill(keys, NONE);
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != NONE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
