package clearhead.explain.counter;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.BlackBox;
import clearhead.explain.Limits;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.Variant;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Smallest sets of removals, in games whose answers are known. Such a game decides for 1 where its value is greater than 0.
class SmallestTest {

    private static final Target VALUE = new Target.Logit(0, 0);

    private static Played game(int players, Predicate<BitSet> wins) {
        return Played.of(players, kept -> (wins.test(kept) ? 10 : 0) - 5 + kept.cardinality() / 100.0);
    }

    private static Counterfactual of(BlackBox game, int players, Smallest smallest) {
        return new Removals(Players.TOKENS, smallest).search(game, Played.of(players, _ -> 0).input(), VALUE);
    }

    private static List<Integer> removed(Counterfactual found) {
        return found.edits().stream().flatMap(edit -> edit.tokens().stream()).map(Token::index).toList();
    }

    /// All must be there: any one will do.
    @Test void anAndTakesOneEdit() {
        Counterfactual found = of(game(5, kept -> kept.cardinality() == 5), 5, Smallest.PAIRS);
        assertThat(found.flipped()).isTrue();
        assertThat(removed(found)).containsExactly(0);
        assertThat(found.looked()).isEqualTo(5);
        assertThat(found.certificate()).isEqualTo(new Certificate(1, true, true,
                "smallest possible: one edit does it; 5 single edits tried"));
        assertThat(found.text()).isEqualTo("""
                [-x-]xxxx
                v → v by 1 of 5 tokens; logit 5.0500 → -4.9600
                smallest possible: one edit does it; 5 single edits tried; 5 alternatives looked at
                """);
    }

    /// Either of two is enough: both must go.
    @Test void anOrTakesTwo() {
        Counterfactual found = of(game(6, kept -> kept.get(2) || kept.get(4)), 6, Smallest.PAIRS);
        assertThat(removed(found)).containsExactly(2, 4);
        assertThat(found.certificate().minimal()).isTrue();
        assertThat(found.certificate().text()).isEqualTo("smallest possible: no single edit flips it: all 6 tried");
        assertThat(found.looked()).isEqualTo(6 + 15);
    }

    /// All pairs fail, so three are the smallest number even though a beam found them.
    @Test void threeAreSmallestWhereAllPairsFail() {
        Counterfactual found = of(game(7, kept -> kept.get(1) || kept.get(3) || kept.get(5)), 7, Smallest.PAIRS);
        assertThat(removed(found)).containsExactly(1, 3, 5);
        assertThat(found.certificate()).isEqualTo(new Certificate(3, true, true, "smallest possible: no single edit flips it: all 7 tried; "
                + "no pair of edits flips it: all 21 tried; no part of it does: 6 tried"));
    }

    /// Beyond what was tried exhaustively nothing is certified, but no part of what is found does it.
    @Test void whatABeamFindsIsIrreducibleAndNotCertified() {
        Counterfactual found = of(game(8, kept -> kept.get(0) || kept.get(2) || kept.get(4) || kept.get(6)), 8, Smallest.PAIRS);
        assertThat(found.flipped()).isTrue();
        assertThat(removed(found)).containsExactly(0, 2, 4, 6);
        assertThat(found.certificate().minimal()).isFalse();
        assertThat(found.certificate().irreducible()).isTrue();
        assertThat(found.certificate().atLeast()).isEqualTo(3);
        assertThat(found.certificate().text()).startsWith("not certified as the smallest: ").endsWith(
                "no part of it does: 14 tried; found by a beam of 8, not by trying all");
    }

    @Test void aDecisionThatNothingChangesIsSaidToStay() {
        Counterfactual found = of(game(4, _ -> true), 4, Smallest.PAIRS);
        assertThat(found.flipped()).isFalse();
        assertThat(found.certificate().text()).isEqualTo("nothing was found that flips it; no single edit flips it: all 4 tried; "
                + "no pair of edits flips it: all 6 tried");
        assertThat(found.looked()).isEqualTo(4 + 6 + 4 + 1);
        assertThat(found.text()).contains("stays");
    }

    /// Of more pairs than one may try, those of the most promising edits are tried, and nobody claims to have tried all.
    @Test void aLimitOfSetsIsNoProof() {
        Counterfactual found = of(game(6, _ -> true), 6, new Smallest(2, 4, 1));
        assertThat(found.certificate().atLeast()).isEqualTo(2);
        assertThat(found.certificate().text()).contains("no pair of edits was found among the 4 of the most promising ones");
    }

    /// The best that is known by then, and what is proven by then.
    @Test void aBudgetEndsTheSearch() {
        BlackBox game = game(9, kept -> kept.get(2) || kept.get(4));
        Counterfactual few = of(game.within(Limits.NONE.calls(5)), 9, Smallest.PAIRS);
        assertThat(few.flipped()).isFalse();
        assertThat(few.looked()).isEqualTo(4);
        assertThat(few.edits()).hasSize(1);
        assertThat(few.certificate()).isEqualTo(new Certificate(1, false, false, "stopped before anything was found"));
        Counterfactual more = of(game.within(Limits.NONE.calls(20)), 9, Smallest.PAIRS);
        assertThat(more.looked()).isEqualTo(19);
        assertThat(more.certificate().atLeast()).isEqualTo(2);
        Counterfactual all = of(game.within(Limits.NONE.calls(1 + 9 + 36)), 9, Smallest.PAIRS);
        assertThat(all.certificate().minimal()).isTrue();
        Counterfactual none = of(game.within(Limits.NONE.calls(1)), 9, Smallest.PAIRS);
        assertThat(none.edits()).isEmpty();
        assertThat(none.looked()).isZero();
        assertThat(of(game.within(Limits.NONE.until(() -> true)), 9, Smallest.PAIRS).looked()).isZero();
    }

    /// What a certificate claims is true, in any game: brute force over all sets says so.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void certificatesAreTrue(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int players,
            @ForAll @IntRange(min = 1, max = 3) int exhaustive, @ForAll @IntRange(min = 1, max = 40) int sets,
            @ForAll @IntRange(min = 1, max = 4) int beam, @ForAll @IntRange(min = 1, max = 9) int rare) {
        Random random = new Random(seed);
        double[] values = IntStream.range(0, 1 << players)
                .mapToDouble(_ -> random.nextInt(10) < rare ? random.nextDouble() : -random.nextDouble())
                .toArray();
        values[(1 << players) - 1] = 0.5;
        Played game = Played.of(players, kept -> values[kept.isEmpty() ? 0 : (int) kept.toLongArray()[0]]);
        Counterfactual found = of(game, players, new Smallest(exhaustive, sets, beam));
        int all = (1 << players) - 1;
        int smallest = IntStream.rangeClosed(1, all).filter(gone -> values[all & ~gone] <= 0).map(Integer::bitCount).min()
                .orElse(Integer.MAX_VALUE);
        assertThat(found.certificate().atLeast()).isLessThanOrEqualTo(smallest);
        int gone = removed(found).stream().mapToInt(player -> 1 << player).sum();
        assertThat(found.after().value()).isEqualTo(values[all & ~gone]);
        assertThat(found.flipped()).isEqualTo(values[all & ~gone] <= 0);
        if (found.certificate().minimal()) {
            assertThat(found.flipped()).isTrue();
            assertThat(found.edits()).hasSize(smallest);
        }
        if (found.certificate().irreducible()) {
            assertThat(IntStream.rangeClosed(1, all).filter(part -> part != gone && (part & ~gone) == 0))
                    .allMatch(part -> values[all & ~part] > 0);
        }
        if (smallest <= exhaustive && sets >= 70) {
            assertThat(found.certificate().minimal()).isTrue();
        }
        assertThat(game.asked().stream().filter(variant -> !variant.equals(Variant.whole(players)))).doesNotHaveDuplicates()
                .hasSize((int) found.looked());
    }

    /// With all sizes allowed, what is found is the minimum, always.
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void tryingAllFindsTheMinimum(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int players) {
        Random random = new Random(seed);
        boolean[] wins = new boolean[1 << players];
        IntStream.range(0, wins.length).forEach(set -> wins[set] = random.nextInt(8) > 0);
        wins[wins.length - 1] = true;
        Played game = Played.of(players, kept -> wins[kept.isEmpty() ? 0 : (int) kept.toLongArray()[0]] ? 1 : -1);
        Counterfactual found = of(game, players, new Smallest(players, 1000, 1));
        int all = wins.length - 1;
        int smallest = IntStream.rangeClosed(1, all).filter(gone -> !wins[all & ~gone]).map(Integer::bitCount).min().orElse(0);
        assertThat(found.flipped()).isEqualTo(smallest > 0);
        assertThat(found.certificate().minimal()).isEqualTo(smallest > 0);
        assertThat(smallest == 0 || found.edits().size() == smallest).isTrue();
    }
}
