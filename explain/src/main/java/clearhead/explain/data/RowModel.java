package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.Settings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A model as a function of a table's rows. It is asked about each distinct input once.
public final class RowModel {

    /// How many inputs are under way at once.
    private static final int CHUNK = 64;

    private final BlackBox box;
    private final Table table;
    private final List<String> columns;
    private final boolean texts;
    private final Function<List<String>, ?> same;
    private final Function<List<String>, Input> read;
    private final Map<Object, Said> known = new HashMap<>();
    private final long begin = System.nanoTime();

    private RowModel(BlackBox box, Table table, List<String> columns, boolean texts, Function<List<String>, ?> same,
                     Function<List<String>, Input> read) {
        if (box.gives() != BlackBox.Gives.CLASSES && box.gives() != BlackBox.Gives.NUMBERS) {
            throw new BadInput("MODEL", "gives %s, not one answer for an example".formatted(Settings.id(box.gives()).replace('-', ' ')),
                    "a model that gives an input a class, or a number");
        }
        this.box = box;
        this.table = table;
        this.columns = columns;
        this.texts = texts;
        this.same = same;
        this.read = read;
    }

    /// A model that reads texts.
    ///
    /// @param reader makes an input of a text
    public static RowModel texts(BlackBox box, Table table, Template template, Function<String, Input> reader) {
        return new RowModel(box, table, template.columns().stream().distinct().map(table.names()::get).toList(), true, template::fill,
                row -> reader.apply(template.fill(row)));
    }

    /// A model that reads numbers.
    ///
    /// @param columns those that it reads, in its order
    /// @param reader  makes an input of these
    /// @throws BadInput if a cell is no number
    public static RowModel numbers(BlackBox box, Table table, List<String> columns, Function<double[], Input> reader) {
        columns.forEach(table::numbers);
        int[] places = columns.stream().mapToInt(table::index).toArray();
        Function<List<String>, List<Double>> numbers = row -> IntStream.of(places).mapToObj(at -> Double.valueOf(row.get(at).strip()))
                .toList();
        return new RowModel(box, table, columns, false, numbers,
                row -> reader.apply(numbers.apply(row).stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /// The table.
    public Table table() {
        return table;
    }

    /// The columns that it reads.
    public List<String> columns() {
        return columns;
    }

    /// The model.
    public BlackBox box() {
        return box;
    }

    /// How often the model was asked.
    public long calls() {
        return known.size();
    }

    /// Whether it reads texts, or numbers.
    boolean readsTexts() {
        return texts;
    }

    /// The text or the numbers that a row becomes.
    Object filled(List<String> row) {
        return same.apply(row);
    }

    /// Asks about the table's own rows, which everything begins with. Only then does a service know what its classes are called.
    ///
    /// @throws BadInput if an input cannot be read, or that is more than may be asked
    public void ask() {
        said();
    }

    /// What it says of the table's own rows.
    ///
    /// @throws BadInput if an input cannot be read, or that is more than may be asked
    List<Said> said() {
        IntStream.range(0, table.size()).forEach(row -> read(table.rows().get(row),
                "%s: line %d".formatted(table.source(), table.lines().get(row))));
        stop(table.rows()).ifPresent(why -> {
            throw new BadInput("limits", why + ", before all %,d examples are known".formatted(table.size()), "more, or fewer examples");
        });
        return said(table.rows());
    }

    /// What it says of any rows with the table's columns.
    List<Said> said(List<List<String>> rows) {
        List<Map.Entry<Object, List<String>>> open = List.copyOf(open(rows).entrySet());
        for (int from = 0; from < open.size(); from += CHUNK) {
            List<Map.Entry<Object, List<String>>> some = open.subList(from, Math.min(open.size(), from + CHUNK));
            List<double[]> answers = box.scores(some.stream().map(one -> read(one.getValue(), "exchanged values")).toList());
            for (int i = 0; i < some.size(); i++) {
                known.put(some.get(i).getKey(), said(answers.get(i), some.get(i).getKey()));
            }
            box.limits().told().accept(calls());
        }
        return rows.stream().map(row -> known.get(same.apply(row))).toList();
    }

    /// Why these cannot be asked about any more; empty if they can.
    Optional<String> stop(List<List<String>> rows) {
        Limits limits = box.limits();
        if (limits.cancelled().getAsBoolean()) {
            return Optional.of("cancelled after %,d calls".formatted(calls()));
        }
        if (limits.calls().isPresent() && calls() + open(rows).size() > limits.calls().getAsLong()) {
            return Optional.of("a budget of %,d calls".formatted(limits.calls().getAsLong()));
        }
        return limits.time().filter(most -> System.nanoTime() - begin > most.toNanos())
                .map(most -> "%,d ms have passed".formatted(most.toMillis()));
    }

    private Map<Object, List<String>> open(List<List<String>> rows) {
        return rows.stream().filter(row -> !known.containsKey(same.apply(row)))
                .collect(Collectors.toMap(same, row -> row, (first, _) -> first, LinkedHashMap::new));
    }

    private Input read(List<String> row, String where) {
        try {
            return read.apply(row);
        } catch (BadInput fault) {
            throw new BadInput("%s: '%s': %s".formatted(where, same.apply(row), fault.getMessage()));
        }
    }

    private Said said(double[] scores, Object input) {
        int classes = known.isEmpty() ? scores.length : known.values().iterator().next().classes();
        if (box.gives() == BlackBox.Gives.NUMBERS && scores.length != 1) {
            throw new BadInput("MODEL", "gives %d numbers".formatted(scores.length), "one number, or classes");
        }
        if (scores.length != classes) {
            throw new BadInput("MODEL", "gives %d scores for '%s'".formatted(scores.length, input), "%d, as before".formatted(classes));
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new BadInput("MODEL", "gives %s for '%s'".formatted(score, input), "numbers");
            }
        }
        return new Said(scores, box.probabilities(scores));
    }
}
