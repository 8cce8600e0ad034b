package clearhead.explain.report;

import java.util.List;
import java.util.Objects;

/// What a method promises about the sum of its scores.
///
/// @param rows   one balance for each row; empty where the method promises nothing
/// @param reason why it promises nothing; empty where it does
public record Completeness(List<Balance> rows, String reason) {

    public Completeness {
        rows = List.copyOf(rows);
        Objects.requireNonNull(reason, "reason");
        if (rows.isEmpty() == reason.isEmpty()) {
            throw new IllegalArgumentException("completeness: " + rows.size() + " balances and the reason \"" + reason
                + "\" (need balances, or the reason why there are none)");
        }
    }

    public static Completeness of(List<Balance> rows) {
        return new Completeness(rows, "");
    }

    public static Completeness none(String reason) {
        return new Completeness(List.of(), reason);
    }
}
