package clearhead.explain.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        List<String> labels = IntStream.range(0, panel.rows().size()).mapToObj(i -> (panel.answer().equals(OptionalInt.of(i)) ? "> " : "")
            + Columns.safe(panel.rows().get(i).piece().text()).replace(' ', '␣')).toList();
        int label = labels.stream().mapToInt(Columns::width).max().orElseThrow() + 2;
        int room = width - label - (panel.knowsRight() ? SHARE : 0);

        StringBuilder picture = new StringBuilder();
        picture.append(Columns.safe(panel.title())).append('\n').append(Columns.safe(view.method().label()));
        if (view.sheets().size() > 1) picture.append(", ").append(sheet.place());
        picture.append('\n');
        for (int from = 0, to; from < pieces.size(); from = to) {
            to = fitting(pieces, from, ink, room);
            if (ink == Ink.PLAIN) {
                picture.append(" ".repeat(label));
                for (int j = from; j < to; j++) {
                    picture.append(Columns.pad(" " + pieces.get(j).replace(' ', '␣'), cell(pieces.get(j), ink)));
                }
                picture.append('\n');
            }
            for (int i = 0; i < labels.size(); i++) {
                picture.append(Columns.pad(labels.get(i), label));
                double largest = largest(i);
                for (int j = from; j < to; j++) picture.append(cell(i, j, pieces.get(j), largest, ink));
                picture.append(to == pieces.size() ? share(i) : "").append('\n');
            }
        }
        picture.append(legend(ink));
        if (!view.method().note().isEmpty()) picture.append(Columns.safe(view.method().note())).append('\n');
        view.warnings().forEach(warning -> picture.append("caution: ").append(Columns.safe(warning)).append('\n'));
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

    private String cell(int i, int j, String piece, double largest, Ink ink) {
        float score = sheet.row(i)[j];
        double strength = largest == 0 ? 0 : Math.min(1, Math.abs(score) / largest);
        boolean right = panel.rows().get(i).right().contains(j);
        if (ink != Ink.PLAIN) {
            int hue = !view.method().signed() ? WEIGHT : score < 0 ? AGAINST : FOR;
            return ink.paint(Columns.pad(piece, cell(piece, ink)), hue, strength, right);
        }
        return Columns.pad(digit(score, largest) + (right ? "*" : ""), cell(piece, ink));
    }

    /// A sign and a digit, 9 for the largest.
    static String digit(float score, double largest) {
        long digit = largest == 0 ? 0 : Math.round(9 * Math.min(1, Math.abs(score) / largest));
        return digit == 0 ? " ." : (score < 0 ? "-" : " ") + digit;
    }

    /// The |score| of full colour.
    private double largest(int i) {
        return panel.together() ? IntStream.range(0, panel.rows().size()).filter(row -> !panel.rows().get(row).piece().special())
            .mapToDouble(row -> panel.largest(sheet.row(row))).max().orElse(0) : panel.largest(sheet.row(i));
    }

    private String share(int i) {
        Row row = panel.rows().get(i);
        return row.right().isEmpty() ? "" : String.format(Locale.ROOT, "%5d %%", Math.round(100 * sheet.share(i, row.right())));
    }

    private String legend(Ink ink) {
        boolean signed = view.method().signed();
        String scale;
        String of = panel.together() ? "the largest of all" : "the largest of its row";
        if (ink == Ink.PLAIN) {
            scale = "9: " + of + (signed ? "; -: speaks against the row" : "");
        } else {
            scale = (signed ? ink.paint(" against ", AGAINST, 1, false) : "") + ink.paint(" nothing ", FOR, 0, false)
                + (signed ? ink.paint(" for ", FOR, 1, false) : ink.paint(" most ", WEIGHT, 1, false))
                + " full colour: " + of;
        }
        scale += panel.answer().isPresent() ? "; >: the answer's row" : "";
        if (!panel.knowsRight()) return scale + "\n";
        return scale + "; " + (ink == Ink.PLAIN ? "*" : "underlined") + ": right\n%: how much of the row falls on the right columns\n";
    }
}
