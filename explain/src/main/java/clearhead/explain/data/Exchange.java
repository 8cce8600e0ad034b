package clearhead.explain.data;

import clearhead.autograd.Seeds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Which example lends its values to which: permutations within groups of examples, or within all.
///
/// @param groups of row numbers, each row in one
record Exchange(List<int[]> groups) {

    /// Among all examples.
    static Exchange all(int rows) {
        return new Exchange(List.of(IntStream.range(0, rows).toArray()));
    }

    /// Random permutation number `repeat`, each as likely as any other, those that leave rows in place among them: every row draws a
    /// number, and a group's rows change places so that these come in order.
    ///
    /// @return for each row the one that lends
    int[] random(long seed, int repeat) {
        long stream = Seeds.mix(seed, repeat);
        return from(group -> IntStream.of(group).boxed().sorted(Comparator.comparingLong(row -> Seeds.mix(stream, row)))
                .mapToInt(Integer::intValue).toArray());
    }

    /// Everybody borrows from the row that is so many further on, in a circle. The N circles of N rows together have each pair of rows
    /// once: their mean is that of all N! permutations.
    int[] circle(int shift) {
        return from(group -> IntStream.range(0, group.length).map(i -> group[(i + shift) % group.length]).toArray());
    }

    private int[] from(UnaryOperator<int[]> order) {
        int[] lends = new int[groups.stream().mapToInt(group -> group.length).sum()];
        for (int[] group : groups) {
            int[] ordered = order.apply(group);
            for (int i = 0; i < group.length; i++) {
                lends[group[i]] = ordered[i];
            }
        }
        return lends;
    }

    /// The rows of a table with some columns taken from other rows.
    static List<List<String>> rows(Table table, List<Integer> columns, int[] lends) {
        return IntStream.range(0, lends.length).mapToObj(row -> {
            String[] cells = table.rows().get(row).toArray(String[]::new);
            columns.forEach(column -> cells[column] = table.rows().get(lends[row]).get(column));
            return Arrays.asList(cells);
        }).toList();
    }
}
