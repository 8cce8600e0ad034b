package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import clearhead.explain.Words;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Ids;
import clearhead.explain.closed.Scale;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReAgentTest {

    private static final String GPT2 = OracleCase.folder("gpt2").toString();
    private static final OpenModel MODEL = OracleCase.open("gpt2");
    private static final int[] IDS = {5, 71, 9, 200, 33, 16, 40, 8, 91, 12};

    private static Input input(OpenModel model) {
        return new Input.Text(Words.of(IDS, new int[IDS.length], model.names().tokenizer()));
    }

    private static ReAgent by(String model, int runs, long seed) {
        return new ReAgent(Optional.of(model), 0.3, 5, 3, runs, 100, seed);
    }

    /// A model of which nobody sees more than its answers: sure while place 6 is as it was.
    private static BlackBox needs6(List<int[]> asked) {
        return ClosedBox.of(new Ids(), some -> some.stream().map(ids -> {
            asked.add(ids);
            return ids[6] == IDS[6] ? new double[] {0.9, 0.05, 0.03, 0.02} : new double[] {0.1, 0.3, 0.3, 0.3};
        }).toList(), Scale.PROBABILITIES);
    }

    /// The one token that matters has nearly all of the importance, in every run; it is what each run ends with.
    @Test void theTokenThatMatters() {
        List<int[]> asked = new ArrayList<>();
        Explanation explanation = by(GPT2, 8, 1).explain(needs6(asked), input(MODEL), new Target.Predicted());
        Explanation.Row row = explanation.rows().getFirst();
        for (int i = 0; i < IDS.length; i++) {
            assertThat(row.scores()[i]).as("%d", i).isLessThanOrEqualTo(row.scores()[6]).isNotNegative();
        }
        assertThat(row.sum()).isCloseTo(1, within(1e-6));
        assertThat(row.value()).isEqualTo(0.9);
        assertThat(explanation.target()).isInstanceOf(Target.Probability.class);
        assertThat(explanation.method().fit()).containsEntry("ended", 8L).containsEntry("degreesOfFreedom", 7).containsKey("t95");
        assertThat(explanation.warnings()).isEmpty();
        assertThat(asked).allSatisfy(ids -> assertThat(ids).hasSize(IDS.length));
    }

    /// Of ten tokens a probe replaces three, each by another one.
    @Test void aProbeReplacesThirtyPercent() {
        List<int[]> asked = new ArrayList<>();
        new ReAgent(Optional.of(GPT2), 0.3, 5, 3, 1, 1, 1).explain(needs6(asked), input(MODEL), new Target.Predicted());
        List<Long> changed = asked.stream().map(ids -> IntStream.range(0, ids.length).filter(i -> ids[i] != IDS[i]).count()).distinct().toList();
        assertThat(changed).as("as it is, a probe, and all but five replaced").containsExactlyInAnyOrder(0L, 3L, 5L);
    }

    /// `Δ = 0.9 − 0.4 = ½`: `ln 3` more for those who were replaced, and less for the others.
    @Test void theUpdate() {
        Input input = input(MODEL);
        ReAgentRun run = new ReAgentRun(needs6(new ArrayList<>()).game(input, new Target.Probability(0, 0), Players.TOKENS), input,
                Plausible.of(Optional.empty(), MODEL, input), 3);
        double[] before = run.importance();
        Variant probe = run.probe(3);
        run.learn(new Answer(0.4));
        double[] after = run.importance();
        int in = IntStream.range(0, IDS.length).filter(i -> probe.at(i) != Variant.KEPT).findFirst().orElseThrow();
        int out = IntStream.range(0, IDS.length).filter(i -> probe.at(i) == Variant.KEPT).findFirst().orElseThrow();
        assertThat(Math.log(after[in] / after[out]) - Math.log(before[in] / before[out])).isCloseTo(2 * Math.log(3), within(1e-9));
        assertThat(Arrays.stream(after).sum()).isCloseTo(1, within(1e-12));
    }

    /// Tokens come as often as the model expects them: 20,000 draws for a place against the model's own probabilities, its token left out.
    @Test void whatIsPlausible() {
        for (String folder : List.of("gpt2", "bert-mlm")) {
            OpenModel model = OracleCase.open(folder);
            Input input = input(model);
            int place = 3;
            Plausible plausible = Plausible.of(Optional.empty(), model, input);
            assertThat(plausible.evenly()).isFalse();
            int[] ids = IDS.clone();
            if (folder.equals("bert-mlm")) {
                ids[place] = model.special().mask().orElseThrow();
            }
            int position = folder.equals("gpt2") ? place - 1 : place;
            float[] p = model.forward(new Input.Text(Words.of(ids, new int[ids.length], Optional.empty())), 1, clearhead.core.probe.Pass.PLAIN)
                    .slice(1, position, position + 1).softmax().toArray();
            Map<Integer, Integer> drawn = new HashMap<>();
            for (int k = 0; k < 20_000; k++) {
                drawn.merge(plausible.draw(input, place, Seeds.uniform(1, k)), 1, Integer::sum);
            }
            assertThat(drawn).doesNotContainKey(IDS[place]);
            model.names().tokenizer().ifPresent(own -> own.addedTokens().stream().filter(token -> token.special()).forEach(token ->
                    assertThat(drawn).doesNotContainKey(token.id())));
            double possible = IntStream.range(0, p.length).filter(drawn::containsKey).mapToDouble(id -> p[id]).sum();
            int best = drawn.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
            double expected = p[best] / possible;
            assertThat(drawn.get(best) / 20_000.).as(folder).isCloseTo(expected, within(5 * Math.sqrt(expected / 20_000) + 0.01));
            assertThat(plausible.runs()).isEqualTo(1);
        }
    }

    @Test void theSameSeedGivesTheSameBits() {
        ReAgent method = new ReAgent(7);
        float[] scores = method.explain(MODEL, input(MODEL), new Target.Predicted()).rows().getFirst().scores();
        assertThat(method.explain(MODEL, input(MODEL), new Target.Predicted()).rows().getFirst().scores()).isEqualTo(scores);
        assertThat(new ReAgent(8).explain(MODEL, input(MODEL), new Target.Predicted()).rows().getFirst().scores()).isNotEqualTo(scores);
    }

    @Test void limits() {
        Explanation explanation = new ReAgent(Optional.of(GPT2), 0.3, 1, 1, 8, 100, 0)
                .explain(needs6(new ArrayList<>()).within(Limits.NONE.calls(30)), input(MODEL), new Target.Predicted());
        assertThat(explanation.warnings().getFirst()).startsWith("stopped early: a budget of 30 calls");
        assertThat(explanation.rows().getFirst().errors()).hasSize(IDS.length);
        assertThat(new ReAgent(7).explain(MODEL.within(Limits.NONE.calls(100_000)), input(MODEL), new Target.Predicted()).matrix())
                .as("an open model with a limit still proposes").isDeepEqualTo(
                        new ReAgent(7).explain(MODEL, input(MODEL), new Target.Predicted()).matrix());
    }

    @Test void badInput() {
        assertThatThrownBy(() -> new ReAgent(0).explain(needs6(new ArrayList<>()), input(MODEL), new Target.Predicted())).isInstanceOf(BadInput.class)
                .hasMessage("replacement-model: is not given, and nobody knows the tokens of a model that is closed "
                        + "(need replacement-model=FOLDER, a model with its tokens that fills masks or goes on with a text)");
        assertThatThrownBy(() -> new ReAgent(0).explain(MODEL, input(MODEL), new Target.Entropy(java.util.OptionalInt.empty())))
                .isInstanceOf(BadInput.class).hasMessage("reagent: target entropy: is not how likely one class or token is (need predicted, or prob:CLASS)");
        OpenModel bert = OracleCase.open("bert-seqcls");
        assertThatThrownBy(() -> by(GPT2, 2, 0).explain(bert, bert.read("the boxes are in the kitchen"), new Target.Predicted()))
                .isInstanceOf(BadInput.class).hasMessageContaining("a model with the same tokens");
        assertThatThrownBy(() -> by(OracleCase.folder("bert-seqcls").toString(), 2, 0).explain(bert, bert.read("the boxes"), new Target.Predicted()))
                .isInstanceOf(BadInput.class).hasMessageContaining("does not say what belongs between tokens");
        assertThat(new ReAgent(0).explain(bert, bert.read("the boxes are in the kitchen"), new Target.Predicted()).warnings())
                .anyMatch(warning -> warning.startsWith("no model proposes tokens"));
    }
}
