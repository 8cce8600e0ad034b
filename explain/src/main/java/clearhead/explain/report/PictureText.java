package clearhead.explain.report;

import java.util.List;
import java.util.stream.IntStream;

/// A picture and the scores of its squares for a terminal: side by side in half blocks, two pixels a character; without colours a sign
/// and a digit for each square, 9 for the largest.
record PictureText(Panel panel, View view) {

    private static final int MOST = 56;

    String draw(Ink ink, int width) {
        Picture picture = panel.columns().getFirst().picture().orElseThrow();
        float[] row = view.whole().row(0);
        List<Integer> squares = IntStream.range(0, row.length).filter(j -> !panel.pieces().get(j).special()).boxed().toList();
        double largest = panel.largest(row);
        StringBuilder text = new StringBuilder(Columns.safe(view.method().label())).append('\n');
        if (ink == Ink.PLAIN) {
            for (int y = 0; y < picture.rows(); y++) {
                for (int x = 0; x < picture.columns(); x++) {
                    text.append(TerminalView.digit(row[squares.get(y * picture.columns() + x)], largest));
                }
                text.append('\n');
            }
        } else {
            int size = Math.clamp((width - 2) / 2, 1, Math.min(MOST, Math.max(picture.width(), picture.columns())));
            int lines = Math.max(1, (int) Math.round(size * (double) picture.height() / picture.width() / 2));
            for (int line = 0; line < lines; line++) {
                for (int x = 0; x < size; x++) {
                    text.append(ink.half(pixel(picture, 2 * line, x, 2 * lines, size), pixel(picture, 2 * line + 1, x, 2 * lines, size)));
                }
                text.append("  ");
                for (int x = 0; x < size; x++) {
                    int column = x * picture.columns() / size;
                    float top = row[squares.get(2 * line * picture.rows() / (2 * lines) * picture.columns() + column)];
                    float bottom = row[squares.get((2 * line + 1) * picture.rows() / (2 * lines) * picture.columns() + column)];
                    text.append(ink.half(heat(top, largest), heat(bottom, largest)));
                }
                text.append('\n');
            }
        }
        IntStream.range(0, row.length).filter(j -> panel.pieces().get(j).special())
            .forEach(j -> text.append(panel.pieces().get(j).text()).append(": ").append(Figures.of(row[j])).append('\n'));
        return text.append(ink == Ink.PLAIN ? "9" : "full colour").append(": ").append(Figures.of(largest)).append('\n').toString();
    }

    private static int pixel(Picture picture, int y, int x, int height, int width) {
        return picture.colour((double) y / height, (y + 1.0) / height, (double) x / width, (x + 1.0) / width);
    }

    private int heat(float score, double largest) {
        int hue = !view.method().signed() ? TerminalView.WEIGHT : score < 0 ? TerminalView.AGAINST : TerminalView.FOR;
        return Ink.mix(hue, largest == 0 ? 0 : Math.min(1, Math.abs(score) / largest));
    }
}
