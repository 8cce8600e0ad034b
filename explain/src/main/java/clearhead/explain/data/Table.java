package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.Nearest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Examples with aligned columns, each cell a text; a column is of numbers where every cell is one.
///
/// @param source what messages call it
/// @param names  of the columns
/// @param rows   `[examples][columns]`
/// @param lines  where each row begins in the file, counted from 1
public record Table(String source, List<String> names, List<List<String>> rows, List<Integer> lines) {

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,4})?");

    /// Checks that all rows have all columns, and copies them.
    ///
    /// @throws BadInput if they have not, there is no row, or two columns have one name
    public Table {
        names = List.copyOf(names);
        rows = rows.stream().map(List::copyOf).toList();
        lines = List.copyOf(lines);
        if (names.isEmpty() || rows.isEmpty()) {
            throw new BadInput(source, names.isEmpty() ? "is empty" : "holds no example", "a header, and at least one example below it");
        }
        for (int c = 0; c < names.size(); c++) {
            if (names.get(c).isBlank() || names.indexOf(names.get(c)) < c) {
                throw new BadInput(source, names.get(c).isBlank() ? "column %d has no name".formatted(c + 1)
                        : "two columns are called '%s'".formatted(names.get(c)), "a header that names every column once");
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            if (rows.get(r).size() != names.size()) {
                throw new BadInput("%s: line %d".formatted(source, lines.get(r)), "has %d fields".formatted(rows.get(r).size()),
                        "%d, as many as the header names".formatted(names.size()));
            }
        }
    }

    /// A file: `.csv` or `.tsv` with a header, `.jsonl` with an object in each line, or `.txt`, whose lines are the column `text`.
    ///
    /// @throws BadInput if it is none of them, or there is something wrong in it
    public static Table read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "csv" -> TableFile.separated(file, ',');
            case "tsv" -> TableFile.separated(file, '\t');
            case "jsonl", "ndjson" -> TableFile.objects(file);
            case "txt" -> TableFile.lines(file);
            default -> throw new BadInput(file, "is of a kind that is not known here", TableFile.NEEDED);
        };
    }

    /// How many examples.
    public int size() {
        return rows.size();
    }

    /// Where a column is.
    ///
    /// @throws BadInput if there is none of this name
    public int index(String column) {
        if (!names.contains(column)) {
            throw new BadInput(source, "has no column '%s'".formatted(column), Nearest.suggestion(column, names));
        }
        return names.indexOf(column);
    }

    /// The cells of a column.
    public List<String> cells(String column) {
        int at = index(column);
        return rows.stream().map(row -> row.get(at)).toList();
    }

    /// Whether every cell of a column is a number.
    public boolean isNumeric(String column) {
        return cells(column).stream().allMatch(Table::isNumber);
    }

    /// The numbers of a column.
    ///
    /// @throws BadInput if a cell holds none
    public double[] numbers(String column) {
        List<String> cells = cells(column);
        return IntStream.range(0, size()).mapToDouble(row -> number(cells.get(row), place(row, column))).toArray();
    }

    /// A cell as messages call it.
    String place(int row, String column) {
        return "%s: line %d, column '%s'".formatted(source, lines.get(row), column);
    }

    private static boolean isNumber(String cell) {
        return NUMBER.matcher(cell.strip()).matches() && Double.isFinite(Double.parseDouble(cell.strip()));
    }

    private static double number(String cell, String place) {
        if (!isNumber(cell)) {
            throw new BadInput(place, cell.isBlank() ? "is empty" : "'%s' is no number".formatted(cell), "a number such as 3 or -0.5");
        }
        return Double.parseDouble(cell.strip());
    }
}
