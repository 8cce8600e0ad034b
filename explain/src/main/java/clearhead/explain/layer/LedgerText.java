package clearhead.explain.layer;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A ledger as a tree for people.
record LedgerText(Ledger ledger, int most, int depth) {

    @Override public String toString() {
        StringBuilder text = new StringBuilder();
        Entry top = ledger.difference();
        text.append("%s = %s\n".formatted(top.name(), amount(top.amount())));
        splits(text, "", top, depth);
        ledger.explanation().warnings().forEach(warning -> text.append("! ").append(warning).append('\n'));
        return text.toString();
    }

    private void splits(StringBuilder text, String indent, Entry entry, int levels) {
        for (int s = 0; levels > 0 && s < entry.splits().size(); s++) {
            Split split = entry.splits().get(s);
            boolean last = s == entry.splits().size() - 1;
            text.append(indent).append(last ? "└─ " : "├─ ").append("%s: Σ %s, gap %s\n".formatted(split.by(), amount(split.sum()),
                    String.format(Locale.ROOT, "%.1e", split.gap())));
            parts(text, indent + (last ? "   " : "│  "), split.greatest(most), levels - 1);
        }
    }

    private void parts(StringBuilder text, String indent, List<Entry> parts, int levels) {
        Optional<Entry> greatest = parts.stream().filter(part -> !part.splits().isEmpty())
                .max(Comparator.comparingDouble(part -> Math.abs(part.amount())));
        for (int p = 0; p < parts.size(); p++) {
            Entry part = parts.get(p);
            boolean last = p == parts.size() - 1;
            text.append(indent).append(last ? "└─ " : "├─ ").append(amount(part.amount())).append("  ").append(part.name()).append('\n');
            if (greatest.isPresent() && part == greatest.get()) {
                splits(text, indent + (last ? "   " : "│  "), part, levels);
            }
        }
    }

    private static String amount(double amount) {
        return String.format(Locale.ROOT, "%+.4f", amount);
    }
}
