package clearhead.core.nn;

import java.util.Arrays;
import java.util.List;

/// Several rows of token ids, filled up at the end to one length. What is filled up is masked exactly: a row gives the same bits alone
/// and in any company.
public final class Batch {

    private final int[] lengths;
    private final int seq;
    private final int[] flat;

    private Batch(int[] lengths, int seq, int[] flat) {
        this.lengths = lengths;
        this.seq = seq;
        this.flat = flat;
    }

    /// These rows, filled up with `padding` to the longest.
    ///
    /// @throws IllegalArgumentException if there is no row, or an empty one
    public static Batch of(int padding, List<int[]> rows) {
        if (rows.isEmpty() || rows.stream().anyMatch(row -> row.length == 0)) {
            throw new IllegalArgumentException("batch: " + (rows.isEmpty() ? "no row" : "a row without tokens"));
        }
        int[] lengths = rows.stream().mapToInt(row -> row.length).toArray();
        int seq = Arrays.stream(lengths).max().getAsInt();
        int[] flat = new int[rows.size() * seq];
        Arrays.fill(flat, padding);
        for (int i = 0; i < lengths.length; i++) {
            System.arraycopy(rows.get(i), 0, flat, i * seq, lengths[i]);
        }
        return new Batch(lengths, seq, flat);
    }

    /// Rows of one length.
    public static Batch of(int[]... rows) {
        for (int[] row : rows) {
            if (row.length != rows[0].length) {
                throw new IllegalArgumentException("batch: rows of %d and %d tokens need a padding id"
                        .formatted(rows[0].length, row.length));
            }
        }
        return of(0, List.of(rows));
    }

    /// One row, repeated.
    public static Batch repeated(int[] row, int times) {
        int[][] rows = new int[times][];
        Arrays.fill(rows, row);
        return of(rows);
    }

    /// How many rows.
    public int size() {
        return lengths.length;
    }

    /// How long the rows are, filled up.
    public int seq() {
        return seq;
    }

    /// How many tokens a row has of its own.
    public int length(int row) {
        return lengths[row];
    }

    /// The token at a position of a row.
    public int id(int row, int position) {
        return flat[row * seq + position];
    }

    /// What of these rows may be read: everything but the filling.
    public Mask mask() {
        return Arrays.stream(lengths).allMatch(length -> length == seq) ? Mask.NONE : Mask.padding(lengths, seq);
    }

    int[] flat() {
        return flat;
    }
}
