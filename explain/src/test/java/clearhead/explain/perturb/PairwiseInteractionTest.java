package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.oracle.OracleCase;
import clearhead.explain.perturb.PairwiseInteraction.Around;
import org.junit.jupiter.api.Test;

/// By hand.
class PairwiseInteractionTest {

    private static float[][] pairs(Played game, Around around) {
        return game.explain(new PairwiseInteraction(Players.TOKENS, around)).matrix();
    }

    /// papers.json, `interaction-product`: v = z₀z₁.
    @Test void product() {
        Played game = Played.of(2, kept -> kept.cardinality() == 2 ? 1 : 0);
        assertThat(pairs(game, Around.EMPTY)).isDeepEqualTo(new float[][] {{0, 1}, {1, 0}});
        assertThat(pairs(game, Around.FULL)).isDeepEqualTo(new float[][] {{1, 1}, {1, 1}});
    }

    /// Either will do: below zero, from both sides.
    @Test void or() {
        Played game = Played.of(2, kept -> kept.isEmpty() ? 0 : 1);
        assertThat(pairs(game, Around.EMPTY)).isDeepEqualTo(new float[][] {{1, -1}, {-1, 1}});
        assertThat(pairs(game, Around.FULL)).isDeepEqualTo(new float[][] {{0, -1}, {-1, 0}});
    }

    /// z₀z₁z₂: with the third there each pair is worth 1, without it nothing.
    @Test void threeTogetherAreSeenFromOneSide() {
        Played game = Played.of(3, kept -> kept.cardinality() == 3 ? 1 : 0);
        assertThat(pairs(game, Around.EMPTY)).isDeepEqualTo(new float[3][3]);
        assertThat(pairs(game, Around.FULL)).isDeepEqualTo(new float[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
    }

    /// Nothing but nobody, each and each pair is asked; an additive game has no pairs.
    @Test void additive() {
        Played game = Games.additive(1, 2, 4, 8);
        assertThat(pairs(game, Around.FULL)).isDeepEqualTo(new float[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 4, 0}, {0, 0, 0, 8}});
        assertThat(game.asked().stream().distinct()).hasSize(1 + 4 + 6);
    }

    /// A pair of words is spread evenly over the pairs of their tokens.
    @Test void words() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = model.read("the boxes are in the kitchen");
        PairwiseInteraction method = new PairwiseInteraction(new Players(Replacement.AUTO, Players.Group.WORD, false), Around.FULL);
        Explanation explanation = method.explain(model, input, new Target.Predicted());
        java.util.List<int[]> words = model.game(input, new Target.Predicted(), method.players()).players();
        assertThat(words).anySatisfy(word -> assertThat(word).hasSizeGreaterThan(1));
        float[][] matrix = explanation.matrix();
        for (int[] a : words) {
            for (int[] b : words) {
                for (int row : a) {
                    for (int column : b) {
                        assertThat(matrix[row][column]).isEqualTo(matrix[a[0]][b[0]]).isEqualTo(matrix[column][row]);
                    }
                }
            }
        }
        double without = model.game(input, new Target.Predicted(), method.players()).values(Games.set(1, 2, 3, 4, 5))[0];
        double sum = 0;
        for (int row : words.getFirst()) {
            for (int column : words.getFirst()) {
                sum += matrix[row][column];
            }
        }
        assertThat(sum).as("what the first word does alone").isCloseTo(
                model.game(input, new Target.Predicted(), method.players()).whole().value() - without, within(1e-6));
    }

    @Test void oneNumberOnly() {
        Played game = Games.additive(1, 2);
        assertThatThrownBy(() -> new PairwiseInteraction().explain(game, game.input(), new Target.Each(true, false))).isInstanceOf(BadInput.class)
                .hasMessage("pairwise-interaction: target each: is one matrix of pairs for each token (need one number: sequence, or logit:TOKEN@P)");
    }
}
