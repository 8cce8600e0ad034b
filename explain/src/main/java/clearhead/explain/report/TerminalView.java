package clearhead.explain.report;

import java.util.List;
import java.util.stream.Collectors;

/// A sheet as a terminal shows it: a line for each row, in which every column is the piece itself, coloured by its score.
///
/// Without colours a header names the columns, and below it stand a sign and a digit for each: 9 is the row's largest.
public record TerminalView(Panel panel, View view, Sheet sheet) {

    static final int FOR = 0xF28E2B, AGAINST = 0x5B9BD9, WEIGHT = 0xA68AE0;   // orange, blue; violet where nothing is against
    private static final int SHARE = 7;                                      // room for "  100 %"

    public TerminalView {
        sheet.requireSize(panel.rows().size(), panel.pieces().size(), "terminal view");
    }

    /// @param width how many columns the terminal has; what is wider goes on below
    public String draw(Ink ink, int width) {
        List<String> pieces = panel.pieces().stream().map(piece -> Columns.safe(piece.text())).toList();
        List<String> labels = panel.rows().stream().map(row -> Columns.safe(row.piece().text()).replace(' ', '␣')).toList();
        int label = labels.stream().mapToInt(Columns::width).max().orElseThrow() + 2;
        int room = width - label - (panel.knowsRight() ? SHARE : 0);

        StringBuilder picture = new StringBuilder();
        picture.append(Columns.safe(panel.title())).append('\n').append(view.method().label());
        if (view.sheets().size() > 1) picture.append(", ").append(sheet.place());
        picture.append('\n');
        for (int from = 0, to; from < pieces.size(); from = to) {
            to = fitting(pieces, from, ink, room);
            if (ink == Ink.PLAIN) {
                picture.append(" ".repeat(label));
                for (int j = from; j < to; j++) picture.append(Columns.pad(" " + pieces.get(j).replace(' ', '␣'), cell(pieces.get(j), ink)));
                picture.append('\n');
            }
            for (int i = 0; i < labels.size(); i++) {
                picture.append(Columns.pad(labels.get(i), label));
                for (int j = from; j < to; j++) picture.append(cell(i, j, pieces.get(j), ink));
                picture.append(to == pieces.size() ? share(i) : "").append('\n');
            }
        }
        picture.append(legend(ink));
        if (!view.method().note().isEmpty()) picture.append(view.method().note()).append('\n');
        view.warnings().forEach(warning -> picture.append("caution: ").append(warning).append('\n'));
        return picture.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    /// One past the last column that fits beside `from`; at least one does, however narrow it is.
    private static int fitting(List<String> pieces, int from, Ink ink, int room) {
        int to = from + 1;
        for (int used = cell(pieces.get(from), ink); to < pieces.size(); to++) {
            used += cell(pieces.get(to), ink);
            if (used > room) return to;
        }
        return to;
    }

    /// Coloured, a piece and a space behind it; plain, a sign, a digit and a mark below the piece.
    private static int cell(String piece, Ink ink) {
        return Math.max(ink == Ink.PLAIN ? 3 : 2, Columns.width(piece) + 1);
    }

    private String cell(int i, int j, String piece, Ink ink) {
        float score = sheet.row(i)[j];
        double strength = strength(i, j);
        boolean right = panel.rows().get(i).right().contains(j);
        if (ink != Ink.PLAIN) {
            int hue = !view.method().signed() ? WEIGHT : score < 0 ? AGAINST : FOR;
            return ink.paint(Columns.pad(piece, cell(piece, ink)), hue, strength, right);
        }
        long digit = Math.round(9 * strength);
        String cell = digit == 0 ? " ." : (score < 0 ? "-" : " ") + digit;
        return Columns.pad(cell + (right ? "*" : ""), cell(piece, ink));
    }

    /// |score| beside the largest of its row. What the tokenizer added does not set the scale: its mass often dwarfs the text's.
    private double strength(int i, int j) {
        List<Piece> pieces = panel.pieces();
        double largest = 0;
        for (int k = 0; k < pieces.size(); k++) {
            if (!pieces.get(k).special()) largest = Math.max(largest, Math.abs(sheet.row(i)[k]));
        }
        return largest == 0 ? 0 : Math.min(1, Math.abs(sheet.row(i)[j]) / largest);
    }

    private String share(int i) {
        Row row = panel.rows().get(i);
        return row.right().isEmpty() ? "" : "%5d %%".formatted(Math.round(100 * sheet.share(i, row.right())));
    }

    private String legend(Ink ink) {
        boolean signed = view.method().signed();
        String scale;
        if (ink == Ink.PLAIN) {
            scale = "9: the largest of its row" + (signed ? "; -: speaks against the row" : "");
        } else if (signed) {
            scale = ink.paint(" against ", AGAINST, 1, false) + ink.paint(" nothing ", FOR, 0, false) + ink.paint(" for ", FOR, 1, false)
                + " full colour: the largest of its row";
        } else {
            scale = ink.paint(" nothing ", WEIGHT, 0, false) + ink.paint(" most ", WEIGHT, 1, false) + " full colour: the largest of its row";
        }
        if (!panel.knowsRight()) return scale + "\n";
        return scale + "; " + (ink == Ink.PLAIN ? "*" : "underlined") + ": right\n%: how much of the row falls on the right columns\n";
    }
}
