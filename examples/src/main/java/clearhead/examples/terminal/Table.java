package clearhead.examples.terminal;

import clearhead.explain.report.Columns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Rows of text in columns that line up, whatever the script.
public final class Table {

    private static final String GAP = "  ";

    private final String sides;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param sides for each column `l` or `r`: the side on which its texts line up
    public Table(String sides) {
        this.sides = sides;
    }

    /// Adds a row.
    public Table row(Object... cells) {
        rows.add(List.of(cells).stream().map(cell -> Columns.safe(cell.toString())).toList());
        return this;
    }

    /// Prints it.
    ///
    /// @param indent spaces in front of each line
    public void print(Screen screen, int indent) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(sides.length(), 0));
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), Columns.width(row.get(i))));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ".repeat(indent));
            for (int i = 0; i < row.size(); i++) {
                String filling = " ".repeat(widths.get(i) - Columns.width(row.get(i)));
                line.append(i == 0 ? "" : GAP).append(sides.charAt(i) == 'r' ? filling + row.get(i) : row.get(i) + filling);
            }
            screen.say(line.toString().stripTrailing());
        }
    }
}
