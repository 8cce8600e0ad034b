package clearhead.explain.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import clearhead.explain.judge.Faithfulness;
import clearhead.explain.oracle.OracleCase;
import clearhead.explain.perturb.Occlusion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedBoxTest {

    private static final List<String> WORDS = List.of("bad", "good", "very");

    /// How many good words, and how many bad ones, as logits; remembers what it was asked.
    private static ClosedBox<String> texts(List<String> asked, Texts form) {
        return ClosedBox.of(form, texts -> {
            asked.addAll(texts);
            return texts.stream().map(text -> new double[] {count(text, "bad"), count(text, "good") + 0.5 * count(text, "very")}).toList();
        }, Scale.LOGITS, "negative", "positive");
    }

    private static int count(String text, String word) {
        return text.split("\\b" + word + "\\b", -1).length - 1;
    }

    private static ClosedBox<String> constant(Scale scale, double... scores) {
        return ClosedBox.of(new Texts(), texts -> texts.stream().map(_ -> scores).toList(), scale, "a", "b", "c");
    }

    @Test void aTextIsExplainedWordByWord() {
        List<String> asked = new ArrayList<>();
        Input.Text input = Texts.read("Not very good, good.");
        Explanation why = new Occlusion().explain(texts(asked, new Texts()), input, new Target.Predicted());
        assertThat(why.rows().getFirst().scores()).containsExactly(0, 0.5f, 1, 0, 1, 0);
        assertThat(why.target()).isEqualTo(new Target.Logit(0, 1));
        assertThat(why.model()).isEqualTo(new BlackBox.ModelInfo("", "closed", "a function"));
        assertThat(asked).containsExactly("Not very good, good.", "very good, good.", "Not good, good.", "Not very , good.",
                "Not very good good.",
                "Not very good, .", "Not very good, good");
        assertThat(why.method().settings()).containsEntry("replacement", "delete");
        assertThat(why.cost().forwards()).isEqualTo(7);
    }

    @Test void aMaskWordStandsWhereThereIsOne() {
        List<String> asked = new ArrayList<>();
        Explanation why = new Occlusion().explain(texts(asked, new Texts("[MASK]")), Texts.read("very good"), new Target.Logit(1));
        assertThat(asked).containsExactly("very good", "[MASK] good", "very [MASK]");
        assertThat(why.method().settings()).containsEntry("replacement", "mask");
    }

    /// Two variants that give one text are one question.
    @Test void nothingIsAskedTwice() {
        List<String> asked = new ArrayList<>();
        Game game = texts(asked, new Texts()).game(Texts.read("good good good"), new Target.Predicted(), Players.TOKENS);
        IntStream.range(0, 8).forEach(bits -> game.values(BitSet.valueOf(new long[] {bits})));
        assertThat(asked).containsExactly("good good good", "", "good", "good good");
    }

    @Test void wordsOfAVocabularyStandInOthersPlaces() {
        ClosedBox<String> box = texts(new ArrayList<>(), new Texts(Optional.empty(), WORDS));
        Game game = box.game(Texts.read("A good film"), new Target.Logit(1), Players.TOKENS);
        Answer answer = game.answers(List.of(Variant.whole(3).with(1, 0))).getFirst();
        assertThat(answer.value()).isZero();
        assertThat(answer.decision()).isZero();
        assertThat(answer.rank()).isEqualTo(1);
        assertThatThrownBy(() -> game.answers(List.of(Variant.whole(3).with(1, 3)))).isInstanceOf(BadInput.class)
                .hasMessage("word 3: is not in the vocabulary (need 0 to 2)");
    }

    /// The same numbers as the model itself, to a float's rounding; ids masked, padded, replaced and deleted.
    @ParameterizedTest @ValueSource(strings = {"auto", "mask", "pad", "token:#7", "delete"})
    void aFunctionOfIdsIsAsTheModelBehindIt(String replacement) {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input.Text input = model.read("the boxes are in the kitchen");
        ClosedBox<int[]> box = ClosedBox.of(new Ids(model.special().mask(), model.special().padding()), ids -> ids.stream().map(one ->
                model.scores(List.of(Ids.read(one))).getFirst()).toList(), Scale.LOGITS);
        Players players = Players.TOKENS.by(Replacement.named("test", replacement));
        for (Target target : List.of(new Target.Predicted(), new Target.Probability(OptionalInt.empty(), 0),
                new Target.Entropy(OptionalInt.empty()))) {
            Occlusion method = new Occlusion(players, 1, 1, Occlusion.Leave.ONE_OUT);
            float[] own = method.explain(model, input, target).rows().getFirst().scores();
            float[] closed = method.explain(box, input, target).rows().getFirst().scores();
            assertThat(closed).containsExactly(own, within(4e-6f));
        }
    }

    @Test void aRowsColumnIsAveragedOverTheBackground() {
        List<double[]> background = List.of(new double[] {0, 10}, new double[] {2, 30});
        ClosedBox<double[]> box = ClosedBox.of(new Rows(background), rows -> rows.stream().map(x -> new double[] {x[0] * x[1]}).toList(),
                Scale.NUMBERS,
                "price");
        Input row = new Input.Row(List.of("width", "height"), new double[] {3, 5});
        Explanation why = new Occlusion().explain(box, row, new Target.Predicted());
        assertThat(why.rows().getFirst().scores()).containsExactly(15 - 5, 15 - 60);
        assertThat(why.rows().getFirst().value()).isEqualTo(15);
        Game game = box.game(row, new Target.Predicted(), Players.TOKENS);
        assertThat(game.values(new BitSet())[0]).isEqualTo((0 * 10 + 2 * 30) / 2.0);
        assertThat(game.answers(List.of(Variant.whole(2).with(0, 1))).getFirst().value()).isEqualTo(2 * 5);
        assertThat(why.input().tokens().getFirst().piece()).isEqualTo("width=3");
        assertThat(Faithfulness.of(box, why, 0)).isPresent();
    }

    @Test void aPicturesSquareIsFilledWithTheMeanColour() {
        Tensor pixels = Tensor.of(Shape.of(1, 1, 2, 4), 1, 1, 0, 0, 1, 1, 0, 2);
        ClosedBox<Tensor> box = ClosedBox.of(new Pictures(), pictures -> pictures.stream().map(one -> {
            float[] all = one.toArray();
            return new double[] {IntStream.range(0, all.length).mapToDouble(i -> all[i]).sum()};
        }).toList(), Scale.NUMBERS);
        Explanation why = new Occlusion().explain(box, Pictures.read(pixels, 1, 2), new Target.Predicted());
        assertThat(why.rows().getFirst().scores()).containsExactly(0, 4 - 4 * 0.75f, 2 - 4 * 0.75f);
    }

    @Test void aListOfWordsHasNoWhitespace() {
        List<List<String>> asked = new ArrayList<>();
        ClosedBox<List<String>> box = ClosedBox.of(new WordLists(), lists -> {
            asked.addAll(lists);
            return lists.stream().map(list -> new double[] {list.size()}).toList();
        }, Scale.NUMBERS);
        new Occlusion().explain(box, Texts.read("so good!"), new Target.Predicted());
        assertThat(asked).containsExactly(List.of("so", "good", "!"), List.of("good", "!"), List.of("so", "!"), List.of("so", "good"));
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "zero|replacement=zero: this model reads words, and no embeddings (need mask or delete)",
        "mean|replacement=mean: this model reads words, and no embeddings (need mask or delete)",
        "hide|replacement=hide: nobody sees this model's attention (need mask or delete)",
        "mask|replacement=mask: no mask word is known of this model (need delete, or a mask word)",
        "token:#3|replacement=token:#3: this model has a vocabulary of 0 words (need mask or delete)"})
    void replacementsThatMakeNoSenseAreRefused(String replacement, String message) {
        assertThatThrownBy(() -> constant(Scale.LOGITS, 1, 2, 3).game(Texts.read("x"), new Target.Predicted(),
                Players.TOKENS.by(Replacement.named("test", replacement)))).isInstanceOf(BadInput.class).hasMessage(message);
    }

    private static String fault(Function<List<String>, List<double[]>> function, Scale scale, String... labels) {
        BlackBox box = ClosedBox.of(new Texts(), function, scale, labels);
        try {
            new Occlusion().explain(box, Texts.read("a good film"), new Target.Difference(OptionalInt.empty(), 0, 1));
        } catch (BadInput fault) {
            return fault.getMessage();
        }
        return "none";
    }

    private static double[] forGood(String text, double[] with, double[] without) {
        return text.contains("good") ? with : without;
    }

    @Test void answersThatAreNoneAreNamedWithTheirInput() {
        assertThat(fault(texts -> texts.stream().map(text -> forGood(text, new double[] {1, 2}, new double[] {1, Double.NaN})).toList(),
                Scale.LOGITS))
                .isEqualTo("a function: gave NaN for 'a film' (need a finite number)");
        assertThat(fault(texts ->
                texts.stream().map(text -> forGood(text, new double[] {1, 2}, new double[] {1, Double.POSITIVE_INFINITY})).toList(),
                Scale.LOGITS)).isEqualTo("a function: gave Infinity for 'a film' (need a finite number)");
        assertThat(fault(texts -> texts.stream().map(text -> forGood(text, new double[] {1, 2}, new double[] {1, 2, 3})).toList(),
                Scale.LOGITS))
                .isEqualTo("a function: gave 3 scores for 'a film' (need 2, as before)");
        assertThat(fault(texts -> texts.stream().map(_ -> new double[] {1, 2, 3}).toList(), Scale.LOGITS, "neg", "pos"))
                .isEqualTo("a function: gave 3 scores for 'a good film' (need 2, as there are labels)");
        assertThat(fault(texts -> texts.stream().map(_ -> new double[0]).toList(), Scale.LOGITS))
                .isEqualTo("a function: gave 0 scores for 'a good film' (need at least one)");
        assertThat(fault(texts -> texts.subList(1, texts.size()).stream().map(_ -> new double[] {1, 2}).toList(), Scale.LOGITS))
                .isEqualTo("a function: gave 0 answers to 1 inputs (need one for each, in their order)");
        assertThat(fault(texts -> texts.stream().map(_ -> new double[] {-1, 2}).toList(), Scale.PROBABILITIES))
                .isEqualTo("a function: gave -1.0 for "
                + "'a good film', which is no probability (need numbers from 0 to 1, or scores that are said to be logits or numbers)");
    }

    @Test void aFunctionIsGivenNoMoreThanABatch() {
        List<Integer> sizes = new ArrayList<>();
        BlackBox box = ClosedBox.of(new Texts(), texts -> {
            sizes.add(texts.size());
            return texts.stream().map(text -> new double[] {text.length()}).toList();
        }, Scale.NUMBERS).batches(3);
        new Occlusion().explain(box, Texts.read("a b c d e f g"), new Target.Predicted());
        assertThat(sizes).containsExactly(1, 3, 3, 1);
        assertThat(box.scores(List.of(Texts.read("abc"), Texts.read("ab"))).stream().map(scores -> scores[0])).containsExactly(3.0, 2.0);
    }

    /// Somebody who listens hears of every batch; somebody who stops the game is obeyed after each, and what was paid for is known.
    @Test void aGameStopsBetweenBatches() {
        List<Long> heard = new ArrayList<>();
        BlackBox box = texts(new ArrayList<>(), new Texts()).batches(2);
        Game game = box.within(Limits.NONE.telling(heard::add).until(() -> heard.contains(5L))).game(Texts.read("a b c d e f good"),
                new Target.Logit(1),
                Players.TOKENS);
        List<BitSet> sets = IntStream.range(0, 7).mapToObj(game::allBut).toList();
        assertThat(game.valuesIfAllowed(sets)).isEmpty();
        assertThat(heard).containsExactly(3L, 5L);
        assertThat(game.calls()).isEqualTo(5);
        Explanation.Row row = game.row(0, new double[7], new double[0], OptionalDouble.empty());
        assertThat(game.explanation(new Explanation.Method("m", Map.of(), "none"), game.scores(List.of(row)), 0, List.of()).warnings())
                .containsExactly("stopped early: cancelled after 5 calls");
    }

    @Test void limitsTooSmallAreSaidInOneLine() {
        BlackBox box = texts(new ArrayList<>(), new Texts());
        Input input = Texts.read("a b c d e f g");
        assertThatThrownBy(() -> new Occlusion().explain(box.within(Limits.NONE.calls(7)), input, new Target.Logit(1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("a budget of 7 calls is too small").hasMessageContaining("takes 8");
        assertThatThrownBy(() -> new Occlusion().explain(box.within(Limits.NONE.time(Duration.ZERO)), input, new Target.Logit(1)))
                .isInstanceOf(BadInput.class).hasMessageContaining("0 ms have passed");
    }

    @Test void inputsOfAnotherFormAreRefused() {
        Input row = new Input.Row(List.of("a"), new double[] {1});
        assertThatThrownBy(() -> constant(Scale.LOGITS, 1, 2, 3).scores(List.of(row))).isInstanceOf(BadInput.class)
                .hasMessage("input: is a row of a table (need a text: that is what this model reads)");
        assertThatThrownBy(() -> OracleCase.open("bert-seqcls").scores(List.of(row))).isInstanceOf(BadInput.class)
                .hasMessage("input: is a row of a table (need a text or a picture: that is what transformers read)");
        assertThatThrownBy(() -> Texts.read(" ")).isInstanceOf(BadInput.class).hasMessage("text: has no word (need a text)");
        assertThatThrownBy(() -> new Rows(List.of())).isInstanceOf(BadInput.class)
                .hasMessage("background: has no row (need rows as those of the table)");
    }
}
