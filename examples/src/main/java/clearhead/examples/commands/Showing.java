package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Explanation;
import clearhead.explain.Token;
import java.util.List;

/// How explanations of one input are shown to people.
final class Showing {

    /// Shows them side by side.
    void show(Screen screen, Opened opened, List<Explanation> explanations) {
        Table table = new Table("l" + "r".repeat(explanations.size()));
        for (Token token : explanations.getFirst().input().tokens()) {
            Object[] cells = new Object[1 + explanations.size()];
            cells[0] = token.piece();
            for (int i = 0; i < explanations.size(); i++) {
                cells[1 + i] = explanations.get(i).scores().answer().map(scores -> "%.4f".formatted(scores[token.index()])).orElse("");
            }
            table.row(cells);
        }
        table.print(screen, 2);
    }
}
