package clearhead.explain.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// One input, and what the methods say about it: every matrix is `[rows][columns]`, rows are what is explained, columns the
/// pieces of all passages in order.
///
/// @param title    for instance `Montag, 3. März 2025 → 2025-03-03`
/// @param rowsName what the rows are, for instance `output`
/// @param target   what a row's value is, for instance `log p of the character`; empty where rows have no value of their own
/// @param unit     what the columns are, for instance `tokens`
/// @param answer   the row that is the answer's own, if several rows are shown and one is
/// @param together whether rows and columns have sums that mean something, because all scores together add up to one number
/// @param facts    what else one should know of what was explained, by names
/// @param coarser  the same over words, and over sentences; scores are sums
public record Panel(String title, String rowsName, String target, List<Row> rows, List<Passage> columns, List<View> views, String unit,
                    OptionalInt answer, boolean together, Map<String, String> facts, List<Panel> coarser) {

    /// Nothing but the scores.
    public Panel(String title, String rowsName, String target, List<Row> rows, List<Passage> columns, List<View> views) {
        this(title, rowsName, target, rows, columns, views, "", OptionalInt.empty(), false, Map.of(), List.of());
    }

    public Panel {
        Objects.requireNonNull(rowsName, "rowsName");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(answer, "answer");
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        coarser = List.copyOf(coarser);
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
            if (balances > 1 && balances != rows.size()) {
                throw new IllegalArgumentException(what + ": " + balances + " balances for " + rows.size() + " rows");
            }
        }
    }

    /// The pieces of all passages: what the columns of every sheet are.
    public List<Piece> pieces() {
        return columns.stream().flatMap(passage -> passage.pieces().stream()).toList();
    }

    /// The same, with what it is over words and sentences.
    Panel with(List<Panel> others) {
        return new Panel(title, rowsName, target, rows, columns, views, unit, answer, together, facts, others);
    }

    /// The |score| of full colour. What the tokenizer added does not set it: its mass often dwarfs the text's.
    double largest(float[] row) {
        List<Piece> pieces = pieces();
        return IntStream.range(0, row.length).filter(j -> !pieces.get(j).special()).mapToDouble(j -> Math.abs(row[j])).max().orElse(0);
    }

    /// Whether rows and columns are those of a picture.
    boolean isPixels() {
        return rows.size() > 1 && !coarser.isEmpty()
            && columns.getFirst().picture().stream().anyMatch(picture -> picture.rows() == rows.size());
    }

    boolean knowsRight() {
        return rows.stream().anyMatch(row -> !row.right().isEmpty());
    }
}
