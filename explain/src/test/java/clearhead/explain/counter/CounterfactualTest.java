package clearhead.explain.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import clearhead.autograd.Engine;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Scale;
import clearhead.explain.closed.Texts;
import clearhead.explain.oracle.OracleCase;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a counterfactual says, and of which models.
class CounterfactualTest {

    private static final Removals DELETING = new Removals(Players.TOKENS.by(Replacement.Away.DELETE), Smallest.PAIRS);

    private static Input input(OpenModel model, int... ids) {
        return new Input.Text(Words.of(ids, new int[ids.length], model.names().tokenizer()));
    }

    /// A function of a text, behind a door: the first label if it says "good" and not "bad".
    private static ClosedBox<String> door() {
        return ClosedBox.of(new Texts("…"), texts -> texts.stream().map(text -> {
            double p = text.contains("good") && !text.contains("bad") ? 0.9 : text.contains("fine") ? 0.7 : 0.2;
            return new double[] {p, 1 - p};
        }).toList(), Scale.PROBABILITIES, "positive", "negative");
    }

    @Test void closedModelsHaveCounterfactualsToo() {
        Counterfactual found = new Removals().search(door(), Texts.read("A good and fine film, good"), new Target.Predicted());
        assertThat(found.before().label()).isEqualTo("positive");
        assertThat(found.after().label()).isEqualTo("negative");
        assertThat(found.certificate().minimal()).isTrue();
        assertThat(found.edits()).extracting(Edit::from).containsExactly("good", "fine", "good");
        assertThat(found.text()).startsWith("""
                A [-good-] and [-fine-] film, [-good-]
                positive → negative by 3 of 7 tokens; prob 0.9000 → 0.2000
                """);
        Counterfactual other = new Replacements(new Alternatives.OfWords(List.of("bad", "film")))
                .search(door().writing(List.of("bad", "film")),
                Texts.read("A good film"), new Target.Predicted());
        assertThat(other.text()).startsWith("[-A-]{+bad+} good film\npositive → negative by 1 of 3 tokens");
        assertThat(other.looked()).isEqualTo(5);
        Counterfactual needed = new InputReduction().search(door(), Texts.read("A good and fine film, good"), new Target.Predicted());
        assertThat(needed.text()).startsWith("[-A good and fine film,-] good\n");
        Counterfactual early = new Removals().search(door().within(Limits.NONE.calls(3)), Texts.read("A good film"),
                new Target.Predicted());
        assertThat(early.looked()).isEqualTo(2);
        assertThat(early.explanation().warnings()).contains("stopped early: a budget of 3 calls");
    }

    /// Where tokens move up, an answer that is the same token is the same answer.
    @Test void deletedTokensMoveNoAnswer() {
        OpenModel model = OracleCase.open("bert-qa");
        int[] ids = {2, 176, 90, 31, 3, 44, 51, 60, 70, 3};
        Words words = Words.of(ids, new int[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, model.names().tokenizer());
        int start = start(model, new Input.Text(words));
        Counterfactual found = DELETING.search(model, new Input.Text(words), new Target.Start(start));
        assertThat(found.before().decision()).isEqualTo(start);
        boolean[] gone = new boolean[ids.length];
        found.edits().forEach(edit -> gone[edit.tokens().getFirst().index()] = true);
        assertThat(gone[start]).isFalse();
        int[] left = IntStream.range(0, ids.length).filter(i -> !gone[i]).toArray();
        int now = start(model, new Input.Text(Words.of(Arrays.stream(left).map(i -> ids[i]).toArray(),
                Arrays.stream(left).map(i -> words.types()[i]).toArray(), model.names().tokenizer())));
        assertThat(left[now]).isEqualTo(found.after().decision());
        assertThat(found.flipped()).isEqualTo(left[now] != start);
        int other = (start + 1) % ids.length;
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> DELETING.search(model, new Input.Text(words), new Target.Start(other)))
                .withMessageStartingWith("target start: is not what the model decides for")
                .withMessageEndingWith("(need start:%d)".formatted(start));
    }

    private static int start(OpenModel model, Input input) {
        float[] logits = model.forward(input, 1, Pass.PLAIN).toArray();
        return IntStream.range(0, logits.length / 2).reduce((a, b) -> logits[2 * b] > logits[2 * a] ? b : a).orElseThrow();
    }

    /// A label at a position, and the filling of a mask, are read at a token that cannot be deleted.
    @ParameterizedTest @ValueSource(strings = {"bert-ner", "bert-mlm"}) void whatIsReadStays(String folder) {
        OpenModel model = OracleCase.open(folder);
        int mask = folder.equals("bert-mlm") ? model.special().mask().orElseThrow() : 90;
        Input input = input(model, 2, 176, mask, 31, 44, 3);
        for (Counterfactual found : List.of(DELETING.search(model, input, Target.named("predicted@2", model)),
                new InputReduction(Players.TOKENS.by(Replacement.Away.DELETE), 2)
                        .search(model, input, Target.named("predicted@2", model)))) {
            assertThat(found.edits()).allMatch(edit -> edit.tokens().stream().map(Token::index).noneMatch(index -> index == 2));
        }
    }

    @Test void wordsGoAsAWhole() {
        OpenModel model = OracleCase.open("gpt2");
        Counterfactual found = new Removals(new Players(Replacement.Away.DELETE, Players.Group.WORD, false), Smallest.PAIRS)
                .search(model, model.read("ab cde fg"), new Target.Predicted());
        assertThat(found.edits()).allMatch(edit -> edit.tokens().stream().allMatch(token -> token.piece().length() > 0));
        assertThat(found.looked()).isLessThanOrEqualTo(7);
        Input last = input(model, 5);
        assertThat(new InputReduction(Players.TOKENS.by(Replacement.Away.DELETE), 1).search(model, last, new Target.Predicted())
                .certificate().text())
                .isEqualTo("one is left, and a model must read something");
    }

    @Test void jsonFitsItsSchema() {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(Counterfactual.class
                .getResourceAsStream("/clearhead/explain/clearhead-counterfactual-1.schema.json"));
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = input(model, 2, 176, 90, 31, 3);
        Played game = Played.of(3, kept -> kept.get(1) ? 1 : -1);
        for (String json : List.of(new Removals().search(model, input, new Target.Predicted()).json(model),
                new HotFlip(Vocabulary.all(model)).search(model, input, new Target.Predicted()).json(model),
                new Replacements(new Alternatives.Listed(Vocabulary.words(model, 5))).search(model, input, new Target.Predicted())
                        .json(model),
                new InputReduction().search(game, game.input(), new Target.Logit(0, 0)).json(game))) {
            JsonNode read = JsonMapper.shared().readTree(json);
            assertThat(schema.validate(read)).as(json).isEmpty();
            ((ObjectNode) read.get("certificate")).remove("text");
            assertThat(schema.validate(read)).hasSize(1);
        }
    }

    /// The same to the last bit, whoever computes it.
    @Test void threadsChangeNothing() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = input(model, 2, 176, 90, 31, 44, 3);
        List<CounterSearch<? super WhiteBox>> searches = List.of(new Removals(), new InputReduction(), new HotFlip(Vocabulary.all(model)),
                new Replacements(new Alternatives.Listed(Vocabulary.words(model, 9))));
        for (CounterSearch<? super WhiteBox> search : searches) {
            Counterfactual one = search.search(model.on(Engine.with(Threads.of(1))), input, new Target.Predicted());
            Counterfactual three = search.search(model.on(Engine.with(Threads.of(3))), input, new Target.Predicted());
            assertThat(three.edits()).isEqualTo(one.edits());
            assertThat(three.after()).isEqualTo(one.after());
            assertThat(three.certificate()).isEqualTo(one.certificate());
            assertThat(three.explanation().method()).isEqualTo(one.explanation().method());
            assertThat(three.looked()).isEqualTo(one.looked());
        }
    }

    @Test void editsAreMarked() {
        List<Token> tokens = List.of(new Token(0, 0, "a", 0, 1, false), new Token(1, 1, "b", 2, 3, false),
                new Token(2, 2, "##c", 3, 4, false),
                new Token(3, 3, "d", 5, 6, false));
        Input text = Input.of("a bc d", tokens, List.of());
        assertThat(MarkedText.of(text, List.of(gone(tokens.get(0)), gone(tokens.get(1), tokens.get(2)), gone(tokens.get(3)))))
                .isEqualTo("[-a bc d-]");
        assertThat(MarkedText.of(text, List.of(gone(tokens.get(0)), new Edit(List.of(tokens.get(1)), Optional.of(new Edit.Put(7, " x"))),
                gone(tokens.get(3))))).isEqualTo("[-a-] [-b-]{+x+}c [-d-]");
        assertThat(MarkedText.of(text, List.of())).isEqualTo("a bc d");
        Input ids = new Input.Text(Words.of(new int[] {5, 6}, new int[2], Optional.empty()));
        assertThat(MarkedText.of(ids, List.of(gone(ids.tokens().get(1))))).isEqualTo("#5 [-#6-]");
    }

    private static Edit gone(Token... tokens) {
        return new Edit(List.of(tokens), Optional.empty());
    }
}
