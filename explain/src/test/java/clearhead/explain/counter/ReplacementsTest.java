package clearhead.explain.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.Toy;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Other tokens in the places of an input's own: the smallest number of them, and what gradients foretell.
class ReplacementsTest {

    private static final int VOCAB = 7;
    private static final int WIDTH = 3;

    /// A classifier of three classes, each score a linear function of the tokens' rows, position by position.
    private static Toy linear(Random random, int tokens) {
        Tensor table = random(random, VOCAB, WIDTH);
        Tensor weights = random(random, tokens * WIDTH, 3);
        return new Toy(table, points -> points.reshape(points.dim(0), 1, tokens * WIDTH).matmul(weights.reshape(1, tokens * WIDTH, 3)
                .expand(Shape.of(points.dim(0), tokens * WIDTH, 3))));
    }

    private static Tensor random(Random random, int rows, int columns) {
        return Tensor.from(Shape.of(rows, columns), numbers -> {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
        });
    }

    private static Input input(int... ids) {
        return new Input.Text(Words.of(ids, new int[ids.length], Optional.empty()));
    }

    private static int decision(Toy toy, int... ids) {
        float[] scores = toy.forward(input(ids), 1, Pass.PLAIN).toArray();
        return IntStream.range(0, scores.length).reduce((a, b) -> scores[b] > scores[a] ? b : a).orElseThrow();
    }

    private static Vocabulary all() {
        return new Vocabulary("all", IntStream.range(0, VOCAB).toArray(), id -> "t" + id);
    }

    private static int[] edited(int[] ids, Counterfactual found) {
        int[] other = ids.clone();
        found.edits().forEach(edit -> other[edit.tokens().getFirst().index()] = edit.to().orElseThrow().id());
        return other;
    }

    /// Brute force over all texts of as many tokens: none that is closer has another decision.
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void certificatesAreTrue(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int tokens, @ForAll boolean gradients) {
        Random random = new Random(seed);
        Toy toy = linear(random, tokens);
        int[] ids = random.ints(tokens, 0, VOCAB).toArray();
        Counterfactual found = gradients ? new HotFlip(all(), 3, 2, tokens, Limits.NONE).search(toy, input(ids), new Target.Predicted())
                : new Replacements(new Alternatives.Listed(all())).search(toy, input(ids), new Target.Predicted());
        int before = decision(toy, ids);
        int smallest = Integer.MAX_VALUE;
        for (int text = 0; text < (int) Math.pow(VOCAB, tokens); text++) {
            int[] other = new int[tokens];
            for (int i = 0, rest = text; i < tokens; i++, rest /= VOCAB) {
                other[i] = rest % VOCAB;
            }
            int changes = (int) IntStream.range(0, tokens).filter(i -> other[i] != ids[i]).count();
            smallest = changes < smallest && decision(toy, other) != before ? changes : smallest;
        }
        assertThat(found.before().decision()).isEqualTo(before);
        assertThat(found.after().decision()).isEqualTo(decision(toy, edited(ids, found)));
        assertThat(found.certificate().atLeast()).isLessThanOrEqualTo(smallest);
        if (found.certificate().minimal()) {
            assertThat(found.edits()).hasSize(smallest);
        }
        assertThat(found.certificate().minimal()).isEqualTo(found.flipped() && (gradients ? found.edits().size() == 1 : smallest <= 3));
    }

    /// Of a linear function the estimate is the truth, so the best flip is the best of all, and the first that is tried.
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void gradientsForetellLinearFunctionsExactly(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int tokens) {
        Random random = new Random(seed);
        Toy toy = linear(random, tokens);
        int[] ids = random.ints(tokens, 0, VOCAB).toArray();
        int before = decision(toy, ids);
        Counterfactual found = new HotFlip(all(), 1000, 1, 1, Limits.NONE).search(toy, input(ids), new Target.Logit(0, before));
        double own = toy.forward(input(ids), 1, Pass.PLAIN).at(0, 0, before);
        double best = IntStream.range(0, tokens).boxed()
                .flatMapToDouble(t -> IntStream.range(0, VOCAB).filter(v -> v != ids[t]).mapToDouble(v -> {
            int[] other = ids.clone();
            other[t] = v;
            return toy.forward(input(other), 1, Pass.PLAIN).at(0, 0, before) - own;
        })).min().orElseThrow();
        assertThat(found.looked()).isEqualTo(tokens * (VOCAB - 1));
        assertThat((double) found.explanation().method().fit().get("truthOfBest")).isCloseTo(best, within(1e-5));
        assertThat((double) found.explanation().method().fit().get("estimateOfBest")).isCloseTo(best, within(1e-5));
        assertThat((double) found.explanation().method().fit().get("rankCorrelation")).isGreaterThan(0.99);
    }

    @Test void ranksShareWhatIsEqual() {
        assertThat(Ranks.correlation(new double[] {1, 2, 3}, new double[] {5, 6, 60}).orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(Ranks.correlation(new double[] {1, 2, 3}, new double[] {3, 2, 1}).orElseThrow()).isCloseTo(-1, within(1e-12));
        assertThat(Ranks.correlation(new double[] {1, 1, 2}, new double[] {1, 2, 3}).orElseThrow())
                .isCloseTo(Math.sqrt(3) / 2, within(1e-12));
        assertThat(Ranks.correlation(new double[] {1, 1}, new double[] {1, 2})).isEmpty();
    }

    /// What is said of an edited text is what the model says when it reads it.
    @ParameterizedTest @ValueSource(strings = {"bert-seqcls", "gpt2", "bert-mlm", "bert-ner", "marian", "llama"})
    void theModelSaysTheSameOfTheEditedText(String folder) {
        OpenModel model = OracleCase.open(folder);
        int[] ids = folder.equals("bert-mlm") ? new int[] {2, 176, 4, 31, 50, 3} : new int[] {2, 176, 90, 31, 50, 3};
        Target target = switch (folder) {
            case "bert-mlm", "bert-ner" -> Target.named("predicted@2", model);
            default -> new Target.Predicted();
        };
        Input input = new Input.Text(words(model, ids));
        int[] some = IntStream.range(20, 32).toArray();
        for (Counterfactual found : List.of(
                new Replacements(new Alternatives.Listed(new Vocabulary("some", some, String::valueOf))).search(model, input, target),
                new HotFlip(Vocabulary.all(model)).search(model, input, target))) {
            int[] other = edited(ids, found);
            assertThat(other).isNotEqualTo(ids);
            Counterfactual again = new Removals().search(model, new Input.Text(words(model, other)), target);
            assertThat(again.before().decision()).isEqualTo(found.after().decision());
        }
    }

    private static Words words(OpenModel model, int[] ids) {
        return Words.of(ids, new int[ids.length], model.names().tokenizer());
    }

    /// A masked model proposes what it puts into the mask; one that writes, what it would write.
    @Test void proposalsAreTheLikeliestTokens() {
        OpenModel masked = OracleCase.open("bert-mlm");
        int[] ids = {2, 176, 90, 31, 3};
        Input input = new Input.Text(words(masked, ids));
        int[] said = new Alternatives.Proposed(masked, 5).at(input, input.tokens().get(2));
        int mask = masked.special().mask().orElseThrow();
        float[] row = masked.forward(new Input.Text(words(masked, new int[] {2, 176, mask, 31, 3})), 1, Pass.PLAIN).slice(1, 2, 3)
                .toArray();
        assertThat(said).hasSize(5).doesNotContain(90);
        float least = (float) Arrays.stream(said).mapToDouble(id -> row[id]).min().orElseThrow();
        assertThat(IntStream.range(0, row.length).filter(id -> row[id] > least)
                .filter(id -> Arrays.stream(said).noneMatch(one -> one == id)))
                .allMatch(id -> id == 90 || Vocabulary.special(masked).contains(id));

        OpenModel writes = OracleCase.open("gpt2");
        Input text = new Input.Text(words(writes, new int[] {5, 17, 300}));
        assertThat(new Alternatives.Proposed(writes, 3).at(text, text.tokens().getFirst())).isEmpty();
        assertThat(new Alternatives.Proposed(writes, 3).at(text, text.tokens().get(2))).hasSize(3).doesNotContain(300);
        Counterfactual found = new Replacements(new Alternatives.Proposed(masked, 4)).search(masked,
                new Input.Text(words(masked, new int[] {2, 176, mask, 31, 3})), new Target.Predicted());
        assertThat(found.edits()).allMatch(edit -> edit.tokens().stream().map(Token::index).noneMatch(index -> index == 2));
    }

    @Test void whatCannotBePutInIsRefused() {
        OpenModel model = OracleCase.open("bert-seqcls");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Alternatives.Proposed(model, 3))
                .withMessageContaining("does not say what belongs between tokens");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Vocabulary.named(model, "#999999"))
                .withMessageStartingWith("alternatives #999999: '#999999' is no token of this model");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Vocabulary("none", new int[0], String::valueOf));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new HotFlip(new Vocabulary("x", new int[] {77777}, String::valueOf))
                .search(model, new Input.Text(words(model, new int[] {2, 176, 3})), new Target.Predicted()))
                .withMessage("hotflip: 77777 is no token of this model (need 0 to %d)".formatted(
                        Vocabulary.all(model).ids()[Vocabulary.all(model).ids().length - 1]));
        OpenModel gpt2 = OracleCase.open("gpt2");
        Input other = new Input.Text(words(model, new int[] {2, 176, 3}));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> new Alternatives.Proposed(gpt2, 3).at(other, other.tokens().get(1)))
                .withMessageContaining("for the model that proposes");
        assertThat(Vocabulary.words(model, 5).ids()).hasSizeLessThanOrEqualTo(5);
        assertThat(Optional.of(Vocabulary.named(model, "words:5").name())).contains("words:5");
    }
}
