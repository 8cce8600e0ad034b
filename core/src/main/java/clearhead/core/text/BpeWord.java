package clearhead.core.text;

import java.util.Arrays;

/// A word while its neighbours are joined: a list of symbols linked both ways, and a heap of the pairs that could be joined, first
/// learnt first, and of equal ones the leftmost. A word of n symbols takes `O(n log n)`.
final class BpeWord {

    private static final int END = -1;

    private int[] ids;
    private int[] bytes;                                                // of UTF-8 that a symbol covers; 0 when it has been joined
    private int[] before;
    private int[] after;
    private int size;

    private long[] heap = new long[16];                                 // rank << 32 | symbol, least on top
    private int pairs;

    BpeWord(int room) {
        ids = new int[Math.max(4, room)];
        bytes = new int[ids.length];
    }

    void add(int id, int covered) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        ids[size] = id;
        bytes[size++] = covered;
    }

    void merge(Bpe model) {
        before = new int[size];
        after = new int[size];
        for (int i = 0; i < size; i++) {
            before[i] = i - 1;
            after[i] = i + 1 < size ? i + 1 : END;
        }
        for (int i = 0; i < size; i++) {
            offer(i, model);
        }
        while (pairs > 0) {
            long top = pop();
            int left = (int) top;
            int made = model.joined((int) (top >>> 32));
            int right = bytes[left] == 0 ? END : after[left];
            int rank = right == END ? LongMap.NONE : model.rank(ids[left], ids[right]);
            if (rank != LongMap.NONE && model.joined(rank) == made) {   // else one of the two has been joined meanwhile
                join(left, right, made);
                offer(before[left], model);
                offer(left, model);
            }
        }
    }

    private void join(int left, int right, int made) {
        ids[left] = made;
        bytes[left] += bytes[right];
        bytes[right] = 0;
        after[left] = after[right];
        if (after[left] != END) {
            before[after[left]] = left;
        }
    }

    private void offer(int left, Bpe model) {
        if (left != END && after[left] != END) {
            int rank = model.rank(ids[left], ids[after[left]]);
            if (rank != LongMap.NONE) {
                push((long) rank << 32 | left);
            }
        }
    }

    private void push(long pair) {
        if (pairs == heap.length) {
            heap = Arrays.copyOf(heap, 2 * pairs);
        }
        int hole = pairs++;
        while (hole > 0 && heap[hole - 1 >> 1] > pair) {
            heap[hole] = heap[hole - 1 >> 1];
            hole = hole - 1 >> 1;
        }
        heap[hole] = pair;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--pairs];
        int hole = 0;
        for (int child = 1; child < pairs; child = 2 * hole + 1) {
            child += child + 1 < pairs && heap[child + 1] < heap[child] ? 1 : 0;
            if (heap[child] >= last) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = last;
        return top;
    }

    /// The symbols that are left, each with the characters of the word that its bytes touch.
    Pieces pieces(String word, Vocabulary vocabulary) {
        int[] units = units(word);
        Pieces pieces = new Pieces();
        int at = 0;
        for (int i = 0; i < size; i++) {
            if (bytes[i] > 0) {
                int last = Math.min(at + bytes[i], units.length) - 1;
                int start = units[Math.min(at, last)];
                int end = units[last] + Character.charCount(word.codePointAt(units[last]));
                pieces.add(ids[i], vocabulary.piece(ids[i]).orElseThrow(), start, end);
                at += bytes[i];
            }
        }
        return pieces;
    }

    /// By byte: the first unit of its character.
    private static int[] units(String word) {
        int[] units = new int[Characters.bytes(word)];
        int at = 0;
        for (int i = 0, c; i < word.length(); i += Character.charCount(c)) {
            c = word.codePointAt(i);
            Arrays.fill(units, at, at + Characters.bytes(c), i);
            at += Characters.bytes(c);
        }
        return units;
    }
}
