package clearhead.explain.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Which pairs of tokens make two texts similar. The oracle's numbers are in `OracleExplanationsTest`; here are the laws.
class SimilarityJacobianTest {

    private static final OpenModel MODEL = OracleCase.open("bert-sentence");

    private static Input input(int[] a, int[] b) {
        return new Input.Text(words(a), Optional.empty(), Optional.of(words(b)));
    }

    private static Words words(int[] ids) {
        return Words.of(ids, new int[ids.length], Optional.empty());
    }

    private static Scores.Grid grid(OpenModel model, Input input, int steps, boolean cosine) {
        return (Scores.Grid) new SimilarityJacobian(Replacement.Plain.ZERO, OptionalInt.of(steps), cosine).explain(model, input, new Target.Predicted())
                .scores();
    }

    /// By hand: the products of all pairs of rows (papers.json, a linear encoder gives the dot products of tokens).
    @Test void aLinearEncoderGivesTheProductsOfTokens() {
        for (JsonNode toy : OracleCase.file("papers.json")) {
            if (toy.get("id").asString().equals("similarity-jacobian-linear")) {
                assertThat(SimilarityJacobian.products(rows(toy.get("input").get("a")), rows(toy.get("input").get("b"))))
                        .isEqualTo(new float[][] {{3, 0}, {7, 2}});
                return;
            }
        }
        throw new AssertionError("the toy is not there");
    }

    private static double[][] rows(JsonNode matrix) {
        double[][] rows = new double[matrix.size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] row = OracleCase.floats(matrix.get(i));
            rows[i] = new double[row.length];
            for (int k = 0; k < row.length; k++) {
                rows[i][k] = row[k];
            }
        }
        return rows;
    }

    /// `Σ A = s(a, b) − s(a′, b) − s(a, b′) + s(a′, b′)`: all four from the model itself, by putting zeros in the place of embeddings.
    @Property(tries = 15) void allPairsAddUpToWhatTakesBothTexts(@ForAll @IntRange(min = 1, max = 9) int n, @ForAll @IntRange(min = 1, max = 9) int m,
                                                                @ForAll boolean cosine, @ForAll long seed) {
        int[] a = new Random(seed).ints(n, 5, 400).toArray();
        int[] b = new Random(seed + 1).ints(m, 5, 400).toArray();
        Scores.Grid grid = grid(MODEL, input(a, b), 64, cosine);
        Tensor fa = vector(a, false, cosine);
        Tensor fb = vector(b, false, cosine);
        Tensor na = vector(a, true, cosine);
        Tensor nb = vector(b, true, cosine);
        double expected = dot(fa, fb) - dot(na, fb) - dot(fa, nb) + dot(na, nb);
        double sum = Arrays.stream(grid.matrix()).mapToDouble(SimilarityJacobianTest::sum).sum();
        Explanation.Balance balance = grid.balance().orElseThrow();
        double size = Math.sqrt((dot(fa, fa) + dot(na, na)) * (dot(fb, fb) + dot(nb, nb)));
        assertThat(balance.value()).isCloseTo(dot(fa, fb), within(1e-5 * size));
        assertThat(balance.value() - balance.baseline()).isCloseTo(expected, within(1e-5 * size));
        assertThat(balance.gap()).isCloseTo(expected - sum, within(1e-5 * size));
        assertThat(Math.abs(balance.gap())).isLessThan(2e-2 * size);
    }

    private static double sum(float[] row) {
        double sum = 0;
        for (float score : row) {
            sum += score;
        }
        return sum;
    }

    private static Tensor vector(int[] ids, boolean empty, boolean cosine) {
        Tensor vector = Intervention.at(Site.named("embed"), x -> empty ? x.scale(0) : x)
                .run(pass -> MODEL.forward(new Input.Text(words(ids)), 1, pass));
        return cosine ? vector.normalize(Target.LEAST) : vector;
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }

    /// The other way round it is the transpose, number for number.
    @Property(tries = 10) void theSecondTextMayComeFirst(@ForAll @IntRange(min = 1, max = 6) int n, @ForAll boolean cosine, @ForAll long seed) {
        int[] a = new Random(seed).ints(n, 5, 400).toArray();
        int[] b = new Random(seed + 1).ints(4, 5, 400).toArray();
        float[][] there = grid(MODEL, input(a, b), 5, cosine).matrix();
        float[][] back = grid(MODEL, input(b, a), 5, cosine).matrix();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(there[i][j]).isEqualTo(back[j][i]);
            }
        }
    }

    @Test void neitherThreadsNorMemoryChangeABit() {
        Input input = input(new int[] {2, 357, 458, 474, 359, 130, 3}, new int[] {2, 267, 343, 354, 3});
        float[][] expected = grid(MODEL, input, 9, true).matrix();
        assertThat(grid(MODEL.within(new Budget(400_000)), input, 9, true).matrix()).isEqualTo(expected);
        try (Threads one = Threads.of(1)) {
            assertThat(grid(MODEL.on(Engine.with(one)), input, 9, true).matrix()).isEqualTo(expected);
        }
    }

    @Test void aMemoryThatIsTooSmallIsTold() {
        Input input = input(new int[] {2, 357, 3}, new int[] {2, 267, 3});
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> grid(MODEL.within(new Budget(1000)), input, 9, true))
                .withMessageContaining("memory");
    }

    @Test void whatIsNoSimilarityIsRefused() {
        Input alone = new Input.Text(words(new int[] {2, 357, 3}));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new SimilarityJacobian().explain(MODEL, alone, new Target.Predicted()))
                .withMessage("similarity-jacobian: there is one text (need a second one, --pair or --pair-ids)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new SimilarityJacobian().explain(MODEL, alone, new Target.Logit(0)))
                .withMessage("similarity-jacobian: target logit: is none that it can explain (need similarity)");
        OpenModel gpt2 = OracleCase.open("gpt2");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new SimilarityJacobian().explain(gpt2, input(new int[] {1}, new int[] {2}),
                new Target.Similarity(true))).withMessage("target similarity: is not what this model gives (need a model that gives vectors)");
    }

    @Test void theModelIsTheSameAfterwards() {
        Input input = input(new int[] {2, 357, 3}, new int[] {2, 267, 3});
        float[] before = MODEL.forward(input, 1, Pass.PLAIN).toArray();
        grid(MODEL, input, 3, true);
        assertThat(MODEL.forward(input, 1, Pass.PLAIN).toArray()).isEqualTo(before);
    }
}
