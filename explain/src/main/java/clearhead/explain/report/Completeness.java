package clearhead.explain.report;

import clearhead.explain.Explanation;
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

    /// The balances that an explanation carries, or its reason for having none.
    static Completeness of(Explanation explanation) {
        List<Balance> balances = explanation.rows().stream().flatMap(row -> row.balance().stream())
            .map(balance -> new Balance(balance.value(), balance.baseline(), balance.gap())).toList();
        return balances.isEmpty() ? none(explanation.method().gapReason()) : of(balances);
    }

    public static Completeness of(List<Balance> rows) {
        return new Completeness(rows, "");
    }

    public static Completeness none(String reason) {
        return new Completeness(List.of(), reason);
    }
}
