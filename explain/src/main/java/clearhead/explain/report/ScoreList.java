package clearhead.explain.report;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The scores of one row for a terminal: a line for each piece with a number for each method; of one method a bar as well.
record ScoreList(Panel panel) {

    /// What does not fit on a screen: only the largest are shown, and the sum of the others.
    private static final int MOST = 40;
    private static final int LABEL = 24, NAME = 16, BAR = 40;

    String draw(Ink ink, int width) {
        List<Piece> pieces = panel.pieces();
        List<Integer> shown = shown();
        List<String> labels = shown.stream().map(j -> cut(Columns.safe(pieces.get(j).text()).replace(' ', '␣'), LABEL)).toList();
        int label = labels.stream().mapToInt(Columns::width).max().orElseThrow() + 2;
        List<DoubleFunction<String>> writers = panel.views().stream().map(ScoreList::writer).toList();
        boolean alone = panel.views().size() == 1;
        List<Integer> rooms = IntStream.range(0, writers.size()).map(v -> Math.max(alone ? 0 : name(v).length(), shown.stream()
            .mapToInt(j -> figure(v, j, writers.get(v)).length()).max().orElseThrow())).boxed().toList();

        StringBuilder text = new StringBuilder();
        text.append(" ".repeat(label)).append(IntStream.range(0, writers.size())
            .mapToObj(v -> alone ? Columns.safe(panel.views().get(v).method().label())
                : " ".repeat(rooms.get(v) - name(v).length()) + name(v))
            .collect(Collectors.joining("  "))).append('\n');
        NavigableMap<Integer, String> names = names();
        int named = -1;
        for (int i = 0; i < shown.size(); i++) {
            int j = shown.get(i);
            Map.Entry<Integer, String> passage = names.floorEntry(j);
            text.append(names.size() > 1 && passage.getKey() != named ? "— " + Columns.safe(passage.getValue()) + "\n" : "");
            named = passage.getKey();
            text.append(Columns.pad(labels.get(i), label));
            for (int v = 0; v < writers.size(); v++) {
                String figure = figure(v, j, writers.get(v));
                text.append(v == 0 ? "" : "  ").append(" ".repeat(rooms.get(v) - figure.length())).append(paint(figure, v, j, ink, alone));
            }
            text.append(alone ? "  " + bar(j, ink, Math.min(BAR, width - label - rooms.getFirst() - 2)) : "").append('\n');
        }
        if (shown.size() < pieces.size()) {
            text.append("… and %d others, together".formatted(pieces.size() - shown.size()));
            IntStream.range(0, writers.size()).forEach(v -> text.append(' ').append(writers.get(v).apply(IntStream.range(0, pieces.size())
                .filter(j -> !shown.contains(j)).mapToDouble(j -> score(v, j)).sum()).strip()));
            text.append('\n');
        }
        return text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    /// The names of the passages by their first columns.
    private NavigableMap<Integer, String> names() {
        NavigableMap<Integer, String> names = new TreeMap<>();
        int from = 0;
        for (Passage passage : panel.columns()) {
            names.put(from, passage.name());
            from += passage.pieces().size();
        }
        return names;
    }

    /// Those with the greatest |score| by any method, measured against its largest; in the order of the text.
    private List<Integer> shown() {
        int size = panel.pieces().size();
        return IntStream.range(0, size).boxed().sorted((a, b) -> Double.compare(weight(b), weight(a))).limit(MOST).sorted().toList();
    }

    private double weight(int j) {
        return IntStream.range(0, panel.views().size()).mapToDouble(v -> strength(v, j)).max().orElseThrow();
    }

    private float score(int view, int j) {
        return panel.views().get(view).whole().row(0)[j];
    }

    private double strength(int view, int j) {
        double largest = panel.largest(panel.views().get(view).whole().row(0));
        return largest == 0 ? 0 : Math.abs(score(view, j)) / largest;
    }

    private String name(int view) {
        return cut(Columns.safe(panel.views().get(view).method().label()), NAME);
    }

    private static DoubleFunction<String> writer(View view) {
        float[] row = view.whole().row(0);
        return Figures.column(IntStream.range(0, row.length).mapToDouble(j -> row[j]), view.method().signed());
    }

    private String figure(int view, int j, DoubleFunction<String> writer) {
        float[][] errors = panel.views().get(view).errors();
        return writer.apply(score(view, j)) + (errors.length == 0 ? "" : " ± " + writer.apply(errors[0][j]).replace("+", "").strip());
    }

    private String paint(String figure, int view, int j, Ink ink, boolean alone) {
        return ink == Ink.PLAIN || alone ? figure : ink.paint(figure, hue(view, j), Math.min(1, strength(view, j)), false);
    }

    private int hue(int view, int j) {
        boolean signed = panel.views().get(view).method().signed();
        return !signed ? TerminalView.WEIGHT : score(view, j) < 0 ? TerminalView.AGAINST : TerminalView.FOR;
    }

    /// What a special token has beyond the largest of the text is not drawn to its end, and says so.
    private String bar(int j, Ink ink, int room) {
        double strength = strength(0, j);
        int length = (int) Math.round(Math.min(1, strength) * Math.max(0, room - 1));
        String beyond = strength > 1 ? "›" : "";
        String bar = (ink == Ink.PLAIN ? score(0, j) < 0 ? "-" : "+" : " ").repeat(length);
        return (ink == Ink.PLAIN || length == 0 ? bar : ink.paint(bar, hue(0, j), 1, false)) + beyond;
    }

    private static String cut(String text, int width) {
        String cut = text;
        while (Columns.width(cut) >= width && cut.length() < text.length() || Columns.width(cut) > width) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut.length() == text.length() ? text : cut + "…";
    }
}
