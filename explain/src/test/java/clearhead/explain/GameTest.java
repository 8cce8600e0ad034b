package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.explain.oracle.OracleCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rules of a game: nothing is asked twice, and limits end it.
class GameTest {

    private static final Target V = new Target.Logit(0, 0);

    private static List<BitSet> singles(int n) {
        return IntStream.range(0, n).mapToObj(player -> {
            BitSet one = new BitSet();
            one.set(player);
            return one;
        }).toList();
    }

    private static Game game(Played played, Limits limits) {
        return played.within(limits).game(played.input(), V, Players.TOKENS);
    }

    @Test void nothingIsAskedTwice() {
        Played played = Played.of(4, BitSet::cardinality);
        Game game = game(played, Limits.NONE);
        List<BitSet> sets = new ArrayList<>(singles(4));
        sets.addAll(singles(4));
        sets.add(game.all());
        assertThat(game.values(sets)).extracting(values -> values[0]).containsExactly(1., 1., 1., 1., 1., 1., 1., 1., 4.);
        game.values(sets);
        assertThat(played.asked()).doesNotHaveDuplicates().hasSize(5);
        assertThat(game.calls()).isEqualTo(5);
    }

    /// What is known costs nothing; one question too many, and the whole lot is not asked.
    @Test void aBudgetIsKept() {
        Played played = Played.of(4, BitSet::cardinality);
        Game game = game(played, Limits.NONE.calls(4));
        assertThat(game.room()).isEqualTo(3);
        assertThat(game.valuesIfAllowed(singles(3))).isPresent();
        assertThat(game.valuesIfAllowed(singles(3))).as("known").isPresent();
        assertThat(game.valuesIfAllowed(singles(4))).isEmpty();
        assertThat(played.asked()).hasSize(4);
        assertThat(game.explanation(new Explanation.Method("m", Map.of(), ""), game.scores(List.of(game.row(0, new double[4],
                new double[0], OptionalDouble.empty()))), 0, List.of()).warnings()).containsExactly("stopped early: a budget of 4 calls");
        assertThatThrownBy(() -> game.values(singles(4))).isInstanceOf(BadInput.class).hasMessage(
                "limits: a budget of 4 calls, before all is known that this needs (need more, fewer players (--group word), or a method that draws samples)");
        assertThatThrownBy(() -> game.require(16, "exact values of 4 players")).isInstanceOf(BadInput.class)
                .hasMessage("limits: a budget of 4 calls is too small: exact values of 4 players takes 16 "
                        + "(need more calls, fewer players (--group word), or a method that draws samples)");
    }

    /// As many as the budget has room for, from the first on; what is known costs nothing, wherever it stands.
    @Test void asManyAsAreAllowed() {
        Played played = Played.of(4, BitSet::cardinality);
        Game game = game(played, Limits.NONE.calls(3));
        List<BitSet> sets = new ArrayList<>(List.of(game.all(), game.all()));
        sets.addAll(singles(2));
        assertThat(game.valuesWhileAllowed(sets)).hasSize(4);
        sets.addAll(singles(4));
        assertThat(game.valuesWhileAllowed(sets)).as("the third of them is one too many").hasSize(6);
        assertThat(played.asked()).hasSize(3).doesNotHaveDuplicates();
    }

    /// The first chunk is answered, then somebody stops it; what was answered stays known.
    @Test void somebodyStopsIt() {
        AtomicInteger looks = new AtomicInteger();
        AtomicLong told = new AtomicLong();
        Played played = Played.of(100, BitSet::cardinality);
        Game game = game(played, Limits.NONE.until(() -> looks.incrementAndGet() > 2).telling(told::set));
        assertThat(game.valuesIfAllowed(singles(100))).isEmpty();
        assertThat(played.asked()).hasSize(65);
        assertThat(told).hasValue(65);
    }

    @Test void timeRunsOut() {
        Played played = Played.of(3, BitSet::cardinality);
        assertThat(game(played, Limits.NONE.time(Duration.ofDays(1))).valuesIfAllowed(singles(3))).isPresent();
        Game late = game(played, Limits.NONE.time(Duration.ZERO));
        assertThat(late.valuesIfAllowed(singles(3))).isEmpty();
        assertThatThrownBy(() -> late.values(singles(3))).isInstanceOf(BadInput.class).hasMessageStartingWith("limits: 0 ms have passed");
    }

    /// Each player's score falls evenly on its tokens, so sums stay what they are.
    @Test void aWordsScoreIsSpreadOverItsTokens() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = model.read("the boxes are in the kitchen");
        Game game = model.game(input, new Target.Predicted(), new Players(Replacement.AUTO, Players.Group.WORD, false));
        Explanation.Row row = game.row(0, new double[] {1, 2, 3, 4, 5, 6}, new double[6], OptionalDouble.empty());
        for (int word = 0; word < 6; word++) {
            int[] tokens = game.players().get(word);
            for (int token : tokens) {
                assertThat(row.scores()[token]).isEqualTo((float) ((word + 1.) / tokens.length));
            }
        }
        assertThat(row.scores()[0]).as("[CLS] does not play").isZero();
    }

    /// Two texts: no word reaches over the end of one, and special tokens play only if they are asked to.
    @Test void playersOfTwoTexts() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = model.read("The box is old. The box is blue.", "a box");
        List<int[]> sentences = new Players(Replacement.AUTO, Players.Group.SENTENCE, false).in(input);
        assertThat(sentences).hasSize(3);
        assertThat(sentences.stream().flatMapToInt(IntStream::of).toArray()).isSorted().containsExactly(
                input.tokens().stream().filter(token -> !token.special()).mapToInt(Token::index).toArray());
        assertThat(new Players(Replacement.AUTO, Players.Group.WORD, true).in(input)).as("with [CLS] and two [SEP]").hasSize(8 + 2 + 3);
    }

    /// The answer stands at the mask, whether it came as a token of the text or as an id.
    @Test void aMaskThatIsToBeFilledDoesNotPlay() {
        OpenModel model = OracleCase.open("bert-mlm");
        Input.Text text = model.read("the box is [MASK]");
        int mask = model.position(text).orElseThrow();
        Game game = model.game(text, new Target.Predicted(), Players.TOKENS.by(Replacement.Away.DELETE));
        assertThat(game.players()).noneMatch(player -> player[0] == mask).hasSize(text.tokens().size() - 3);
        Input ids = new Input.Text(Words.of(text.ids(), new int[text.ids().length], model.names().tokenizer()));
        assertThat(model.game(ids, new Target.Predicted(), Players.TOKENS).players()).usingRecursiveComparison().isEqualTo(game.players());
        assertThat(model.game(text, new Target.Predicted(), new Players(Replacement.AUTO, Players.Group.TOKEN, true)).size())
                .isEqualTo(text.tokens().size());
    }

    @Test void decisionsAndRanks() {
        OpenModel model = OracleCase.open("gpt2");
        Input input = OracleCase.of("gpt2").getFirst().input(model);
        Answer best = model.game(input, new Target.Predicted(), Players.TOKENS).whole();
        assertThat(best.rank()).isZero();
        Answer other = model.game(input, new Target.Logit(OptionalInt.empty(), 3), Players.TOKENS).whole();
        assertThat(other.decision()).isEqualTo(best.decision()).isNotEqualTo(3);
        double[] scores = model.scores(List.of(input)).getFirst();
        assertThat(other.value()).isEqualTo(scores[3]);
        assertThat(other.rank()).isEqualTo((int) Arrays.stream(scores).filter(score -> score > scores[3]).count());
        assertThat(model.game(input, new Target.Entropy(OptionalInt.empty()), Players.TOKENS).whole().rank()).isEqualTo(Answer.NONE);
    }
}
