package clearhead.explain.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Examples as numbers.
///
/// @param list what the numbers are
/// @param x    `[examples][features]`
record Features(List<Feature> list, double[][] x) {

    /// A column of words counts by its most frequent ones.
    private static final int WORDS = 20;

    /// What columns say: of numbers the number, of words whether it is one of the frequent.
    ///
    /// @param chosen the rows in which words are counted
    static Features columns(Table table, List<String> columns, int[] chosen) {
        List<Feature> list = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (String column : columns) {
            if (table.isNumeric(column)) {
                list.add(new Feature.Number(column));
                values.add(table.numbers(column));
            } else {
                List<String> cells = table.cells(column);
                for (String word : frequent(cells, chosen)) {
                    list.add(new Feature.Is(column, word));
                    values.add(cells.stream().mapToDouble(cell -> cell.equals(word) ? 1 : 0).toArray());
                }
            }
        }
        return new Features(list, transposed(values, table.size()));
    }

    /// Words that more than one example has, the most frequent first, equally frequent ones in the order of their letters.
    private static List<String> frequent(List<String> cells, int[] chosen) {
        Map<String, Long> counts = Arrays.stream(chosen).mapToObj(cells::get)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream().filter(entry -> entry.getValue() > 1)
                .sorted(Comparator.comparing(entry -> -entry.getValue())).limit(WORDS).map(Map.Entry::getKey).toList();
    }

    /// `[features][examples]` → `[examples][features]`
    static double[][] transposed(List<double[]> values, int rows) {
        return IntStream.range(0, rows).mapToObj(row -> values.stream().mapToDouble(column -> column[row]).toArray())
                .toArray(double[][]::new);
    }

    /// The same with mean 0 and variance 1, column by column; constant ones become 0.
    double[][] standardised() {
        List<double[]> columns = IntStream.range(0, list.size()).mapToObj(c -> {
            double mean = Arrays.stream(x).mapToDouble(row -> row[c]).sum() / x.length;
            double deviation = Math.sqrt(Arrays.stream(x).mapToDouble(row -> (row[c] - mean) * (row[c] - mean)).sum() / x.length);
            return Arrays.stream(x).mapToDouble(row -> deviation > 0 ? (row[c] - mean) / deviation : 0).toArray();
        }).toList();
        return transposed(columns, x.length);
    }
}
