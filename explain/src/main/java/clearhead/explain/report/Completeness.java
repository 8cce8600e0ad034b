package clearhead.explain.report;

import clearhead.explain.Explanation;
import clearhead.explain.Scores;
import java.util.List;
import java.util.Objects;

/// What a method promises about the sum of its scores.
///
/// @param rows   one balance for each row, or one for all of them together; empty where the method promises nothing
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
        List<Balance> balances = switch (explanation.scores()) {
            case Scores.Grid grid -> grid.row().isPresent() ? List.<Balance>of() : grid.balance().stream().map(Balance::of).toList();
            case Scores.One _, Scores.Each _ -> explanation.rows().stream().flatMap(row -> row.balance().stream())
                .map(Balance::of).toList();
        };
        return balances.isEmpty() ? none(reason(explanation)) : of(balances);
    }

    /// Why an explanation's scores need not add up.
    static String reason(Explanation explanation) {
        String reason = explanation.method().gapReason();
        return reason.isEmpty() ? "these scores need not add up" : reason;
    }

    public static Completeness of(List<Balance> rows) {
        return new Completeness(rows, "");
    }

    public static Completeness none(String reason) {
        return new Completeness(List.of(), reason);
    }
}
