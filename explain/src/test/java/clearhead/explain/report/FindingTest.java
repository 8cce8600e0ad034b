package clearhead.explain.report;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.Axis;
import clearhead.explain.Explanation;
import clearhead.explain.Level;
import clearhead.explain.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What stands beside scores, in words and in figures.
class FindingTest {

    static Explanation with(Explanation told, Map<String, Object> fit) {
        return new Explanation(new Explanation.Method(told.method().id(), told.method().settings(), told.method().gapReason(), fit), told.model(),
            told.input(), told.target(), told.scores(), told.seed(), told.cost(), Optional.empty(), told.warnings());
    }

    static Map<String, Object> anchor(boolean all, String... texts) {
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("anchor", List.of(texts));
        fit.put("decision", "negative");
        fit.put("precision", 0.97);
        fit.put("precisionLow", 0.951);
        fit.put("precisionHigh", 0.99);
        fit.put("variants", 1200);
        fit.put("allVariants", all);
        return fit;
    }

    /// Scores of pairs with errors, as a method for them gives them.
    static Explanation pairs() {
        Axis tokens = Axis.of(Axis.TOKENS, Told.TEXT.tokens());
        float[][] errors = new float[tokens.size()][tokens.size()];
        for (float[] row : errors) {
            java.util.Arrays.fill(row, 0.125f);
        }
        return Told.explanation(Told.TEXT, new Scores.Grid(List.of(tokens), List.of(tokens), Told.matrix(tokens.size(), tokens.size(), 1),
            OptionalInt.empty(), 3, OptionalDouble.empty(), errors));
    }

    private static String rule(Map<String, Object> fit) {
        return Finding.of(with(Told.one(1), fit)).rule();
    }

    @Test void aRuleInWords() {
        assertThat(rule(anchor(false, "So", "bad", "!"))).isEqualTo(
            "As long as “So”, “bad” and “!” stay, the model says “negative” in 97.0 % [95.1 % – 99.0 %] of 1,200 variants.");
        assertThat(rule(anchor(true, "bad"))).isEqualTo("As long as “bad” stays, the model says “negative” in 97.0 % of all 1,200 variants.");
        assertThat(rule(anchor(false))).startsWith("Whatever is taken away, the model says “negative”");
        assertThat(rule(Map.of("r2", 0.5))).isEmpty();
    }

    @Test void figuresByTheirNames() {
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("effectiveSampleSize", 1234.5678);
        fit.put("steps", List.of(3, 12));
        fit.put("holds", false);
        fit.put("t95", 2.365);
        Finding finding = Finding.of(with(Told.one(1), fit));
        assertThat(finding.fit()).containsExactly(Map.entry("effective sample size", "1235"), Map.entry("steps", "3, 12"),
            Map.entry("holds", "no"), Map.entry("t95", "2.365"));
        assertThat(finding.reach()).isEqualTo(2.365);
        assertThat(Finding.of(Told.one(1))).isEqualTo(Finding.NONE);
    }

    @Test void aTerminalTellsIt() {
        assertThat(Told.REPORT.terminal(List.of(with(Told.one(1), anchor(true, "bad"))), Level.TOKENS, Ink.PLAIN, 100))
            .contains("  As long as “bad” stays, the model says “negative” in 97.0 % of all 1,200 variants.\n")
            .contains("  found: anchor bad; decision negative; precision 0.9700; precision low 0.9510;");
    }

    @Test void errorsOfPairs() {
        Panel panel = Told.REPORT.page(List.of(pairs())).panels().getFirst();
        assertThat(panel.views().getFirst().errors()).hasDimensions(8, 8);
        assertThat(panel.coarser()).allSatisfy(coarse -> assertThat(coarse.views().getFirst().errors()).isEmpty());
    }
}
