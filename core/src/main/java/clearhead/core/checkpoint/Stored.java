package clearhead.core.checkpoint;

import clearhead.autograd.Engine;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// One tensor where it lies.
///
/// @param data     its numbers, row-major
/// @param encoding what they are; empty if they can be named but not read
/// @param turned   whether the numbers are those of the transpose: a matrix listed as `[a, b]` lies there as `[b, a]`
record Stored(Weights.Entry entry, MemorySegment data, Optional<Encoding> encoding, boolean turned) {

    /// How many elements are read at once. Every packed type has blocks that divide it.
    private static final int RUN = 256;

    /// As much as is read at once where nothing is turned: what a buffer can show, and many runs.
    private static final int PIECE = 1 << 20;

    /// How many rows are transposed together: two cache lines of each row of the result.
    private static final int STRIP = 32;

    /// Rows of a tile lie this far apart, so that a column of it does not meet itself in the cache.
    private static final int STRIDE = RUN + 16;

    Stored(Weights.Entry entry, MemorySegment data, Optional<Encoding> encoding) {
        this(entry, data, encoding, false);
    }

    /// @param where names it in messages
    Tensor tensor(String where) {
        return read(where, shape(where, entry.shape()), turned);
    }

    /// @param where names it in messages
    Tensor transposed(String where) {
        if (entry.shape().size() != 2) {
            throw new BadInput(where, "has shape " + entry.shape(), "a matrix");
        }
        return read(where, shape(where, entry.shape().reversed()), !turned);
    }

    private Tensor read(String where, Shape shape, boolean turn) {
        Encoding numbers = encoding.orElseThrow(() -> new BadInput(where, "is of type " + entry.type(),
                "a type that can be read as float"));
        return Tensor.from(shape, turn ? values -> turn(numbers, values, shape.dim(1), shape.dim(0)) : values -> copy(numbers, values));
    }

    private void copy(Encoding numbers, float[] values) {
        Engine.standard().share(Math.ceilDiv(values.length, RUN), RUN, (from, to) -> {
            int end = (int) Math.min(values.length, (long) to * RUN);
            for (int begin = from * RUN; begin < end; begin += Math.min(PIECE, end - begin)) {
                numbers.read(data, begin, values, begin, Math.min(PIECE, end - begin));
            }
        });
    }

    /// The numbers of `[rows, columns]` as `[columns, rows]`: by tiles that fit into the first-level cache, because a walk down a column
    /// of a large matrix touches a new cache line, and soon a new page, with every number.
    private void turn(Encoding numbers, float[] values, int rows, int columns) {
        Engine.standard().share(Math.ceilDiv(rows, STRIP), (long) STRIP * columns, (from, to) -> {
            float[] tile = new float[STRIP * STRIDE];
            for (int row = from * STRIP; row < Math.min(rows, to * STRIP); row += STRIP) {
                int height = Math.min(STRIP, rows - row);
                for (int column = 0; column < columns; column += RUN) {
                    int width = Math.min(RUN, columns - column);
                    for (int i = 0; i < height; i++) {
                        numbers.read(data, (row + i) * (long) columns + column, tile, i * STRIDE, width);
                    }
                    for (int j = 0; j < width; j++) {
                        int begin = (column + j) * rows + row;
                        for (int i = 0; i < height; i++) {
                            values[begin + i] = tile[i * STRIDE + j];
                        }
                    }
                }
            }
        });
    }

    private static Shape shape(String where, List<Long> dims) {
        try {
            return Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException | IllegalArgumentException tooLarge) {
            throw new BadInput(where, "has shape " + dims, "at most as many elements as a Java array holds", tooLarge);
        }
    }
}
