package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.explain.Token;
import clearhead.explain.context.ContextReliance;
import clearhead.explain.report.Completeness;
import clearhead.explain.report.Cost;
import clearhead.explain.report.Method;
import clearhead.explain.report.Page;
import clearhead.explain.report.Panel;
import clearhead.explain.report.Passage;
import clearhead.explain.report.Piece;
import clearhead.explain.report.Row;
import clearhead.explain.report.Sheet;
import clearhead.explain.report.View;
import java.util.List;
import java.util.Set;

/// A page of what written tokens rely on: a row for each sensitive token, a column for each token of the context.
final class ContextPage {

    private ContextPage() {}

    /// @throws BadInput if no token is sensitive
    static Page of(ContextReliance found) {
        if (found.cues().isEmpty()) {
            throw new BadInput("--html", "there is nothing to show: no token stands out", "--top N, or a lower --std");
        }
        List<Row> rows = found.cues().stream().map(cue -> {
            Token token = found.written().tokens().get(cue.step());
            return new Row(new Piece("%s (rather than %s)".formatted(token.piece(), cue.label()), 0, 0, false), (float) cue.with(),
                    Set.of());
        }).toList();
        String id = found.method().orElseThrow().id();
        View view = new View(new Method(id, id, true, "What the contrast of the two tokens owes to each token of the context."),
                List.of(Sheet.of(found.matrix())), Completeness.none("a context is a part of what is read"), Cost.of(found.cost()),
                found.warnings());
        String read = found.input().with().texts().getFirst();
        Panel panel = new Panel("context → sensitive tokens", "written", "log p of the token minus log p of the other", rows,
                List.of(Passage.of("context", read, found.input().tokens())), List.of(view));
        return new Page("What does the text owe to its context?", """
                The model read: %s

                It wrote: %s""".formatted(read, found.written().texts().getFirst()), List.of(panel), List.of());
    }
}
