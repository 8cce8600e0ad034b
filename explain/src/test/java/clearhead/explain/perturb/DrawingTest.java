package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Limits;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is drawn depends on the seed alone, limits end it with what is known by then, and who asks the impossible is told so.
class DrawingTest {

    private static final Target V = new Target.Logit(0, 0);

    private static Explanation within(Played game, Limits limits, Explainer<BlackBox> method) {
        return method.explain(game.within(limits), game.input(), V);
    }

    private static Explanation.Row row(Explanation explanation) {
        return explanation.rows().getFirst();
    }

    private static Played game() {
        return RandomGame.of(10, 4).played();
    }

    /// A game that may be stopped is played in chunks.
    @Test void noBitDependsOnHowManyAreAskedAtOnce() {
        for (Explainer<BlackBox> method : List.of(new ShapleySampling(7), new KernelShap(Players.TOKENS, OptionalInt.of(200), 7), new Lime(7),
                new Owen(Players.TOKENS, 60))) {
            Explanation atOnce = game().explain(method);
            Explanation inChunks = within(game(), Limits.NONE.until(() -> false), method);
            assertThat(row(inChunks).scores()).containsExactly(row(atOnce).scores());
            assertThat(row(inChunks).errors()).containsExactly(row(atOnce).errors());
            assertThat(inChunks.warnings()).isEqualTo(atOnce.warnings());
        }
    }

    @Test void anotherSeedDrawsAnother() {
        for (int k = 0; k < 3; k++) {
            int which = k;
            assertThat(row(game().explain(drawing(which, 1))).scores()).isNotEqualTo(row(game().explain(drawing(which, 2))).scores());
        }
    }

    private static Explainer<BlackBox> drawing(int which, long seed) {
        return List.<Explainer<BlackBox>>of(new ShapleySampling(seed), new KernelShap(Players.TOKENS, OptionalInt.of(100), seed), new Lime(seed)).get(which);
    }

    /// Where a budget ends it, it is what was asked for so few from the beginning; nothing was asked in vain.
    @Test void aBudgetGivesTheFirstDraws() {
        Explanation orders = within(game(), Limits.NONE.calls(100), new ShapleySampling(3));
        int known = (int) orders.method().fit().get("permutations");
        assertThat(known).isBetween(10, 30).isEven();
        assertThat(row(orders).scores()).containsExactly(row(game().explain(new ShapleySampling(Players.TOKENS, known, true, 3))).scores());
        assertThat(orders.warnings()).containsExactly("stopped early: a budget of 100 calls");

        Explanation sets = within(game(), Limits.NONE.calls(100), new KernelShap(3));
        assertThat(row(sets).scores()).containsExactly(row(game().explain(new KernelShap(Players.TOKENS, OptionalInt.of(100), 3))).scores());
        assertThat(sets.warnings()).containsExactly("stopped early: the limits allow 100 sets of 1,024");

        Played asked = game();
        Explanation masks = within(asked, Limits.NONE.calls(100), new Lime(3));
        assertThat(new HashSet<>(asked.asked())).hasSize(100);
        assertThat(masks.warnings()).contains("stopped early: a budget of 100 calls");
        assertThat(masks.method().fit()).containsEntry("masks", 100);
    }

    /// After three chunks somebody stops it: what is known then is told with its error.
    @Test void somebodyStopsIt() {
        for (Explainer<BlackBox> method : List.of(new ShapleySampling(Players.TOKENS, 64, true, 1), new Lime(Players.TOKENS, OptionalInt.of(900), 25, 1, 1),
                new KernelShap(Players.TOKENS, OptionalInt.of(400), 1))) {
            AtomicInteger looks = new AtomicInteger();
            Explanation stopped = within(game(), Limits.NONE.until(() -> looks.incrementAndGet() > 4), method);
            assertThat(stopped.warnings().getFirst()).isEqualTo("stopped early: cancelled after 193 calls");
            for (float error : row(stopped).errors()) {
                assertThat(error).isPositive();
            }
        }
    }

    /// Antithetic orders are exact where no more than two players do something together; what is left is a score's rounding.
    @Test void aPairOfOrdersSeesEveryPairOfPlayers() {
        Played pairs = Played.of(6, set -> set.cardinality() * set.cardinality() + (set.get(2) ? 0.1 : 0));
        Explanation explanation = pairs.explain(new ShapleySampling(Players.TOKENS, 8, true, 5));
        float[] exact = pairs.scores(new Shapley());
        for (int i = 0; i < 6; i++) {
            assertThat(row(explanation).scores()[i]).isCloseTo(exact[i], offset(Math.ulp(exact[i])));
            assertThat(row(explanation).errors()[i]).isEqualTo(Math.ulp(exact[i]));
        }
    }

    @Test void few() {
        assertThat(game().explain(new ShapleySampling(Players.TOKENS, 2, true, 5)).warnings())
                .containsExactly("2 permutations: too few to say how far off the scores are");
        assertThat(row(game().explain(new ShapleySampling(Players.TOKENS, 2, true, 5))).errors()).isEmpty();
    }

    /// Every order of three players, and every set, equally often: 6,000 draws, five deviations.
    @Test void drawsAreEven() {
        int[] orders = new int[27];
        int[] sets = new int[16];
        for (long seed = 0; seed < 6000; seed++) {
            int[] order = Coalitions.order(3, Seeds.mix(9, seed));
            orders[order[0] * 9 + order[1] * 3 + order[2]]++;
            sets[(int) Coalitions.drawn(4, 2, Seeds.mix(9, seed)).toLongArray()[0]]++;
        }
        assertThat(Arrays.stream(orders).filter(count -> count > 0)).hasSize(6).allMatch(count -> Math.abs(count - 1000) < 5 * Math.sqrt(1000));
        assertThat(Arrays.stream(sets).filter(count -> count > 0)).hasSize(6).allMatch(count -> Math.abs(count - 1000) < 5 * Math.sqrt(1000));
    }

    @Test void whoAsksTheImpossible() {
        refused(17, new Shapley(), Limits.NONE, "shapley: 17 players are 2^17 sets (need at most 16 players (--group word or sentence), "
                + "or a method that draws: shapley-sampling, kernel-shap, lime)");
        refused(10, new Shapley(), Limits.NONE.calls(1000), "limits: a budget of 1,000 calls is too small: shapley with all sets of 10 players takes "
                + "1,024 (need more calls, fewer players (--group word), or a method that draws samples)");
        refused(17, new Lime(Players.TOKENS, OptionalInt.empty(), 25, 1, 0), Limits.NONE, "lime: 17 players are 2^17 sets (need at most 16 players "
                + "(--group word or sentence), or a method that draws: shapley-sampling, kernel-shap, lime)");
        refused(10, new Lime(Players.TOKENS, OptionalInt.of(12), 25, 1, 0), Limits.NONE, "lime: samples=12: 11 coefficients cannot be told from so few "
                + "masks (need at least 13, better ten times as many; or fewer players (--group word))");
        refused(10, new Lime(Players.TOKENS, OptionalInt.of(50), 0.5, 0, 0), Limits.NONE, "lime: 50 masks with kernel=0.5, ridge=0.0 do not say what the "
                + "coefficients are (need a wider kernel, more samples, or a ridge greater than 0)");
        refused(10, new KernelShap(Players.TOKENS, OptionalInt.of(41), 0), Limits.NONE, "kernel-shap: samples=41: says too little of 10 players "
                + "(need at least 42, better ten times as many; or fewer players (--group word))");
        refused(10, new KernelShap(0), Limits.NONE.calls(30), "limits: a budget of 30 calls is too small: kernel-shap of 10 players takes 42 "
                + "(need more calls, fewer players (--group word), or a method that draws samples)");
        refused(10, new ShapleySampling(0), Limits.NONE.calls(10), "limits: a budget of 10 calls, before all is known that this needs "
                + "(need more, fewer players (--group word), or a method that draws samples)");
        assertThatThrownBy(() -> new ShapleySampling(Players.TOKENS, 3, true, 0)).isInstanceOf(BadInput.class)
                .hasMessage("shapley-sampling: permutations=3: each comes with its reverse (need an even number, or antithetic=false)");
        assertThatThrownBy(() -> new Lime(Players.TOKENS, OptionalInt.empty(), 0, 1, 0)).isInstanceOf(BadInput.class)
                .hasMessage("lime: kernel 0.0, ridge 1.0 (need a kernel greater than 0, a ridge of 0 or more)");
    }

    private static void refused(int players, Explainer<BlackBox> method, Limits limits, String message) {
        assertThatThrownBy(() -> within(Played.of(players, BitSet::cardinality), limits, method)).isInstanceOf(BadInput.class).hasMessage(message);
    }

    /// Exactly one of two players: nothing a linear function could say.
    @Test void aPoorFitIsTold() {
        Explanation explanation = Played.of(2, set -> set.cardinality() % 2).explain(new Lime(Players.TOKENS, OptionalInt.empty(), 1000, 0, 0));
        assertThat((double) explanation.method().fit().get("r2")).isCloseTo(0, offset(0.01));
        assertThat(explanation.warnings()).containsExactly("R² is 0.00: a linear function catches less than half of what the model does around this input");
    }
}
