package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.util.concurrent.atomic.AtomicInteger;

/// Rows of numbers to which others can be added at the end, as a decoder's keys and values are with every token. Immutable: what is longer
/// is another table.
///
/// ```
///   array  │ row 0 │ row 1 │ row 2 │  free  │      a table is the first rows of an array; the first that grows writes behind them,
///          └── a ──────────┘                        any other that would grow into the same place moves to an array of its own
///          └── b = a.and(row 2) ───┘
/// ```
///
/// An array has room for twice as many rows as it had when it was made, so that a row is copied once or twice, however long the table gets.
/// A table can be shared by several that go on differently, which costs nothing before they do.
public final class Table {

    private final Tensor rows;
    /// How many rows of the array belong to some table.
    private final AtomicInteger taken;

    private Table(Tensor rows, AtomicInteger taken) {
        this.rows = rows;
        this.taken = taken;
    }

    /// These rows, `[1, n, width]`.
    ///
    /// @throws IllegalArgumentException if they do not lie so
    public static Table of(Tensor rows) {
        require(rows.shape().rank() == 3 && rows.dim(0) == 1, "table: x%s are not rows (need x[1, n, width])", rows.shape());
        return new Table(rows.keep().detach(), new AtomicInteger(rows.dim(1)));
    }

    /// All rows as a tensor, `[1, n, width]`, where they are.
    public Tensor rows() {
        return rows;
    }

    /// How many rows.
    public int size() {
        return rows.dim(1);
    }

    /// These rows and more.
    ///
    /// @param more `[1, n, width]`
    /// @throws IllegalArgumentException if they are wider or narrower
    public Table and(Tensor more) {
        int width = rows.dim(2);
        require(more.shape().equals(Shape.of(1, more.dim(-2), width)), "table: rows%s and x%s do not fit together",
                rows.shape(), more.shape());
        Shape shape = Shape.of(1, size() + more.dim(1), width);
        float[] array = rows.data();
        AtomicInteger owner = taken;
        if (shape.size() > array.length || !taken.compareAndSet(size(), shape.dim(1))) {
            float[] larger = new float[(int) Math.max(shape.size(), Math.min(Shape.MOST, 2L * rows.shape().size()))];
            System.arraycopy(array, 0, larger, 0, rows.shape().size());
            array = larger;
            owner = new AtomicInteger(shape.dim(1));
        }
        System.arraycopy(more.data(), 0, array, rows.shape().size(), more.shape().size());
        return new Table(Tensor.over(array, shape, rows.engine()), owner);
    }
}
