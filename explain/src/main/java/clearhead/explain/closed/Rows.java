package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Variant;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Rows of a table. A column that is removed has the numbers of the background's rows, one after the other, and the answers are averaged:
/// `v(S) = 1/B Σ_b F(x_S, b)` (Lundberg & Lee 2017, arXiv 1705.07874, section 4), which takes B calls. A background of one row is a
/// reference. That is what [Replacement#AUTO] and [Replacement.Plain#MEAN] are here; `zero` puts a 0. What stands in another's place is
/// named by a row of the background.
///
/// @param background rows with as many numbers as an input has columns
public record Rows(List<double[]> background) implements Form<double[]> {

    /// Copies the rows.
    ///
    /// @throws BadInput if there is none, or they are not of one length
    public Rows {
        background = background.stream().map(double[]::clone).toList();
        if (background.isEmpty() || background.stream().mapToInt(row -> row.length).distinct().count() > 1) {
            throw new BadInput("background", background.isEmpty() ? "has no row" : "has rows of several lengths",
                    "rows as those of the table");
        }
    }

    @Override public Replacement used(Replacement wanted) {
        return switch (wanted) {
            case Replacement.Auto _ -> Replacement.Plain.MEAN;
            case Replacement.Plain.MEAN, Replacement.Plain.ZERO -> wanted;
            case Replacement.Plain _, Replacement.OfToken _, Replacement.Away _ ->
                    throw Form.senseless(wanted, "a column of a table must have a number", "mean, over the background, or zero");
        };
    }

    @Override public List<double[]> questions(Input input, int[] at, Replacement used) {
        if (!(input instanceof Input.Row row)) {
            throw new BadInput("input", "is no row of a table", "one: that is what this model reads");
        }
        if (at.length != background.getFirst().length) {
            throw new BadInput("input", "has %d columns".formatted(at.length),
                    "%d, as the background".formatted(background.getFirst().length));
        }
        double[] x = row.values();
        boolean averaged = used == Replacement.Plain.MEAN && Arrays.stream(at).anyMatch(one -> one == Variant.AWAY);
        return IntStream.range(0, averaged ? background.size() : 1).mapToObj(b -> IntStream.range(0, x.length)
                .mapToDouble(i -> at[i] == Variant.KEPT ? x[i] : at[i] >= 0 ? known(at[i])[i] : averaged ? background.get(b)[i] : 0)
                        .toArray()).toList();
    }

    private double[] known(int row) {
        if (row >= background.size()) {
            throw new BadInput("row %d".formatted(row), "is not in the background", "0 to %d".formatted(background.size() - 1));
        }
        return background.get(row);
    }

    @Override public int each() {
        return background.size();
    }

    @Override public Object key(double[] row) {
        return DoubleBuffer.wrap(row.clone());
    }

    @Override public String shown(double[] row) {
        return Arrays.toString(row);
    }
}
