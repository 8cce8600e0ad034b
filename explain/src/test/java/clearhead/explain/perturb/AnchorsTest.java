package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.oracle.OracleCase;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Rules of games that are known, and bounds that hold.
class AnchorsTest {

    private static Map<String, Object> fit(Played game, long seed) {
        return game.explain(new Anchors(seed)).method().fit();
    }

    /// The share of all sets with these in which the decision is that of the whole.
    private static double precision(Played game, BitSet kept) {
        int n = game.players();
        BitSet all = new BitSet();
        all.set(0, n);
        boolean whole = game.v().apply(all)[0] > 0;
        int mask = Games.mask(kept);
        return IntStream.range(0, 1 << n).filter(set -> (set & mask) == mask)
                .mapToDouble(set -> game.v().apply(BitSet.valueOf(new long[] {set}))[0] > 0 == whole ? 1 : 0).average().orElseThrow();
    }

    /// Two tokens that are needed, both: the rule is these, and without one of them it holds in half of the cases. Ten tokens, and every set
    /// of the eight others is asked; twenty, and they are drawn.
    @Test void and() {
        for (int n : new int[] {10, 20}) {
            Explanation explanation = Played.of(n, kept -> kept.get(2) && kept.get(7) ? 1 : -1).explain(new Anchors(1));
            Map<String, Object> fit = explanation.method().fit();
            assertThat(fit).containsEntry("anchor", List.of("x", "x")).containsEntry("tokens", List.of(2, 7)).containsEntry("holds", true)
                    .containsEntry("precision", 1.0).containsEntry("precisionHigh", 1.0).containsEntry("coverage", 0.25)
                    .containsEntry("allVariants", n == 10).containsEntry("decision", "v");
            assertThat((double) fit.get("precisionLow")).isEqualTo(n == 10 ? 1 : 0.95, within(n == 10 ? 0 : 0.05)).isGreaterThanOrEqualTo(0.95);
            Explanation.Row row = explanation.rows().getFirst();
            for (int i = 0; i < n; i++) {
                double error = n == 10 ? 0 : 4 * row.errors()[i];
                assertThat(row.scores()[i]).isEqualTo(i == 2 || i == 7 ? 0.5f : 0, within((float) error));
            }
            assertThat(explanation.warnings()).isEmpty();
        }
    }

    @Test void orNeedsOneOfThem() {
        Map<String, Object> fit = fit(Played.of(12, kept -> kept.get(3) || kept.get(4) ? 1 : -1), 0);
        assertThat(fit.get("tokens")).isIn(List.of(3), List.of(4));
    }

    @Test void nothingIsNeeded() {
        Explanation explanation = Played.of(12, _ -> 1).explain(new Anchors(0));
        assertThat(explanation.method().fit()).containsEntry("anchor", List.of()).containsEntry("coverage", 1.0).containsEntry("holds", true);
        assertThat(explanation.rows().getFirst().scores()).containsOnly(0);
        assertThat(explanation.warnings()).containsExactly("whatever is taken away, the decision stays: no token is needed for it");
    }

    /// All of nine are needed, and no rule of two will do: the best one is told, with what is known of it.
    @Test void noShortRule() {
        Anchors shortOnes = new Anchors(Players.TOKENS, 0.95, 0.95, 0.2, 3, 2, 2000, 0);
        Explanation explanation = Played.of(9, kept -> kept.cardinality() == 9 ? 1 : -1).explain(shortOnes);
        assertThat(explanation.method().fit()).containsEntry("holds", false).containsEntry("precision", 1 / 128.);
        assertThat(explanation.warnings()).containsExactly(
                "no rule of 2 tokens or fewer is known to hold with precision 0.95; this is the best of the longest looked at");
        assertThat(fit(Played.of(5, kept -> kept.cardinality() == 5 ? 1 : -1), 0)).as("all of them").containsEntry("tokens", List.of(0, 1, 2, 3, 4));
    }

    /// 100 games of random terms with 12 players: what is stated with a confidence of 95 % is true in at least 95 % of the games, of the
    /// interval and of the claim that the rule holds; and where every set is asked, the number is the very precision.
    @Test void theGuaranteeHolds() {
        int inside = 0;
        int claims = 0;
        int kept = 0;
        for (int g = 0; g < 100; g++) {
            Played game = Played.of(12, Games.terms(12, 10, 2, g));
            Map<String, Object> fit = fit(game, g);
            BitSet rule = new BitSet();
            ((List<?>) fit.get("tokens")).forEach(token -> rule.set((int) token));
            double truth = precision(game, rule);
            inside += truth >= (double) fit.get("precisionLow") - 1e-12 && truth <= (double) fit.get("precisionHigh") + 1e-12 ? 1 : 0;
            if ((boolean) fit.get("allVariants")) {
                assertThat((double) fit.get("precision")).isEqualTo(truth);
            }
            claims += (boolean) fit.get("holds") ? 1 : 0;
            kept += (boolean) fit.get("holds") && truth >= 0.95 ? 1 : 0;
        }
        assertThat(inside).isGreaterThanOrEqualTo(95);
        assertThat(claims).as("a rule that is never found would be safe, too").isGreaterThan(80);
        assertThat(kept / (double) claims).isGreaterThanOrEqualTo(0.95);
    }

    /// Bounds that are looked at 30 times hold at all of these looks in at least 90 % of 1,000 series of throws.
    @Test void boundsHoldAtAllLooks() {
        int broken = 0;
        for (int series = 0; series < 1000; series++) {
            double p = 0.5 + 0.0005 * series;
            int hits = 0;
            boolean wrong = false;
            for (int thrown = 1; thrown <= 3000; thrown++) {
                hits += Seeds.uniform(series, thrown) < p ? 1 : 0;
                if (thrown % Rule.LOOK == 0) {
                    KlBounds bounds = KlBounds.of(hits, thrown, KlBounds.beta(1, thrown / Rule.LOOK, 0.1));
                    wrong |= p < bounds.low() || p > bounds.high();
                }
            }
            broken += wrong ? 1 : 0;
        }
        assertThat(broken).isLessThanOrEqualTo(100);
    }

    /// The edges of `{q : m · kl(p̂, q) ≤ β}`.
    @Property(tries = 200) void bounds(@ForAll @IntRange(min = 1, max = 5000) int m, @ForAll @DoubleRange(min = 0, max = 1) double share,
                                       @ForAll @DoubleRange(min = 0.1, max = 30) double beta) {
        int hits = (int) Math.round(share * m);
        double p = (double) hits / m;
        KlBounds bounds = KlBounds.of(hits, m, beta);
        assertThat(bounds.low()).isBetween(0., p);
        assertThat(bounds.high()).isBetween(p, 1.);
        if (bounds.low() > 1e-6) {
            assertThat(m * KlBounds.kl(p, bounds.low())).isCloseTo(beta, within(1e-3 * beta + 1e-3));
        }
        assertThat(bounds.high() - p).as("never wider than Hoeffding's").isLessThanOrEqualTo(Math.sqrt(beta / (2 * m)) + 1e-8);
    }

    /// All of one: `low = e^(−β/m)`.
    @Test void boundsOfAlways() {
        assertThat(KlBounds.of(200, 200, 10).low()).isCloseTo(Math.exp(-10 / 200.), within(1e-8));
        assertThat(KlBounds.of(0, 0, 10)).isEqualTo(new KlBounds(0, 1));
    }

    /// What is known when the budget ends is told, with its bounds.
    @Test void limits() {
        Played game = Played.of(20, kept -> kept.get(2) && kept.get(7) ? 1 : -1);
        Explanation explanation = new Anchors(1).explain(game.within(Limits.NONE.calls(700)), game.input(), new Target.Logit(0, 0));
        assertThat(explanation.warnings()).contains("stopped early: a budget of 700 calls");
        assertThat(explanation.method().fit()).containsEntry("holds", false);
        assertThat(game.asked().stream().distinct().count()).isLessThanOrEqualTo(700);
        Explanation nothing = new Anchors(1).explain(game.within(Limits.NONE.calls(20)), game.input(), new Target.Logit(0, 0));
        assertThat(nothing.method().fit()).containsEntry("precisionLow", 0.0).containsEntry("precisionHigh", 1.0).containsEntry("variants", 0);
    }

    @Test void theSameSeedGivesTheSameBits() {
        Played game = Played.of(14, Games.terms(14, 12, 3, 5));
        assertThat(fit(game, 3)).isEqualTo(fit(game, 3));
        assertThat(game.scores(new Anchors(3))).isEqualTo(game.scores(new Anchors(3)));
    }

    @Test void aModelDecides() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = model.read("the boxes are in the kitchen");
        Map<String, Object> fit = new Anchors(0).explain(model, input, new Target.Predicted()).method().fit();
        assertThat((List<?>) fit.get("anchor")).allSatisfy(text -> assertThat("the boxes are in the kitchen").contains((String) text));
        assertThat(fit.get("decision")).isEqualTo(model.label(model.game(input, new Target.Predicted(), Players.TOKENS).whole().decision()));
    }

    @Test void noDecisionNoRule() {
        OpenModel model = OracleCase.open("gpt2");
        Input input = OracleCase.of("gpt2").stream().filter(one -> one.target().equals("sequence")).findFirst().orElseThrow().input(model);
        assertThatThrownBy(() -> new Anchors(0).explain(model, input, new Target.Sequence())).isInstanceOf(BadInput.class).hasMessage(
                "anchors: target sequence: the model decides nothing there (need a target at one place: predicted, logit:CLASS, diff:A,B, start:P or span:P,Q)");
        assertThatThrownBy(() -> new Anchors(Players.TOKENS, 1.2, 0.95, 0.2, 3, 8, 2000, 0)).isInstanceOf(BadInput.class)
                .hasMessage("anchors: precision 1.2, confidence 0.95 (need precision in (0, 1], confidence in (0, 1))");
    }
}
