package clearhead.core.text;

import java.util.Arrays;

/// Texts by their beginnings: one step for each unit, through a table of (node, unit) → node.
final class Trie {

    static final int NONE = LongMap.NONE;
    static final int ROOT = 0;

    private final LongMap steps = new LongMap(64);
    private int[] ids = {NONE};
    private int nodes = 1;

    /// Of a text that comes twice, the last id counts.
    void put(String text, int id) {
        int node = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int next = step(node, text.charAt(i));
            if (next == NONE) {
                next = nodes++;
                steps.put(key(node, text.charAt(i)), next);
                if (next == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * next);
                    Arrays.fill(ids, next, 2 * next, NONE);
                }
            }
            node = next;
        }
        ids[node] = id;
    }

    /// The node after one more unit, or [#NONE].
    int step(int node, char unit) {
        return steps.get(key(node, unit));
    }

    /// The id of the text that ends at a node, or [#NONE].
    int id(int node) {
        return ids[node];
    }

    private static long key(int node, char unit) {
        return (long) node << 16 | unit;
    }
}
