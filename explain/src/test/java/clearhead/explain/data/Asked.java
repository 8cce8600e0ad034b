package clearhead.explain.data;

import clearhead.explain.BlackBox;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A function of texts, or of rows of numbers, as a model. Remembers what it was asked.
///
/// @param function the scores of a text
/// @param labels   of its classes
/// @param asked    every text, in the order in which they came
/// @param limits   how much it may be asked
record Asked(Function<String, double[]> function, List<String> labels, List<String> asked, Limits limits) implements BlackBox {

    /// A function of texts.
    static Asked texts(Function<String, double[]> function, String... labels) {
        return new Asked(function, List.of(labels), new ArrayList<>(), Limits.NONE);
    }

    /// A function of numbers.
    static Asked rows(Function<double[], double[]> function, String... labels) {
        return texts(text -> function.apply(Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray()), labels);
    }

    Asked with(Limits other) {
        return new Asked(function, labels, asked, other);
    }

    /// Reads a text.
    static Input read(String text) {
        return Input.of(text, List.of(new Token(0, 0, text, 0, text.length(), false)), List.of());
    }

    /// As a function of a table's rows, which it reads as numbers.
    RowModel over(Table table, String... columns) {
        return RowModel.numbers(this, table, List.of(columns), row ->
                read(String.join(" ", Arrays.stream(row).mapToObj(Double::toString).toList())));
    }

    /// As a function of a table's rows, which it reads as texts.
    RowModel over(Table table, Template template) {
        return RowModel.texts(this, table, template, Asked::read);
    }

    /// A table of columns of numbers called a, b, c …
    static Table table(double[]... columns) {
        List<String> names = IntStream.range(0, columns.length).mapToObj(c -> Character.toString('a' + c)).toList();
        List<List<String>> rows = IntStream.range(0, columns[0].length).mapToObj(row -> Arrays.stream(columns)
                .map(column -> Double.toString(column[row])).toList()).toList();
        return new Table("a test", names, rows, IntStream.range(0, rows.size()).mapToObj(row -> row + 2).toList());
    }

    @Override public Gives gives() {
        return Gives.CLASSES;
    }

    @Override public Game.Side side(Input input, Target target, Players players) {
        throw new UnsupportedOperationException("nothing is removed from a row");
    }

    @Override public List<double[]> scores(List<Input> inputs) {
        return inputs.stream().map(input -> ((Input.Text) input).words().texts().getFirst()).peek(asked::add).map(function).toList();
    }

    @Override public OptionalInt position(Input input) {
        return OptionalInt.of(0);
    }

    @Override public String label(int index) {
        return labels.get(index);
    }

    @Override public OptionalInt index(String name) {
        return labels.contains(name) ? OptionalInt.of(labels.indexOf(name)) : OptionalInt.empty();
    }

    @Override public ModelInfo info() {
        return new ModelInfo("", "function", "a test");
    }
}
