package clearhead.explain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    /// Few values, so that ties are common.
    @Provide Arbitrary<float[]> scores() {
        return Arbitraries.of(-2f, -1f, -0.5f, 0f, 0.25f, 1f, 3f).array(float[].class).ofMinSize(1).ofMaxSize(8);
    }

    /// The tokens whose bits are set.
    private static Set<Integer> right(float[] scores, int bits) {
        return IntStream.range(0, scores.length).filter(i -> (bits >> i & 1) == 1).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test void massIsTheShareOfTheAbsoluteScores() {
        float[] scores = {1, -2, 3, 0};
        assertThat(Alignment.mass(scores, Set.of(1, 2))).isEqualTo(5 / 6.);
        assertThat(Alignment.mass(scores, Set.of(3))).isZero();
        assertThat(Alignment.mass(scores, Set.of(0, 1, 2))).isEqualTo(1);
        assertThat(Alignment.mass(scores, Set.of())).isZero();
        assertThat(Alignment.mass(new float[3], Set.of(0, 1, 2))).isZero();
    }

    /// Of 1 + 2 + 3 + 1 + 1 in two rows, 2 + 1 are right: a row counts as much as it has to say, and one of zeros not at all.
    @Test void rowsTogetherShareTheirSums() {
        float[] loud = {1, -2, 3};
        float[] low = {1, -1, 0};
        assertThat(Alignment.mass(List.of(loud, low), List.of(Set.of(1), Set.of(0, 2)))).isEqualTo(3 / 8.);
        assertThat(Alignment.mass(List.of(loud, new float[3]), List.of(Set.of(1), Set.of(0)))).isEqualTo(Alignment.mass(loud, Set.of(1)));
        assertThat(Alignment.mass(List.of(new float[2]), List.of(Set.of(1)))).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Alignment.mass(List.of(loud, low), List.of(Set.of())))
                .withMessage("alignment: 2 rows of scores, but the right tokens of 1");
    }

    @Test void theGreatestScoreIsAHitOrNot() {
        assertThat(Alignment.hit(new float[] {1, -5, 3}, Set.of(2))).isEqualTo(1);
        assertThat(Alignment.hit(new float[] {1, -5, 3}, Set.of(0, 1))).isZero();
        assertThat(Alignment.hit(new float[] {-3, -1, -2}, Set.of(1))).isEqualTo(1);
    }

    /// Of equal scores none is first: each is as good a guess as the others.
    @Test void tiesCountInExpectation() {
        assertThat(Alignment.hit(new float[] {2, 1, 2, 2}, Set.of(0, 1))).isEqualTo(1 / 3.);
        assertThat(Alignment.hit(new float[4], Set.of(3))).isEqualTo(0.25);
        assertThat(Alignment.hit(new float[] {0f, -0f}, Set.of(1))).isEqualTo(0.5);
    }

    @Test void chanceIsTheShareOfTheRightTokens() {
        assertThat(Alignment.chance(8, Set.of(1, 5))).isEqualTo(0.25);
        assertThat(Alignment.chance(8, Set.of())).isZero();
    }

    @Property void bothAreShares(@ForAll("scores") float[] scores, @ForAll int bits) {
        assertThat(Alignment.mass(scores, right(scores, bits))).isBetween(0., 1.);
        assertThat(Alignment.hit(scores, right(scores, bits))).isBetween(0., 1.);
    }

    /// A unit does not matter; for powers of two not a bit. Nor does the sign for the mass; for the hit it does.
    @Property void theUnitDoesNotMatter(@ForAll("scores") float[] scores, @ForAll int bits,
            @ForAll @IntRange(min = -20, max = 20) int power) {
        float[] scaled = scores.clone();
        float[] flipped = scores.clone();
        for (int i = 0; i < scores.length; i++) {
            scaled[i] = Math.scalb(scores[i], power);
            flipped[i] = -scores[i];
        }
        Set<Integer> right = right(scores, bits);
        assertThat(Alignment.mass(scaled, right)).isEqualTo(Alignment.mass(scores, right));
        assertThat(Alignment.hit(scaled, right)).isEqualTo(Alignment.hit(scores, right));
        assertThat(Alignment.mass(flipped, right)).isEqualTo(Alignment.mass(scores, right));
    }

    /// What is right and what is not share out everything, unless there is nothing to share.
    @Property void rightAndWrongShareOutEverything(@ForAll("scores") float[] scores, @ForAll int bits) {
        boolean nothing = Alignment.mass(scores, right(scores, -1)) == 0;
        assertThat(Alignment.mass(scores, right(scores, bits)) + Alignment.mass(scores, right(scores, ~bits)))
                .isCloseTo(nothing ? 0 : 1, within(0x1p-52));
        assertThat(Alignment.hit(scores, right(scores, bits)) + Alignment.hit(scores, right(scores, ~bits))).isCloseTo(1, within(0x1p-52));
    }

    /// Scores that know nothing reach chance: over 20,000 rows of 10 tokens, 3 of them right, the mean of the hits is off by less than
    /// four of its standard errors √(0.3 · 0.7 / 20,000); the mass varies less.
    @Test void scoresThatKnowNothingReachChance() {
        Set<Integer> right = Set.of(1, 4, 5);
        double mass = 0;
        double hit = 0;
        for (int row = 0; row < 20_000; row++) {
            float[] scores = new float[10];
            for (int i = 0; i < 10; i++) {
                scores[i] = (float) Seeds.normal(Seeds.mix(5, row), i);
            }
            mass += Alignment.mass(scores, right) / 20_000;
            hit += Alignment.hit(scores, right) / 20_000;
        }
        double fourErrors = 4 * Math.sqrt(0.3 * 0.7 / 20_000);
        assertThat(mass).isCloseTo(Alignment.chance(10, right), within(fourErrors));
        assertThat(hit).isCloseTo(Alignment.chance(10, right), within(fourErrors));
    }

    @Test void aTokenThatIsNotThereCannotBeRight() {
        String message = "alignment: token 3 is said to be right, but there are 3 tokens";
        assertThatIllegalArgumentException().isThrownBy(() -> Alignment.mass(new float[3], Set.of(3))).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Alignment.hit(new float[3], Set.of(3))).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Alignment.chance(3, Set.of(3))).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Alignment.chance(3, Set.of(-1)))
                .withMessage("alignment: token -1 is said to be right, but there are 3 tokens");
    }
}
