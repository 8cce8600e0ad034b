package clearhead.explain.report;

import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Level;
import clearhead.explain.MethodCard;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.BlackBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Pictures of what methods say about one input: on a page, and in a terminal.
///
/// ```java
/// Report report = new Report(model, Methods.ALL);
/// report.page(List.of(explanation)).write(Path.of("why.html"));
/// System.out.print(report.terminal(List.of(explanation), Level.WORDS, Ink.PLAIN, 80));
/// ```
///
/// @param model what was explained
/// @param cards what is known of the methods
public record Report(BlackBox model, List<MethodCard> cards) {

    /// A terminal shows no more rows of a matrix.
    private static final int ROWS = 48;

    /// Copies the list.
    public Report {
        cards = List.copyOf(cards);
    }

    /// One method, or several side by side.
    public Page page(List<Explanation> explanations) {
        return page(explanations, Optional.empty());
    }

    /// An attention, layer by layer and head by head.
    ///
    /// @param heads `[layers][heads][rows][columns]`, rows and columns as those of the explanation's matrix
    public Page page(Explanation explanation, float[][][][] heads) {
        return page(List.of(explanation), Optional.of(heads));
    }

    private Page page(List<Explanation> explanations, Optional<float[][][][]> heads) {
        Explanation first = explanations.getFirst();
        Question question = new Question(model, first.input());
        List<Panel> panels = panels(explanations, heads);
        String methods = panels.stream().flatMap(panel -> panel.views().stream()).map(view -> view.method().label()).distinct()
            .collect(Collectors.joining(", "));
        String intro = (asked(first) ? "The %s, explained by: %s." : "%2$s.").formatted(question.of(first.target()), methods);
        return new Page(question.why(first.target()), intro, panels, List.of());
    }

    /// The same for a terminal; several methods stand side by side.
    ///
    /// @param level tokens, words or sentences, where the input has such
    /// @param width how many columns it has
    public String terminal(List<Explanation> explanations, Level level, Ink ink, int width) {
        List<Panel> panels = panels(explanations, Optional.empty()).stream().map(tokens -> at(level, tokens)).toList();
        List<Panel> shown = panels.stream().filter(panel -> panel.rows().size() <= ROWS || panel.isPixels()).toList();
        String hidden = panels.stream().filter(panel -> !shown.contains(panel)).map(panel -> "%s: %d × %d scores, for a page (--html)\n"
            .formatted(Columns.safe(panel.title()), panel.rows().size(), panel.pieces().size())).collect(Collectors.joining());
        return new PanelText(ink, width).of(shown) + hidden;
    }

    private static Panel at(Level level, Panel tokens) {
        return tokens.coarser().stream().filter(coarse -> coarse.unit().equalsIgnoreCase(level.name())).findFirst().orElse(tokens);
    }

    /// What is shown together: the same kind of scores of the same things.
    private record Key(Kind kind, String question, List<Axis> rows, List<Axis> columns) {}

    /// In the order of their panels.
    private enum Kind { ANSWER, EACH, MARGINS, PIXELS, GRID }

    private List<Panel> panels(List<Explanation> explanations, Optional<float[][][][]> heads) {
        Map<Key, List<Explanation>> groups = new LinkedHashMap<>();
        for (Explanation explanation : explanations) {
            keys(explanation).forEach(key -> groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(explanation));
        }
        return groups.entrySet().stream().sorted(Comparator.comparing(group -> group.getKey().kind))
            .map(group -> panel(group.getKey(), group.getValue(), heads)).toList();
    }

    private List<Key> keys(Explanation explanation) {
        String question = new Question(model, explanation.input()).of(explanation.target());
        Scores scores = explanation.scores();
        return switch (scores) {
            case Scores.One _ -> List.of(new Key(Kind.ANSWER, question, List.of(), scores.columns()));
            case Scores.Each _ -> List.of(new Key(Kind.EACH, question, scores.rows(), scores.columns()));
            case Scores.Grid grid -> {
                boolean pixels = grid.columns().getFirst().tokens().isEmpty();
                Key matrix = new Key(pixels ? Kind.PIXELS : Kind.GRID, question, grid.rows(), grid.columns());
                yield grid.row().isPresent() ? List.of(new Key(Kind.ANSWER, question, List.of(), grid.columns().subList(0, 1)), matrix)
                    : matrix.kind == Kind.GRID && grid.balance().isPresent() && !grid.rows().equals(grid.columns())
                        ? List.of(new Key(Kind.MARGINS, question, grid.rows(), grid.columns()), matrix) : List.of(matrix);
            }
        };
    }

    private Panel panel(Key key, List<Explanation> all, Optional<float[][][][]> heads) {
        Explanation first = all.getFirst();
        Panels panels = new Panels(first.input(), key.question, new Views(cards, heads), facts(first, key.question));
        return switch (key.kind) {
            case ANSWER -> panels.answer(key.columns, all);
            case EACH -> panels.each(key.rows.getFirst(), key.columns, all);
            case MARGINS -> panels.margins((Scores.Grid) first.scores(), all);
            case PIXELS -> panels.pixels((Input.Picture) first.input(), all);
            case GRID -> panels.grid((Scores.Grid) first.scores(), all);
        };
    }

    /// Whether a number was explained; weights may be looked at without one.
    private static boolean asked(Explanation explanation) {
        return !(explanation.target() instanceof Target.Predicted);
    }

    private static Map<String, String> facts(Explanation explanation, String question) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (asked(explanation)) {
            facts.put("explained", question + switch (explanation.scores()) {
                case Scores.One(List<Axis> _, Explanation.Row row) -> ", " + Figures.of(row.value());
                case Scores.Grid grid -> ", " + Figures.of(grid.value());
                case Scores.Each _ -> "";
            });
        }
        facts.put("model", explanation.model().architecture() + " from " + explanation.model().source());
        if (!explanation.model().digest().isEmpty()) {
            facts.put("digest", explanation.model().digest());
        }
        return facts;
    }
}
