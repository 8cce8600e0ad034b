package clearhead.explain.report;

import clearhead.explain.Explanation;
import clearhead.explain.Level;
import clearhead.explain.MethodCard;
import clearhead.explain.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// What explanations say, each as a view.
///
/// @param cards what is known of methods
/// @param heads attention by layer and head, `[layers][heads][rows][columns]`, in place of an explanation's own matrix
record Views(List<MethodCard> cards, Optional<float[][][][]> heads) {

    /// @param part what a panel shows of a matrix
    List<View> of(List<Explanation> explanations, BiFunction<Explanation, float[][], float[][]> part, Level level) {
        List<View> views = new ArrayList<>();
        for (Explanation explanation : explanations) {
            int before = (int) views.stream().filter(view -> view.method().id().split("#")[0].equals(explanation.method().id())).count();
            List<Sheet> sheets = heads.map(weights -> View.heads(Arrays.stream(weights).map(layer -> Arrays.stream(layer)
                .map(head -> part.apply(explanation, head)).toArray(float[][][]::new)).toArray(float[][][][]::new)))
                .map(all -> level == Level.TOKENS ? all : all.subList(0, 1))     // heads once: they make most of a page's size
                .orElseGet(() -> List.of(Sheet.of(part.apply(explanation, explanation.matrix()))));
            views.add(new View(method(explanation, before), sheets, Completeness.of(explanation), Cost.of(explanation.cost()),
                explanation.warnings(), level == Level.TOKENS ? errors(explanation) : new float[0][], facts(explanation),
                Finding.of(explanation)));
        }
        return views;
    }

    /// Methods on one panel need names of their own, though one may be there twice, with other settings.
    private Method method(Explanation explanation, int before) {
        String id = explanation.method().id();
        String number = before == 0 ? "" : "#" + (before + 1);
        Optional<MethodCard> card = card(explanation);
        String note = card.map(MethodCard::note).filter(sentence -> !explanation.warnings().contains(sentence)).orElse("");
        return new Method(id + number, card.map(MethodCard::title).orElse(id) + (before == 0 ? "" : " " + number),
            card.map(MethodCard::signed).orElse(true), note);
    }

    private Optional<MethodCard> card(Explanation explanation) {
        return cards.stream().filter(one -> one.id().equals(explanation.method().id())).findFirst();
    }

    /// The errors of sums cannot be known from those of their parts, so only tokens have some.
    private static float[][] errors(Explanation explanation) {
        if (explanation.scores() instanceof Scores.Grid grid) {
            return grid.row().isPresent() ? new float[0][] : grid.errors();
        }
        float[][] errors = explanation.rows().stream().map(Explanation.Row::errors).toArray(float[][]::new);
        return Arrays.stream(errors).allMatch(row -> row.length > 0) ? errors : new float[0][];
    }

    private Map<String, String> facts(Explanation explanation) {
        Map<String, String> facts = new LinkedHashMap<>();
        String settings = explanation.method().settings().entrySet().stream().map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
        facts.put("settings", settings.isEmpty() ? "none" : settings);
        facts.put("seed", Long.toString(explanation.seed()));
        explanation.faithfulness().ifPresent(judged -> facts.put("faithfulness", "comprehensiveness %s, sufficiency %s, z %s".formatted(
            Figures.of(judged.comprehensiveness()), Figures.of(judged.sufficiency()), Figures.of(judged.z()))));
        card(explanation).ifPresent(card -> facts.put("paper", card.source()));
        return facts;
    }
}
