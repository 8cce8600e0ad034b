package clearhead.explain.report;

import java.util.List;
import java.util.Objects;

/// One input, and what the methods say about it: every matrix is `[rows][columns]`, rows are what is explained, columns the
/// pieces of all passages in order.
///
/// @param title    for instance `Montag, 3. März 2025 → 2025-03-03`
/// @param rowsName what the rows are, for instance `output`
/// @param target   what a row's value is, for instance `log p of the character`
public record Panel(String title, String rowsName, String target, List<Row> rows, List<Passage> columns, List<View> views) {

    public Panel {
        Objects.requireNonNull(rowsName, "rowsName");
        Objects.requireNonNull(target, "target");
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        views = List.copyOf(views);
        int width = columns.stream().mapToInt(passage -> passage.pieces().size()).sum();
        if (rows.isEmpty() || width == 0 || views.isEmpty()) {
            throw new IllegalArgumentException("panel \"" + title + "\": " + rows.size() + " rows, " + width + " columns, "
                + views.size() + " views (need at least one of each)");
        }
        for (Row row : rows) {
            for (int column : row.right()) {
                if (column < 0 || column >= width) {
                    throw new IllegalArgumentException("panel \"" + title + "\", row \"" + row.piece().text()
                        + "\": right column " + column + " (need 0 to " + (width - 1) + ")");
                }
            }
        }
        if (views.stream().map(view -> view.method().id()).distinct().count() != views.size()) {
            throw new IllegalArgumentException("panel \"" + title + "\": two views of one method");
        }
        for (View view : views) {
            String what = "panel \"" + title + "\", view \"" + view.method().label() + "\"";
            for (Sheet sheet : view.sheets()) sheet.requireSize(rows.size(), width, what);
            int balances = view.completeness().rows().size();
            if (balances != 0 && balances != rows.size()) {
                throw new IllegalArgumentException(what + ": " + balances + " balances for " + rows.size() + " rows");
            }
        }
    }

    /// The pieces of all passages: what the columns of every sheet are.
    public List<Piece> pieces() {
        return columns.stream().flatMap(passage -> passage.pieces().stream()).toList();
    }

    boolean knowsRight() {
        return rows.stream().anyMatch(row -> !row.right().isEmpty());
    }
}
