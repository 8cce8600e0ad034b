package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is right about each example.
sealed interface Labels {

    /// Its class.
    record Classes(int[] index) implements Labels {}

    /// Its number.
    record Numbers(double[] value) implements Labels {}

    /// The labels of a table: numbers for a model that gives one number, else its classes by name or number.
    ///
    /// @param classes how many scores the model gives
    /// @throws BadInput if there is no such column, or a cell is no number or class
    static Labels of(Table table, String column, BlackBox box, int classes) {
        if (classes == 1) {
            return new Numbers(table.numbers(column));
        }
        List<String> cells = table.cells(column);
        return new Classes(IntStream.range(0, table.size()).map(row -> {
            OptionalInt index = box.index(cells.get(row).strip());
            if (index.isEmpty() || index.getAsInt() >= classes) {
                throw new BadInput(table.place(row, column), "'%s' is no class of this model".formatted(cells.get(row)), "one of "
                        + IntStream.range(0, Math.min(classes, 20)).mapToObj(box::label).collect(Collectors.joining(", ")));
            }
            return index.getAsInt();
        }).toArray());
    }
}
