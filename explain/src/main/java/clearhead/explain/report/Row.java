package clearhead.explain.report;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What one row of scores explains: an output token, or the one decision of a classifier.
///
/// @param piece as it is shown
/// @param value the explained number, F(x); what it is, [Panel#target()] says
/// @param right the columns that are known to be the right ones; empty where nobody knows, or where none is
public record Row(Piece piece, float value, Set<Integer> right) {

    public Row {
        Objects.requireNonNull(piece, "piece");
        Sheet.requireFinite(value, "row \"" + piece.text() + "\": value");
        right = Collections.unmodifiableSet(new TreeSet<>(right));   // in order: the same data gives the same bytes
    }
}
