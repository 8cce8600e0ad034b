package clearhead.explain;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The name that somebody may have meant.
public final class Nearest {

    private Nearest() {}

    /// `did you mean 'steps'? there are quadrature, steps`, for the name of `names` with the fewest changes of a letter.
    public static String suggestion(String wrong, Collection<String> names) {
        String nearest = names.stream().min(Comparator.comparingInt((String name) -> changes(wrong, name)).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        String all = "one of " + String.join(", ", names);
        return changes(wrong, nearest) <= Math.max(2, wrong.length() / 2) ? "perhaps '%s'; %s".formatted(nearest, all) : all;
    }

    /// The distance of Levenshtein (1965): letters put in, left out or changed.
    private static int changes(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
