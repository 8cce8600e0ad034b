package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Owen values against their definition, which is over orders: those in which neighbours of a half come together.
class OwenTest {

    private static Owen owen(int evaluations) {
        return new Owen(Players.TOKENS, evaluations);
    }

    /// The orders of the players from `from` to before `to` that keep halves together.
    private static int[][] orders(int from, int to) {
        if (to - from == 1) {
            return new int[][] {{from}};
        }
        int middle = (from + to) / 2;
        return Arrays.stream(orders(from, middle)).flatMap(left -> Arrays.stream(orders(middle, to)).flatMap(right ->
                Stream.of(IntStream.concat(IntStream.of(left), IntStream.of(right)).toArray(),
                        IntStream.concat(IntStream.of(right), IntStream.of(left)).toArray()))).toArray(int[][]::new);
    }

    @Property(tries = 30) void theMeanOverOrdersThatKeepHalvesTogether(@ForAll @IntRange(min = 1, max = 7) int players, @ForAll long seed) {
        RandomGame game = RandomGame.of(players, seed);
        double[] sums = new double[players];
        int[][] orders = orders(0, players);
        for (int[] order : orders) {
            BitSet there = new BitSet();
            for (int player : order) {
                double before = game.value(there);
                there.set(player);
                sums[player] += game.value(there) - before;
            }
        }
        Explanation explanation = game.played().explain(owen(500));
        float[] scores = explanation.rows().getFirst().scores();
        for (int i = 0; i < players; i++) {
            assertThat((double) scores[i]).isCloseTo(sums[i] / orders.length, within(1e-5));
        }
        assertThat(explanation.method().fit()).containsEntry("complete", true);
        assertThat(explanation.warnings()).isEmpty();
    }

    /// 2 + 2 (1 + 4 + 16) sets tell 8 players apart: one set fewer, and two of them share.
    @Test void evaluations() {
        Played eight = RandomGame.of(8, 1).played();
        assertThat(eight.explain(owen(44)).method().fit()).containsEntry("evaluations", 44).containsEntry("complete", true);
        assertThat(new HashSet<>(eight.asked())).as("all of them different").hasSize(44);
        Explanation less = eight.explain(owen(43));
        assertThat(less.method().fit()).containsEntry("evaluations", 42).containsEntry("complete", false);
        assertThat(less.warnings()).containsExactly("42 evaluations do not tell all players apart: up to 2 neighbours share a score evenly");
        assertThat(RandomGame.of(8, 1).played().explain(owen(2)).rows().getFirst().scores()).as("all share").containsOnly(
                RandomGame.of(8, 1).played().explain(owen(2)).rows().getFirst().scores()[5]);
    }

    /// All that happens happens in the last quarter: few evaluations find it.
    @Test void whatMattersIsHalvedFirst() {
        Played one = Played.of(64, set -> set.get(61) ? 1 : 0);
        float[] scores = one.scores(owen(600));
        assertThat(scores[61]).isGreaterThan(0.5f);
        assertThat(scores[3]).isZero();
    }

    @Test void aBudgetEndsIt() {
        Played game = RandomGame.of(16, 2).played();
        Explanation stopped = owen(500).explain(game.within(Limits.NONE.calls(50)), game.input(), new Target.Logit(0, 0));
        assertThat(stopped.method().fit()).containsEntry("evaluations", 50).containsEntry("complete", false);
        assertThat(stopped.warnings().getFirst()).isEqualTo("stopped early: a budget of 50 calls");
        assertThat(stopped.rows().getFirst().balance().orElseThrow().gap()).isCloseTo(0, within(1e-5));
        assertThatThrownBy(() -> owen(1)).isInstanceOf(BadInput.class)
                .hasMessage("owen: evaluations=1: is too few (need at least 2: everybody, and nobody)");
    }

    /// The tokens of a word share its score.
    @Test void wordsArePlayers() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Explanation explanation = new Owen(new Players(Replacement.AUTO, Players.Group.WORD, false), 500)
                .explain(model, model.read("the boxes are in the kitchen"), new Target.Predicted());
        assertThat(explanation.method().settings()).containsEntry("group", "word");
        assertThat(Math.abs(explanation.rows().getFirst().balance().orElseThrow().gap())).isLessThan(1e-5);
        assertThat((int) explanation.method().fit().get("evaluations")).isEqualTo(2 + 2 * (1 + 4 + 8));
    }
}
