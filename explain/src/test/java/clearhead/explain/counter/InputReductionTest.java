package clearhead.explain.counter;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.BlackBox;
import clearhead.explain.Limits;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.Token;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What is left is needed.
class InputReductionTest {

    private static Counterfactual of(BlackBox game, int players, int beam) {
        return new InputReduction(Players.TOKENS, beam).search(game, Played.of(players, _ -> 0).input(), new Target.Logit(0, 0));
    }

    private static List<Integer> gone(Counterfactual found) {
        return found.edits().stream().flatMap(edit -> edit.tokens().stream()).map(Token::index).toList();
    }

    @Test void whatIsNeededIsLeft() {
        Counterfactual found = of(Played.of(6, kept -> kept.get(1) && kept.get(4) ? 1 : -1), 6, 1);
        assertThat(gone(found)).containsExactly(0, 2, 3, 5);
        assertThat(found.flipped()).isFalse();
        assertThat(found.certificate().text()).isEqualTo(
                "each of the 2 that are left is needed: without any one of them the decision changes");
        assertThat(found.looked()).isEqualTo(6 + 5 + 4 + 3 + 2);
    }

    /// The least important goes first: of 0 or 1 it is 0, whose loss the value does not feel.
    @Test void theLeastImportantGoesFirst() {
        Counterfactual found = of(Played.of(3, kept -> (kept.get(0) ? 1 : 0) + (kept.get(1) ? 3 : 0) - 0.5), 3, 1);
        assertThat(gone(found)).containsExactly(0, 2);
        assertThat(found.explanation().rows().getFirst().scores()).containsExactly(1, 3, 0);
    }

    @Test void nothingMayBeNeeded() {
        assertThat(of(Played.of(4, _ -> 1), 4, 2).certificate().text())
                .isEqualTo("nothing is needed: the decision stays with all of it removed");
    }

    @Test void aBudgetEndsIt() {
        Counterfactual found = of(Played.of(6, _ -> 1).within(Limits.NONE.calls(8)), 6, 1);
        assertThat(gone(found)).containsExactly(0, 1);
        assertThat(found.certificate().irreducible()).isFalse();
        assertThat(found.certificate().text()).isEqualTo("stopped: more could perhaps go");
        assertThat(found.explanation().warnings()).containsExactly("stopped early: a budget of 8 calls");
    }

    /// In any game: the decision stays, and without any one more it does not.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void noOneMoreCanGo(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int players, @ForAll @IntRange(min = 1, max = 4) int beam) {
        Random random = new Random(seed);
        double[] values = random.doubles(1L << players, -1, 2).toArray();
        values[values.length - 1] = 1;
        Counterfactual found = of(Played.of(players, kept -> values[kept.isEmpty() ? 0 : (int) kept.toLongArray()[0]]), players, beam);
        int left = (values.length - 1) - gone(found).stream().mapToInt(player -> 1 << player).sum();
        assertThat(values[left]).isPositive().isEqualTo(found.after().value());
        assertThat(found.certificate().irreducible()).isTrue();
        assertThat(IntStream.range(0, players).filter(player -> (left >> player & 1) == 1))
                .allMatch(player -> values[left & ~(1 << player)] <= 0);
    }
}
