package clearhead.explain.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Small;
import clearhead.explain.Target;
import org.junit.jupiter.api.Test;

class RandomScoresTest {

    private static final Target EACH = new Target.Each(true, false);

    private static float[][] scores(long seed, long model, Input input) {
        return new RandomScores(seed).explain(Small.box(model), input, EACH).matrix();
    }

    @Test void theSeedDecidesAndTheModelDoesNot() {
        float[][] scores = scores(7, 1, Small.input(5, 3, 1));
        assertThat(scores(7, 1, Small.input(5, 3, 1))).isEqualTo(scores);
        assertThat(scores(7, 2, Small.input(5, 3, 9))).isEqualTo(scores);
        assertThat(scores(8, 1, Small.input(5, 3, 1))[0]).doesNotContain(scores[0]);
    }

    /// A row is a stream of its own: it stays as it is when there are more rows, and more tokens only continue it.
    @Test void rowsDoNotDependOnEachOther() {
        float[][] small = scores(0, 1, Small.input(5, 2, 1));
        float[][] large = scores(0, 1, Small.input(9, 4, 1));
        for (int row = 0; row < 2; row++) {
            assertThat(large[row]).startsWith(small[row]);
        }
    }

    /// 800 numbers of the standard normal distribution: the mean is off by less than 4/√800, the variance by less than 4·√(2/800), and the
    /// correlation of two rows of 200 is below 4/√200, each but once in 16,000 times; the seed is fixed.
    @Test void scoresAreNormalAndRowsAreUncorrelated() {
        float[][] scores = scores(3, 1, Small.input(200, 4, 1));
        double mean = 0;
        double square = 0;
        double product = 0;
        for (int i = 0; i < 200; i++) {
            for (float[] row : scores) {
                mean += row[i] / 800;
                square += (double) row[i] * row[i] / 800;
            }
            product += (double) scores[0][i] * scores[1][i] / 200;
        }
        assertThat(mean).isCloseTo(0, within(4 / Math.sqrt(800)));
        assertThat(square).isCloseTo(1, within(4 * Math.sqrt(2 / 800.)));
        assertThat(product).isCloseTo(0, within(4 / Math.sqrt(200)));
    }

    @Test void itSaysThatItIsTheControl() {
        OpenModel box = Small.box(1);
        Explanation explanation = new RandomScores(42).explain(box, Small.input(5, 3, 1), new Target.Logit(0, 2));
        assertThat(explanation.rows()).hasSize(1);
        assertThat(explanation.seed()).isEqualTo(42);
        assertThat(explanation.method().id()).isEqualTo("random");
        assertThat(explanation.method().gapReason()).isEqualTo("random numbers add up to nothing");
        assertThat(explanation.warnings()).containsExactly("random numbers: the control that every method must beat");
    }
}
