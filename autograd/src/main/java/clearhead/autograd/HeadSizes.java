package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import clearhead.autograd.Heads.Form;
import clearhead.autograd.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The sizes of one attention, where its heads lie, and which rows of work belong together.
///
/// A head is counted through the whole batch, `batch · heads + h`. Its row i of the queries begins at `q(head, i)`, its row j of the keys
/// (of those it reads, if heads are grouped) at `kv(head, j)`, its row i of the weights at `w(head, i)`.
record HeadSizes(Form form, int batch, int seqQ, int seqK, int dHead) {

    /// So many rows of a head are one piece of work, so that the scores of a piece stay in the second cache.
    static final int ROWS = 256;
    /// Scores beyond what all rows of a piece read are computed for so many keys at a time, by the rows that read some of them.
    private static final int KEYS = 64;

    /// The sizes of `queries[batch, seqQ, heads · dHead]` and `keys[batch, seqK, kvHeads · dHead]`.
    static HeadSizes ofRows(String operation, Form form, Shape queries, Shape keys) {
        boolean threeAxes = queries.rank() == 3 && keys.rank() == 3;
        HeadSizes sizes = threeAxes
                ? new HeadSizes(form, queries.dim(0), queries.dim(1), keys.dim(1), queries.last() / form.heads()) : null;
        require(threeAxes && queries.equals(sizes.queries()) && keys.equals(sizes.keys()),
                "%s: a%s and b%s are not rows of %s (need a[batch, seqQ, heads · dHead], b[batch, seqK, kvHeads · dHead])",
                operation, queries, keys, form);
        return sizes.checked(operation);
    }

    /// The sizes of `weights[batch, heads, seqQ, seqK]`, as far as they tell.
    static HeadSizes ofWeights(String operation, Form form, Shape weights) {
        require(weights.rank() == 4 && weights.dim(1) == form.heads(),
                "%s: w%s are not the weights of %s (need w[batch, heads, seqQ, seqK])", operation, weights, form);
        return new HeadSizes(form, weights.dim(0), weights.dim(2), weights.dim(3), 0).checked(operation);
    }

    /// … and of the keys or values that they mix.
    HeadSizes withKeys(String operation, Shape keys) {
        HeadSizes sizes = new HeadSizes(form, batch, seqQ, seqK, keys.last() / form.kvHeads());
        require(keys.equals(sizes.keys()), "%s: w%s of %s: the rows are x%s (need x[batch, seqK, kvHeads · dHead])",
                operation, weights(), form, keys);
        return sizes;
    }

    /// … and of the queries that they mix.
    HeadSizes withQueries(String operation, Shape queries) {
        HeadSizes sizes = new HeadSizes(form, batch, seqQ, seqK, queries.last() / form.heads());
        require(queries.equals(sizes.queries()), "%s: w%s of %s: the rows are x%s (need x[batch, seqQ, heads · dHead])",
                operation, weights(), form, queries);
        return sizes;
    }

    private HeadSizes checked(String operation) {
        require(!form.causal() || seqQ <= seqK, "%s: %d causal queries of %d keys: the first would have nothing to read (need seqQ ≤ seqK)",
                operation, seqQ, seqK);
        return this;
    }

    Shape weights() {
        return Shape.of(batch, form.heads(), seqQ, seqK);
    }

    Shape queries() {
        return Shape.of(batch, seqQ, qRow());
    }

    Shape keys() {
        return Shape.of(batch, seqK, kvRow());
    }

    // ---- where things lie

    int qRow() {
        return form.heads() * dHead;
    }

    int kvRow() {
        return form.kvHeads() * dHead;
    }

    int q(int head, int i) {
        return (head / form.heads() * seqQ + i) * qRow() + head % form.heads() * dHead;
    }

    int kv(int head, int j) {
        return (head / form.heads() * seqK + j) * kvRow() + head % form.heads() / form.group() * dHead;
    }

    int w(int head, int i) {
        return (head * seqQ + i) * seqK;
    }

    // ---- who reads what

    /// How many keys query i reads: the first ones.
    int readable(int i) {
        return form.causal() ? i + 1 + seqK - seqQ : seqK;
    }

    /// The first query that reads key j; all later ones do, too.
    int firstReader(int j) {
        return form.causal() ? Math.max(0, j - (seqK - seqQ)) : 0;
    }

    /// How many multiply-adds it takes to compare all heads.
    long compared() {
        long scores = 0;
        for (int from = 0; from < seqQ; from += ROWS) {
            int to = Math.min(seqQ, from + ROWS);
            scores += blocks(from, to).stream().mapToLong(block -> (long) (to - block.row) * (block.end - block.key)).sum();
        }
        return scores * batch * qRow();
    }

    /// How many multiply-adds it takes to mix what is read.
    long mixed() {
        return new Reading(this).weights() * batch * qRow();
    }

    // ---- sharing the work

    /// Some rows of one head.
    @FunctionalInterface
    interface Piece {
        /// Does the rows `[from, to)`.
        void run(int head, int from, int to);
    }

    /// Shares the rows of this many heads, `seq` of each.
    void share(Engine engine, int heads, int seq, int cost, Piece piece) {
        int pieces = (seq + ROWS - 1) / ROWS;
        engine.share(batch * heads * pieces, (long) ROWS * cost, (begin, end) -> {
            for (int n = begin; n < end; n++) {
                int from = n % pieces * ROWS;
                piece.run(n / pieces, from, Math.min(seq, from + ROWS));
            }
        });
    }

    /// Weights in memory, `n` from each of some rows.
    @FunctionalInterface
    interface Rows {
        /// Does `rows` rows of n, the first of which is row i of its head and begins at `at`.
        void run(int at, int i, int rows, int n);
    }

    /// What the rows `[from, to)` of a head read: all of them at once if they read everything, else row by row.
    void rows(int head, int from, int to, Rows rows) {
        int step = form.causal() ? 1 : to - from;
        for (int i = from; i < to; i += step) {
            rows.run(w(head, i), i, step, readable(i));
        }
    }

    /// Some keys, and the rows from the first that reads one of them on.
    private record Block(int row, int key, int end) {}

    /// The scores of the rows `[from, to)`, cut so that little is computed that nobody reads.
    private List<Block> blocks(int from, int to) {
        List<Block> blocks = new ArrayList<>();
        int last = readable(to - 1);
        int end = Math.min(last, Math.max(KEYS, readable(from)));
        for (int key = 0; key < last; ) {
            blocks.add(new Block(Math.max(from, firstReader(key)), key, end));
            key = end;
            end = Math.min(last, end + KEYS);
        }
        return blocks;
    }

    /// `w = a · bᵀ` for some rows of a head, at least as far as each of them reads.
    void compare(Kernels kernels, float[] a, float[] b, float[] w, int head, int from, int to) {
        for (Block block : blocks(from, to)) {
            kernels.matmul(to - block.row, block.end - block.key, dHead, a, q(head, block.row), qRow(), 1,
                    b, kv(head, block.key), 1, kvRow(), null, 0, 0, w, w(head, block.row) + block.key, seqK);
        }
    }

    /// Whether there is neither NaN nor infinity in some rows of a head, as far as their sums tell.
    boolean finite(Kernels kernels, float[] x, int at, int row, int rows) {
        float[] sum = new float[1];
        boolean finite = true;
        for (int i = 0; i < rows && finite; i++) {
            kernels.rowSums(x, at + i * row, sum, 0, 1, dHead);
            finite = Float.isFinite(sum[0]);
        }
        return finite;
    }

    /// Writes 0 into some rows of a head.
    void clear(float[] y, int at, int row, int rows) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(y, at + i * row, at + i * row + dHead, 0);
        }
    }

    /// Writes 0 where row i of a head does not read.
    void clear(float[] w, int head, int i) {
        Arrays.fill(w, w(head, i) + readable(i), w(head, i) + seqK, 0);
    }
}
