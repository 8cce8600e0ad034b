package clearhead.core.text;

import java.util.Arrays;

/// What a word was cut into: of each piece its id, its text, and which units of the word it covers.
final class Pieces {

    private int[] ids = new int[4];
    private String[] texts = new String[4];
    private int[] starts = new int[4];
    private int[] ends = new int[4];
    private int size;

    /// One piece.
    static Pieces of(int id, String text, int end) {
        Pieces pieces = new Pieces();
        pieces.add(id, text, 0, end);
        return pieces;
    }

    void add(int id, String text, int start, int end) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
            texts = Arrays.copyOf(texts, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ids[size] = id;
        texts[size] = text;
        starts[size] = start;
        ends[size++] = end;
    }

    int size() {
        return size;
    }

    int id(int i) {
        return ids[i];
    }

    String text(int i) {
        return texts[i];
    }

    int start(int i) {
        return starts[i];
    }

    int end(int i) {
        return ends[i];
    }
}
