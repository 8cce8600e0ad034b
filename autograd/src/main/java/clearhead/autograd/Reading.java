package clearhead.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// What the queries of a head read, cut into blocks of rows and keys that are one product each.
///
/// ```
///   keys ─▶
///   ┌──┐
///   │◣ └──┐          Halves, and halves of halves, down to corners of a few rows. In a corner the diagonal passes through the block: its
///   ├──┤◣ └──┐       weights are copied, with 0 where a query does not read, so that it is one product too, not one for each row.
///   │     │◣ └──┐
///   └─────┴──┴──┘
/// ```
///
/// Every row meets its blocks by ascending keys, and every key by ascending rows: so the order of each sum is that of one product.
final class Reading {

    /// Up to so many rows a corner has: what is computed in vain must cost less than many small products.
    private static final int CORNER = 16;

    /// Rows `[row, rowEnd)` and keys `[key, keyEnd)`.
    record Block(int row, int rowEnd, int key, int keyEnd) {

        int rows() {
            return rowEnd - row;
        }

        int keys() {
            return keyEnd - key;
        }

        private Block within(Block other) {
            return new Block(Math.max(row, other.row), Math.min(rowEnd, other.rowEnd), Math.max(key, other.key), Math.min(keyEnd, other.keyEnd));
        }
    }

    /// The product of a block with the rows that it mixes.
    @FunctionalInterface
    interface Product {
        /// Weight (i, j) of the block is `w[at + i · stride + j]`.
        void of(float[] w, int at, int stride, Block block);
    }

    private final HeadSizes sizes;
    private final List<Block> blocks = new ArrayList<>();

    Reading(HeadSizes sizes) {
        this.sizes = sizes;
        for (int from = 0; from < sizes.seqQ(); from += HeadSizes.ROWS) {
            cut(from, Math.min(sizes.seqQ(), from + HeadSizes.ROWS), 0);
        }
    }

    /// Some rows, from a key on: first what all of them read, then each half what it reads beyond that. The key at the diagonal goes with
    /// the latter, so that rows in powers of two have keys in powers of two.
    private void cut(int from, int to, int key) {
        int all = sizes.readable(from);
        int end = sizes.readable(to - 1);
        int next = all == end ? end : all - 1 - key >= CORNER ? all - 1 : key;
        if (next > key) {
            blocks.add(new Block(from, to, key, next));
        }
        if (next < end && to - from <= CORNER) {
            blocks.add(new Block(from, to, next, end));
        } else if (next < end) {
            int middle = (from + to) / 2;
            cut(from, middle, next);
            cut(middle, to, next);
        }
    }

    /// How many weights the blocks have.
    long weights() {
        return blocks.stream().mapToLong(block -> (long) block.rows() * block.keys()).sum();
    }

    /// Does all blocks of a head as far as they are in a part of it.
    ///
    /// @param finite whether what is not read is finite, where the diagonal passes through a block; if not, its rows are done one by one,
    ///               since 0 times NaN would be NaN
    void each(float[] w, int head, Block part, Predicate<Block> finite, Product product) {
        float[] corner = new float[sizes.form().causal() ? 2 * CORNER * CORNER : 0];
        for (Block whole : blocks) {
            Block block = whole.within(part);
            if (block.rows() > 0 && block.keys() > 0) {
                if (block.keyEnd <= sizes.readable(block.row)) {
                    product.of(w, sizes.w(head, block.row) + block.key, sizes.seqK(), block);
                } else if (finite.test(block)) {
                    copy(w, head, block, corner);
                    product.of(corner, 0, block.keys(), block);
                } else {
                    for (int i = block.row; i < block.rowEnd; i++) {
                        product.of(w, sizes.w(head, i) + block.key, sizes.seqK(),
                                new Block(i, i + 1, block.key, block.key + readable(block, i)));
                    }
                }
            }
        }
    }

    private void copy(float[] w, int head, Block block, float[] corner) {
        for (int i = block.row; i < block.rowEnd; i++) {
            int at = (i - block.row) * block.keys();
            int read = readable(block, i);
            System.arraycopy(w, sizes.w(head, i) + block.key, corner, at, read);
            Arrays.fill(corner, at + read, at + block.keys(), 0);
        }
    }

    /// How many keys of a block row i reads.
    private int readable(Block block, int i) {
        return Math.clamp(sizes.readable(i) - block.key, 0, block.keys());
    }
}
