package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static clearhead.explain.gradient.DiscretizedIntegratedGradients.Strategy.GREEDY;
import static clearhead.explain.gradient.DiscretizedIntegratedGradients.Strategy.MAX_COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.gradient.DiscretizedIntegratedGradients.Strategy;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The walk over words by hand and by its laws, and the path that it makes.
class DiscretizedIntegratedGradientsTest {

    private static List<float[]> walk(int width, float[] table, int neighbours, Strategy strategy, float[] from, float[] to, int steps) {
        Shape rows = Shape.of(1, from.length / width, width);
        return new WordWalk(Tensor.of(Shape.of(table.length / width, width), table), neighbours, strategy, Tensor.of(rows, from),
                Tensor.of(rows, to), steps).corners().stream().map(Tensor::toArray).toList();
    }

    /// Words 0 … 10 on a line: each step goes to the nearest that lies on the way, 9, 8, 7.
    @Test void onALineItGoesFromWordToWord() {
        float[] line = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        for (Strategy strategy : Strategy.values()) {
            assertThat(walk(1, line, 2, strategy, new float[] {10}, new float[] {0}, 3)).containsExactly(new float[] {9}, new float[] {8},
                    new float[] {7});
        }
    }

    /// From (8, 8) to (0, 0) by steps of a quarter. (7, 9) is monotone in its first number alone and would be moved by 3, (9, 9) in none
    /// and moved by √18, (4, 8.5) in its first alone and moved by 2.5.
    @Test void strategiesChooseByDistanceOrByCount() {
        float[] table = {8, 8, 7, 9, 9, 9, 4, 8.5f};
        assertThat(walk(2, table, 3, GREEDY, new float[] {8, 8}, new float[] {0, 0}, 4).getFirst()).containsExactly(4, 6);
        // as many numbers lie on the way for (7, 9) and (4, 8.5): the nearer one
        assertThat(walk(2, table, 3, MAX_COUNT, new float[] {8, 8}, new float[] {0, 0}, 4).getFirst()).containsExactly(7, 6);
        float[] far = {8, 8, 9, 8.5f, 1, 1};
        assertThat(walk(2, far, 1, MAX_COUNT, new float[] {8, 8}, new float[] {0, 0}, 4).getFirst()).containsExactly(6, 6);
        assertThat(walk(2, far, 2, MAX_COUNT, new float[] {8, 8}, new float[] {0, 0}, 4).getFirst()).containsExactly(1, 1);
    }

    /// With the first word met and no other there, what is left is the straight line, by a share of what is left of it each time.
    @Test void withoutWordsItIsTheStraightLine() {
        assertThat(walk(2, new float[] {8, 4}, 5, GREEDY, new float[] {8, 4}, new float[] {0, 0}, 2)).containsExactly(new float[] {4, 2},
                new float[] {2, 1});
    }

    @Provide Arbitrary<float[]> words() {
        return Arbitraries.floats().between(-2, 2).ofScale(3).array(float[].class).ofSize(24);
    }

    /// In every number the corners run from w to w′ without turning, whatever the words.
    @Property(tries = 200) void everyNumberRunsOneWay(@ForAll("words") float[] table, @ForAll @IntRange(min = 1, max = 8) int neighbours,
            @ForAll @IntRange(min = 1, max = 6) int steps, @ForAll Strategy strategy) {
        float[] from = {table[0], table[1], table[2], table[3], table[4], table[5]};
        float[] to = {0, 0, 0, 1, -1, 0.5f};
        float[] before = from;
        List<float[]> corners = walk(3, table, neighbours, strategy, from, to, steps);
        assertThat(corners).hasSize(steps);
        for (float[] corner : corners) {
            for (int j = 0; j < from.length; j++) {
                assertThat(corner[j]).isBetween(Math.min(before[j], to[j]), Math.max(before[j], to[j]));
            }
            before = corner;
        }
    }

    /// `x + (0.5 − x)` in floats is the float behind 0.5 for this x.
    @Test void theLastStepDoesNotGoPastTheEnd() {
        float x = -0.585f;
        for (; x + (0.5f - x) <= 0.5f; x = Math.nextUp(x)) { }
        float[] from = {0, 0, x};
        assertThat(walk(3, new float[] {9, 9, 9}, 1, Strategy.GREEDY, from, new float[] {0, 0, 0.5f}, 1).getLast()[2]).isEqualTo(0.5f);
    }

    /// The sum is the difference on whatever path: within the tolerance, or it is said.
    @Property(tries = 60) void scoresAddUpOrItIsSaid(@ForAll("words") float[] table, @ForAll Strategy strategy) {
        UnaryOperator<Tensor> f = points -> points.tanh().sum(LAST).sum(LAST).exp();
        DiscretizedIntegratedGradients method = new DiscretizedIntegratedGradients(4, 3, strategy, new IntegratedGradients());
        Explanation explanation = Toy.wide(3, f, table).explain(method, 3);
        Explanation.Balance balance = explanation.rows().getFirst().balance().orElseThrow();
        assertThat(explanation.warnings().isEmpty())
                .isEqualTo(balance.holds(0.01) || Math.abs(balance.gap()) <= 1e-5 * Math.max(Math.abs(balance.value()), 1));
        assertThat(balance.baseline()).isEqualTo(1);
    }

    /// Without a word between, and with words that lie on the straight line alone, it is integrated gradients: of a quadratic function one
    /// node on each piece is exact, up to a dozen roundings of its parts.
    @Property(tries = 100) void onTheStraightLineItIsIntegratedGradients(@ForAll("words") float[] x) {
        UnaryOperator<Tensor> f = points -> points.sum(LAST).sum(LAST).square();
        IntegratedGradients one = new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(1), 0.01, true);
        float[] straight = Toy.wide(24, f, x).explain(one).rows().getFirst().scores();
        float[] direct = Toy.wide(24, f, x).explain(new DiscretizedIntegratedGradients(0, 5, GREEDY, one)).rows().getFirst().scores();
        assertThat(direct).isEqualTo(straight);
        float[] walked = Toy.wide(24, f, x).explain(new DiscretizedIntegratedGradients(5, 5, GREEDY, one)).rows().getFirst().scores();
        double parts = 0;
        for (float a : x) {
            for (float b : x) {
                parts += Math.abs((double) a * b);
            }
        }
        assertThat((double) walked[0]).isCloseTo(straight[0], within(24 * 0x1p-24 * parts));
    }

    @Test void bothSidesOfAModelThatWritesWalkInTheirOwnTables() {
        Explanation each = new DiscretizedIntegratedGradients(3, 4, MAX_COUNT, new IntegratedGradients())
                .explain(Small.box(3), Small.input(4, 2, 5), new Target.Each());
        assertThat(each.matrix()).hasDimensions(2, 7);
        assertThat(each.rows()).allMatch(row -> row.balance().orElseThrow().holds(0.01));
        assertThat(each.method().settings()).containsKeys("stepsByRow").containsEntry("words", 3).containsEntry("neighbours", 4)
                .containsEntry("strategy", "max-count");
    }

    @Test void specialTokensStayIfTheyShallAndAPictureHasNoWords() {
        OpenModel bert = OracleCase.open("bert-seqcls");
        OracleCase one = OracleCase.of("bert-seqcls").getFirst();
        Explanation spared = DiscretizedIntegratedGradients.CARD.with(Map.of("special", "false", "words", "5"), 0)
                .explain(bert, one.input(bert), new Target.Logit(0, 1));
        assertThat(spared.rows().getFirst().scores()).startsWith(0).endsWith(0);
        assertThat(spared.rows().getFirst().scores()[1]).isNotZero();
        OpenModel vit = OracleCase.open("vit");
        OracleCase picture = OracleCase.of("vit").getFirst();
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new DiscretizedIntegratedGradients().explain(vit, picture.input(vit),
                new Target.Logit(0, 0))).withMessage("discretized-ig: a picture has no words (need a text)");
    }
}
