package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.autograd.DryRun;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What it means that a token is removed; `OracleExplanationsTest` has the numbers, by way of occlusion.
class RemovalTest {

    private static Game game(WhiteBox model, Input input, Target target, Replacement replacement) {
        return model.game(input, target, Players.TOKENS.by(replacement));
    }

    private static List<BitSet> sets(int players, int n, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, n).mapToObj(_ -> {
            BitSet kept = new BitSet();
            IntStream.range(0, players).filter(_ -> random.nextBoolean()).forEach(kept::set);
            return kept;
        }).toList();
    }

    /// Sets together, one by one, in another order, or within a budget that lets no two run together: the same bits.
    @ParameterizedTest @ValueSource(strings = {"bert-seqcls", "gpt2", "llama", "marian", "t5", "bert-sentence", "vit"})
    void companyAndBudgetChangeNoBit(String name) {
        OpenModel model = OracleCase.open(name);
        Input input = OracleCase.of(name).getFirst().input(model);
        for (Replacement replacement : List.of(Replacement.AUTO, Replacement.Plain.ZERO, Replacement.Away.HIDE)) {
            Game game = game(model, input, new Target.Predicted(), replacement);
            List<BitSet> sets = sets(game.size(), 12, 4);
            List<double[]> together = game.values(sets);
            Game others = game(model.within(new Budget(bytes(model, input))), input, new Target.Predicted(), replacement);
            for (int i = sets.size() - 1; i >= 0; i--) {
                assertThat(others.values(sets.get(i))).isEqualTo(together.get(i));
            }
            assertThat(game.values(game.all())).isEqualTo(others.values(game.allBut(new BitSet())));
        }
    }

    /// What a single copy takes, and not a byte more.
    private static long bytes(OpenModel model, Input input) {
        DryRun dry = new DryRun();
        Meter meter = new Meter(model, input, new Target.Predicted());
        Meter.Look look = meter.look(Probe.NONE);
        meter.at(dry.input(look.x().shape()).variable());
        return dry.cost().peak();
    }

    /// Each set runs once, however often it is asked for; everybody is known from the look.
    @Test void eachSetIsComputedOnce() {
        Game game = game(Small.box(2), Small.input(5, 3, 1), new Target.Sequence(), Replacement.Plain.MEAN);
        List<BitSet> sets = new ArrayList<>(sets(5, 6, 1));
        sets.addAll(sets);
        sets.add(game.all());
        game.values(sets);
        game.values(sets);
        assertThat(game.calls()).isEqualTo(1 + sets.stream().distinct().filter(kept -> !kept.equals(game.all())).count());
    }

    /// A player may be several tokens, such as a word; taking it away takes all of them.
    @Test void aWordIsAPlayer() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input.Text input = model.read("the boxes are in the kitchen");
        Game words = model.game(input, new Target.Predicted(), new Players(Replacement.Away.DELETE, Players.Group.WORD, false));
        assertThat(words.size()).isEqualTo(6);
        Game tokens = game(model, input, new Target.Predicted(), Replacement.Away.DELETE);
        assertThat(tokens.size()).isGreaterThan(6);
        for (int word = 0; word < 6; word++) {
            BitSet kept = tokens.all();
            IntStream.of(words.players().get(word)).forEach(token -> kept.clear(token - 1));    // [CLS] stands in front
            assertThat(words.values(words.allBut(word))).isEqualTo(tokens.values(kept));
        }
    }

    /// Another token in a place: what the model says of the text that has it there.
    @ParameterizedTest @ValueSource(strings = {"bert-seqcls", "gpt2", "marian", "llama"}) void anotherTokenInAPlace(String name) {
        OpenModel model = OracleCase.open(name);
        Input.Text input = (Input.Text) OracleCase.of(name).getFirst().input(model);
        for (Replacement replacement : List.of(Replacement.Plain.ZERO, Replacement.Away.HIDE, Replacement.Away.DELETE)) {
            Game game = game(model, input, new Target.Logit(OptionalInt.empty(), 1), replacement);
            int token = game.players().get(1)[0];
            Input.Text other = new Input.Text(input.words().with(token, 9), input.target(), Optional.empty());
            assertThat(game.answers(List.of(Variant.whole(game.size()).with(1, 9))).getFirst())
                    .usingRecursiveComparison().isEqualTo(game(model, other, new Target.Logit(OptionalInt.empty(), 1), replacement).whole());
        }
    }

    /// An answer at a position follows its token, wherever the others go; and it cannot lose it.
    @Test void theTargetFollowsItsToken() {
        OpenModel model = OracleCase.open("bert-ner");
        Input.Text input = (Input.Text) OracleCase.of("bert-ner").getFirst().input(model);
        boolean[] gone = {false, true, false, true, false, false, false};
        Input shorter = new Input.Text(input.words().without(gone));
        float alone = new Meter(model, shorter, new Target.Logit(2, 1)).look(Probe.NONE).values().getFirst().item();
        Game game = game(model, input, new Target.Logit(4, 1), Replacement.Away.DELETE);
        BitSet away = new BitSet();
        away.set(0);
        away.set(2);
        assertThat(game.values(game.allBut(away))).containsExactly(alone);
        assertThat(game(model, input, new Target.Logit(-3, 1), Replacement.Away.DELETE).values(game.allBut(away))).as("from the end")
                .containsExactly(alone);
        BitSet own = new BitSet();
        own.set(3);
        assertThatThrownBy(() -> game.values(game.allBut(own)))
                .isInstanceOf(BadInput.class)
                .hasMessage("replacement=delete: token 4 cannot be removed: the target is read there (need hide, mask or zero)");
    }

    /// A text that goes on behind the words: its positions move up with them.
    @Test void whatIsWrittenMovesUp() {
        OpenModel model = OracleCase.open("gpt2");
        Input.Text plain = (Input.Text) OracleCase.of("gpt2").getFirst().input(model);
        Input.Text input = new Input.Text(plain.words(), Optional.of(plain.words()), Optional.empty());
        boolean[] gone = new boolean[6];
        gone[1] = true;
        Input.Text shorter = new Input.Text(plain.words().without(gone), input.target(), Optional.empty());
        BitSet away = new BitSet();
        away.set(1);
        for (Target target : List.of(new Target.Sequence(), new Target.Logit(7, 3), new Target.Predicted())) {
            Game game = game(model, input, target, Replacement.Away.DELETE);
            Target moved = switch (target) {
                case Target.Logit logit -> new Target.Logit(6, 3);
                case Target.Predicted _ -> new Target.Logit(OptionalInt.empty(), ((Target.Logit) new Prediction(model, input,
                        model.forward(input, 1, Pass.PLAIN)).resolve(target)).index());
                default -> target;
            };
            assertThat(game.values(game.allBut(away))[0]).isEqualTo(
                    new Meter(model, shorter, moved).look(Probe.NONE).values().getFirst().item());
        }
    }

    /// Nobody reads what is hidden, so a sentence's vector is that of the others, at their places; deleted, they move up.
    @Test void whatIsHiddenKeepsItsPlace() {
        OpenModel model = OracleCase.open("gpt2");
        Input input = OracleCase.of("gpt2").getFirst().input(model);
        BitSet last = new BitSet();
        last.set(5);
        double hidden = game(model, input, new Target.Predicted(), Replacement.Away.HIDE).values(last)[0];
        double deleted = game(model, input, new Target.Predicted(), Replacement.Away.DELETE).values(last)[0];
        assertThat(hidden).as("alone at position 5, not at 0").isNotCloseTo(deleted, within(1e-3));
    }

    @Test void autoIsTheMaskOrElseHides() {
        assertThat(OracleCase.open("bert-seqcls").removal()).isEqualTo(Replacement.Plain.MASK);
        assertThat(OracleCase.open("gpt2").removal()).isEqualTo(Replacement.Away.HIDE);
        assertThat(OracleCase.open("vit").removal()).isEqualTo(Replacement.Away.HIDE);
        assertThat(Toy.of(Tensor::tanh, 1).removal()).isEqualTo(Replacement.Plain.ZERO);
    }

    @Test void whatCannotBeRemovedIsRefused() {
        OpenModel gpt2 = OracleCase.open("gpt2");
        Input text = OracleCase.of("gpt2").getFirst().input(gpt2);
        assertThatThrownBy(() -> game(gpt2, text, new Target.Predicted(), Replacement.Away.DELETE).values(new BitSet()))
                .isInstanceOf(BadInput.class)
                .hasMessage("replacement=delete: no token is left (need hide, mask or zero, where a text has nothing but its words)");
        assertThatThrownBy(() -> game(gpt2, text, new Target.Predicted(), Replacement.Plain.MASK).values(new BitSet()))
                .isInstanceOf(BadInput.class).hasMessageStartingWith("replacement=mask: this model has no mask token");
        OpenModel vit = OracleCase.open("vit");
        Input picture = OracleCase.of("vit").getFirst().input(vit);
        assertThatThrownBy(() -> game(vit, picture, new Target.Predicted(), Replacement.Away.DELETE).values(new BitSet()))
                .isInstanceOf(BadInput.class).hasMessage("replacement=delete: the squares of a picture cannot move up (need hide or zero)");
        Toy toy = Toy.of(x -> x.sum(1), 1, 2);
        assertThatThrownBy(() -> game(toy, Toy.input(2), new Target.Logit(0, 0), Replacement.Away.HIDE).values(new BitSet()))
                .isInstanceOf(BadInput.class)
                .hasMessage("replacement=hide: this model has no attention that could leave a token out (need zero, mean or token:#123)");
        Input.Picture pixels = new Input.Picture(((Input.Picture) picture).pixels(), 4, 4, true);
        assertThatThrownBy(() -> game(vit, pixels, new Target.Predicted(), Replacement.AUTO))
                .isInstanceOf(BadInput.class).hasMessage("leaf=pixels: tokens are taken away, not pixels (need leaf=patches)");
    }
}
