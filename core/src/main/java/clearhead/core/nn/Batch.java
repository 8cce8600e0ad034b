package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Several rows of token ids, filled up at the end to one length. What is filled up is masked exactly: a row gives the same bits alone
/// and in any company.
public final class Batch {

    private final int[] lengths;
    private final int seq;
    private final int[] flat;
    private final int[] types;
    /// What nobody may read: position p of row r at `r · seq + p`.
    private final BitSet hidden;

    private Batch(int[] lengths, int seq, int[] flat, int[] types) {
        this(lengths, seq, flat, types, new BitSet());
    }

    private Batch(int[] lengths, int seq, int[] flat, int[] types, BitSet hidden) {
        this.lengths = lengths;
        this.seq = seq;
        this.flat = flat;
        this.types = types;
        this.hidden = hidden;
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
        return new Batch(lengths, seq, filled(padding, rows, seq), new int[lengths.length * seq]);
    }

    private static int[] filled(int padding, List<int[]> rows, int seq) {
        int[] flat = new int[rows.size() * seq];
        Arrays.fill(flat, padding);
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, flat, i * seq, rows.get(i).length);
        }
        return flat;
    }

    /// The same tokens, each with the number of the segment that it belongs to; without this it is 0 for all.
    ///
    /// @throws IllegalArgumentException if there is not one for each token
    public Batch withTypes(List<int[]> rows) {
        int[] given = rows.stream().mapToInt(row -> row.length).toArray();
        if (!Arrays.equals(given, lengths)) {
            throw new IllegalArgumentException("batch: rows of %s tokens, but types for %s"
                    .formatted(Arrays.toString(lengths), Arrays.toString(given)));
        }
        return new Batch(lengths, seq, flat, filled(0, rows, seq), hidden);
    }

    /// The same tokens, some of which no position may read, in any layer; not even itself. Their own rows stay, and whoever looks at these
    /// alone, as a head at its position, still does. Means leave them out. A position that has nothing left to read has weights of 0.
    ///
    /// @param rows for each of the tokens, whether it is hidden
    /// @throws IllegalArgumentException if there is not one for each token
    public Batch hiding(List<boolean[]> rows) {
        int[] given = rows.stream().mapToInt(row -> row.length).toArray();
        if (!Arrays.equals(given, lengths)) {
            throw new IllegalArgumentException("batch: rows of %s tokens, but it is said for %s whether they are hidden"
                    .formatted(Arrays.toString(lengths), Arrays.toString(given)));
        }
        BitSet marked = new BitSet();
        for (int row = 0; row < lengths.length; row++) {
            for (int i = 0; i < lengths[row]; i++) {
                marked.set(row * seq + i, rows.get(row)[i]);
            }
        }
        return new Batch(lengths, seq, flat, types, marked);
    }

    /// Whether anything is hidden.
    public boolean hides() {
        return !hidden.isEmpty();
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

    /// What of these rows may be read: everything but the filling and what is hidden.
    public Mask mask() {
        return unhidden(Arrays.stream(lengths).allMatch(length -> length == seq) ? Mask.NONE : Mask.padding(lengths, seq));
    }

    /// What may be read by positions that read no later ones: everything before them that is not hidden. The filling stands behind a row's
    /// own tokens, which so do not see it; it needs no other mask, which would leave the filling behind a window with nothing to read.
    public Mask causal() {
        return unhidden(Mask.CAUSAL);
    }

    private Mask unhidden(Mask mask) {
        return hides() ? mask.and(Mask.hiding(hidden, lengths.length, seq)) : mask;
    }

    /// What one position is of its row: 1 divided by how many can be seen, and exactly 0 for the filling and what is hidden.
    /// `[batch, 1, seq]`; times the rows of a model they are their means.
    public Tensor share() {
        return Tensor.from(Shape.of(lengths.length, 1, seq), share -> {
            for (int row = 0; row < lengths.length; row++) {
                int from = row * seq;
                int to = from + lengths[row];
                Arrays.fill(share, from, to, 1f / (lengths[row] - hidden.get(from, to).cardinality()));
            }
            hidden.stream().forEach(i -> share[i] = 0);
        });
    }

    /// The segments of these tokens in place of the tokens.
    public Batch types() {
        return new Batch(lengths, seq, types, types);
    }

    /// The positions of these tokens in place of the tokens: `padding + 1, padding + 2, …` over those that are not `padding`, which has
    /// the position `padding`, as has all that is filled up, with whatever token.
    ///
    /// @throws IllegalArgumentException if there are fewer than `known` of them
    Batch counted(int padding, int known) {
        int[] positions = new int[flat.length];
        Arrays.fill(positions, padding);
        for (int row = 0; row < lengths.length; row++) {
            int last = padding;
            for (int i = row * seq; i < row * seq + lengths[row]; i++) {
                positions[i] = flat[i] == padding ? padding : ++last;
            }
            if (last >= known) {
                throw new IllegalArgumentException("%d positions, but the model knows only %d"
                        .formatted(last - padding, known - padding - 1));
            }
        }
        return new Batch(lengths, seq, positions, types);
    }

    int[] flat() {
        return flat;
    }
}
