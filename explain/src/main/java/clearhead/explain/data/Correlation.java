package clearhead.explain.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Pearson's `r = cov(a, b) / (sd a · sd b)` between columns. Of words it is the greatest of the numbers that say whether it is this word.
final class Correlation {

    /// From here on a permutation makes examples that are not like those of the table.
    private static final double HIGH = 0.7;

    private Correlation() {}

    /// A sentence for each two features that go together.
    ///
    /// @param groups the columns of each feature
    static List<String> warnings(Table table, List<List<String>> groups) {
        int[] all = IntStream.range(0, table.size()).toArray();
        List<double[][]> values = groups.stream().map(group -> Features.columns(table, group, all).standardised()).toList();
        List<String> warnings = new ArrayList<>();
        for (int a = 0; a < groups.size(); a++) {
            for (int b = a + 1; b < groups.size(); b++) {
                double r = greatest(values.get(a), values.get(b));
                if (Math.abs(r) > HIGH) {
                    warnings.add(String.format(Locale.ROOT,
                            "%s and %s go together (r = %.2f): exchanged alone, they make examples unlike the data; "
                            + "--conditional exchanges among like ones, --together %s,%s moves them as one", name(groups.get(a)),
                            name(groups.get(b)), r,
                            String.join(",", groups.get(a)), String.join(",", groups.get(b))));
                }
            }
        }
        return warnings;
    }

    static String name(List<String> group) {
        return String.join(" + ", group);
    }

    /// The r of greatest size between columns of mean 0 and variance 1.
    private static double greatest(double[][] a, double[][] b) {
        double greatest = 0;
        for (int i = 0; i < a[0].length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                double sum = 0;
                for (int row = 0; row < a.length; row++) {
                    sum += a[row][i] * b[row][j];
                }
                greatest = Math.abs(sum / a.length) > Math.abs(greatest) ? sum / a.length : greatest;
            }
        }
        return greatest;
    }
}
