package clearhead.explain.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Panels as text: all their pictures, and below them, once, what one should know.
///
/// @param width how many columns there are
record PanelText(Ink ink, int width) {

    String of(List<Panel> panels) {
        Map<String, String> accounts = new LinkedHashMap<>();                    // by method: it may be on several panels
        Map<String, String> facts = new LinkedHashMap<>();
        for (Panel panel : panels) {
            panel.views().stream().filter(view -> !view.facts().isEmpty())
                .forEach(view -> accounts.putIfAbsent(view.method().label(), account(panel, view)));
            panel.facts().forEach((name, fact) -> facts.merge(name, Columns.safe(fact), (a, b) -> a.equals(b) ? a : a + "; " + b));
        }
        String pictures = panels.stream().map(this::picture).collect(Collectors.joining("\n"));
        String below = String.join("", accounts.values())
            + facts.entrySet().stream().map(fact -> "%s: %s\n".formatted(fact.getKey(), fact.getValue())).collect(Collectors.joining());
        return pictures + (below.isEmpty() ? "" : "\n" + below);
    }

    private String picture(Panel panel) {
        if (panel.isPixels()) {
            return picture(panel.coarser().getFirst());
        }
        if (panel.rows().size() > 1) {
            return panel.views().stream().map(view -> new TerminalView(panel, view, view.whole()).draw(ink, width))
                .collect(Collectors.joining("\n"));
        }
        boolean drawn = panel.columns().getFirst().picture().isPresent();
        return Columns.safe(panel.title()) + "\n\n" + (drawn
            ? panel.views().stream().map(view -> new PictureText(panel, view).draw(ink, width)).collect(Collectors.joining("\n"))
            : new ScoreList(panel).draw(ink, width));
    }

    /// Whether a view's scores add up, how it was made, and why not to trust it; of a matrix the picture itself has said the last.
    private static String account(Panel panel, View view) {
        StringBuilder text = new StringBuilder(Columns.safe(view.method().label())).append('\n');
        List<Balance> balances = view.completeness().rows();
        for (int i = 0; i < balances.size(); i++) {
            String name = balances.size() == 1 ? "sum" : "“" + Columns.safe(panel.rows().get(i).piece().text()) + "”";
            text.append("  ").append(name).append(": ").append(sum(balances.get(i))).append('\n');
        }
        if (balances.isEmpty()) {
            text.append("  sum: not promised, ").append(Columns.safe(view.completeness().reason())).append('\n');
        }
        text.append(view.found().rule().isEmpty() ? "" : "  " + Columns.safe(view.found().rule()) + "\n");
        if (!view.found().fit().isEmpty()) {
            text.append("  found: ").append(view.found().fit().entrySet().stream()
                .map(one -> one.getKey() + " " + Columns.safe(one.getValue()))
                .collect(Collectors.joining("; "))).append('\n');
        }
        view.facts().forEach((name, fact) -> text.append("  ").append(name).append(": ").append(Columns.safe(fact)).append('\n'));
        Cost cost = view.cost();
        text.append("  cost: %,d forwards, %,d backwards, %,d tokens\n".formatted(cost.forwards(), cost.backwards(), cost.tokens()));
        if (panel.rows().size() == 1 || panel.isPixels()) {
            text.append(view.method().note().isEmpty() ? "" : "  " + Columns.safe(view.method().note()) + "\n");
            view.warnings().forEach(warning -> text.append("  caution: ").append(Columns.safe(warning)).append('\n'));
        }
        return text.toString();
    }

    /// `value − baseline = what is explained`, how much of it the scores give, and what is missing.
    private static String sum(Balance balance) {
        double difference = balance.value() - balance.baseline();
        String share = difference == 0 ? "" : " (%s%s)".formatted(Figures.percent(Math.abs(balance.gap() / difference)),
            balance.marked() ? ", above 1 %" : "");
        return "value %s − baseline %s = %s; scores %s, gap %s%s".formatted(Figures.of(balance.value()), Figures.of(balance.baseline()),
            Figures.of(difference), Figures.of(difference - balance.gap()), Figures.of(balance.gap()), share);
    }
}
