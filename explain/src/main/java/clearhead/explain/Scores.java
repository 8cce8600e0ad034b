package clearhead.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a method says, number by number.
public sealed interface Scores {

    /// The rows of what it says as a matrix; empty where there is one row.
    List<Axis> rows();

    /// Its columns.
    List<Axis> columns();

    /// `[rows][columns]`.
    float[][] matrix();

    /// The scores of the explained number, one for each token of the input; empty where several numbers are explained, or pairs of tokens.
    Optional<float[]> answer();

    /// Rows of scores, one for each explained number, in the form that the target asks for.
    static Scores of(Target target, Input input, List<Leaf> leaves, List<Explanation.Row> rows) {
        List<Axis> columns = Leaf.axes(leaves);
        return switch (target) {
            case Target.Each _ -> new Each(Axis.of(Axis.TARGETS, input.targets()), columns, rows);
            case Target.One _ -> leaves.getFirst() instanceof Leaf.Pixels pixels ? pixels.picture(rows.getFirst())
                    : new One(columns, rows.getFirst());
        };
    }

    /// One number is explained.
    ///
    /// @param columns what the scores belong to
    record One(List<Axis> columns, Explanation.Row row) implements Scores {

        /// Checks that there is a score for each column.
        ///
        /// @throws IllegalArgumentException if there is not
        public One {
            columns = List.copyOf(columns);
            require(new float[][] {row.scores()}, 1, Axis.size(columns));
        }

        @Override public List<Axis> rows() {
            return List.of();
        }

        @Override public float[][] matrix() {
            return new float[][] {row.scores()};
        }

        @Override public Optional<float[]> answer() {
            return Scores.onInput(columns, row.scores());
        }
    }

    /// Several numbers are explained, one for each token that is written.
    ///
    /// @param targets the tokens
    /// @param columns what the scores belong to
    /// @param each    one for each token
    record Each(Axis targets, List<Axis> columns, List<Explanation.Row> each) implements Scores {

        /// Checks that there is a row for each target, and a score in it for each column.
        ///
        /// @throws IllegalArgumentException if there is not
        public Each {
            columns = List.copyOf(columns);
            each = List.copyOf(each);
            require(each.stream().map(Explanation.Row::scores).toArray(float[][]::new), targets.size(), Axis.size(columns));
        }

        @Override public List<Axis> rows() {
            return List.of(targets);
        }

        @Override public float[][] matrix() {
            return each.stream().map(Explanation.Row::scores).toArray(float[][]::new);
        }

        @Override public Optional<float[]> answer() {
            return Optional.empty();
        }
    }

    /// One number is explained, or none, by scores of pairs: who reads whom, which word of one text goes with which of another, which pixel
    /// of a picture.
    ///
    /// @param matrix   `[rows][columns]`
    /// @param row      the row that belongs to the explained number, if one does
    /// @param value    F(x), the explained number
    /// @param baseline what all scores together are `value − baseline` of; empty if they need not add up
    /// @param errors   the standard error of each score, for methods that draw samples; else no row
    record Grid(List<Axis> rows, List<Axis> columns, float[][] matrix, OptionalInt row, double value, OptionalDouble baseline, float[][] errors)
            implements Scores {

        /// Scores without errors.
        public Grid(List<Axis> rows, List<Axis> columns, float[][] matrix, OptionalInt row, double value, OptionalDouble baseline) {
            this(rows, columns, matrix, row, value, baseline, new float[0][]);
        }

        /// Copies the matrix and checks its sizes.
        ///
        /// @throws IllegalArgumentException if they are not those of the axes, or a number is not finite
        public Grid {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
            matrix = copy(matrix);
            errors = copy(errors);
            require(matrix, Axis.size(rows), Axis.size(columns));
            if (errors.length > 0) {
                require(errors, Axis.size(rows), Axis.size(columns));
            }
            double known = value;
            Arrays.stream(matrix).forEach(scores -> new Explanation.Row(scores, known, OptionalDouble.empty()));
        }

        @Override public float[][] matrix() {
            return copy(matrix);
        }

        @Override public float[][] errors() {
            return copy(errors);
        }

        /// Where the row reads more than the input, the part that falls on it; empty where it does not read the input.
        @Override public Optional<float[]> answer() {
            return row.isEmpty() ? Optional.empty() : Scores.onInput(columns, matrix[row.getAsInt()]);
        }

        /// Whether all scores add up; empty for methods that do not promise it.
        public Optional<Explanation.Balance> balance() {
            double sum = Arrays.stream(matrix).flatMapToDouble(scores -> IntStream.range(0, scores.length).mapToDouble(i -> scores[i])).sum();
            return baseline.isEmpty() ? Optional.empty() : Optional.of(new Explanation.Balance(value, baseline.getAsDouble(),
                    value - baseline.getAsDouble() - sum));
        }

        private static float[][] copy(float[][] matrix) {
            return Arrays.stream(matrix).map(float[]::clone).toArray(float[][]::new);
        }
    }

    /// What falls on the input, where more was read than that; nothing if it is something else.
    private static Optional<float[]> onInput(List<Axis> columns, float[] scores) {
        Axis first = columns.getFirst();
        return first.name().equals(Axis.TOKENS) ? Optional.of(Arrays.copyOf(scores, first.size())) : Optional.empty();
    }

    private static void require(float[][] matrix, int rows, int columns) {
        if (matrix.length != rows || Arrays.stream(matrix).anyMatch(scores -> scores.length != columns)) {
            throw new IllegalArgumentException("explanation: rows of %s scores, but the target asks for %d with %d each"
                    .formatted(Arrays.stream(matrix).map(scores -> scores.length).toList(), rows, columns));
        }
    }
}
