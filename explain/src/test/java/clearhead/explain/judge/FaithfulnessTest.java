package clearhead.explain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.gradient.Saliency;
import clearhead.explain.oracle.OracleCase;
import clearhead.explain.perturb.Occlusion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FaithfulnessTest {

    private static final double WRITTEN = 2e-9;       // the reference numbers have 9 digits

    /// Games of six players as tables, judged by somebody else: ties, zeros of both signs, and interactions among them.
    @Test void theReferenceNumbers() {
        JsonNode file = OracleCase.file("metrics.json");
        List<Order> band = permutations(List.of(0, 1, 2, 3, 4, 5)).stream().map(Order::new).toList();
        assertThat(band).hasSize(720);
        for (JsonNode one : file.get("judged")) {
            JsonNode table = file.get("tables").get(one.get("table").stringValue());
            ToDoubleFunction<BitSet> v = kept -> table.get((int) (kept.isEmpty() ? 0 : kept.toLongArray()[0])).doubleValue();
            double[] scores = IntStream.range(0, 6).mapToDouble(i -> one.get("scores").get(i).doubleValue()).toArray();
            String name = one.get("table") + " " + one.get("scoreName");

            Faithfulness judged = Faithfulness.of(Order.of(scores), band, v);
            close(name, judged.comprehensiveness(), one.get("comprehensiveness").get("aopc"));
            close(name, judged.sufficiency(), one.get("sufficiency").get("aopc"));
            close(name, judged.deletion().area(), one.get("deletion").get("morfAuc"));
            close(name, judged.insertion().area(), one.get("insertion").get("morfAuc"));
            close(name, judged.deletion().mean(), one.get("randomOrderDeletionAuc").get("mean"));
            close(name, judged.deletion().deviation(), one.get("randomOrderDeletionAuc").get("sdPopulation"));
            double z = one.get("randomOrderDeletionAuc").get("zMorf").doubleValue();
            assertThat(judged.deletion().z()).as(name).isCloseTo(z, within(1e-6));
        }
    }

    private static void close(String name, double ours, JsonNode theirs) {
        assertThat(ours).as(name).isCloseTo(theirs.doubleValue(), within(WRITTEN));
    }

    private static List<List<Integer>> permutations(List<Integer> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Integer first : of) {
            List<Integer> rest = new ArrayList<>(of);
            rest.remove(first);
            permutations(rest).forEach(order -> {
                List<Integer> one = new ArrayList<>(List.of(first));
                one.addAll(order);
                all.add(one);
            });
        }
        return all;
    }

    @Property(tries = 50) void aRandomOrderHasEverybodyOnce(@ForAll @IntRange(min = 1, max = 40) int n, @ForAll long seed) {
        assertThat(Order.random(n, seed).players()).containsExactlyInAnyOrderElementsOf(IntStream.range(0, n).boxed().toList());
        assertThat(Order.random(n, seed)).isEqualTo(Order.random(n, seed));
    }

    /// A curve of insertion in an order is that of deletion in its reverse.
    @Property(tries = 50) void oneBandServesBoth(@ForAll long seed) {
        ToDoubleFunction<BitSet> v = kept -> Math.sin(1 + kept.stream().mapToDouble(i -> Math.exp(i / 3.0)).sum());
        Order order = Order.random(7, seed);
        assertThat(order.insertion(v)).isCloseTo(new Order(order.players().reversed()).deletion(v), within(1e-14));
    }

    /// Tokens with votes for class 0 of 2: who names the greatest votes is right, who names the smallest is wrong.
    @Test void theTruthIsFaithful() {
        float[] votes = {3, -1, 0.5f, 2, -2, 1, 0, 0.2f};
        Toy model = new Toy(Tensor.of(Shape.of(votes.length, 1), votes), x -> {
            Tensor sum = x.sum(2).sumKeep(1);                                                         // [copies, 1]
            return Tensor.stack(2, sum, sum.scale(0));                                                // [copies, 1, 2]
        });
        Faithfulness truth = judge(model, votes);
        float[] lies = new float[votes.length];
        for (int i = 0; i < lies.length; i++) {
            lies[i] = -votes[i];
        }
        Faithfulness lie = judge(model, lies);

        assertThat(truth.comprehensiveness()).isGreaterThan(0.02).isGreaterThan(lie.comprehensiveness());
        assertThat(truth.sufficiency()).isLessThan(lie.sufficiency());
        assertThat(truth.z()).as("above the random orders").isGreaterThan(1.5);
        assertThat(lie.z()).as("below them").isLessThan(-1.5);
        assertThat(truth.deletion().z()).isLessThan(-1.5);
        double first = 1 / (1 + Math.exp(-3.7)) - 1 / (1 + Math.exp(-0.7));
        double fifth = 1 / (1 + Math.exp(-3.7)) - 1 / (1 + Math.exp(1.3));
        double half = 1 / (1 + Math.exp(-3.7)) - 1 / (1 + Math.exp(2.8));
        assertThat(truth.comprehensiveness()).as("1, 1, 1, 2 and 4 of 8 tokens").isCloseTo((3 * first + fifth + half) / 5, within(1e-6));
    }

    private static Faithfulness judge(Toy model, float[] scores) {
        Input input = Toy.input(scores.length);
        Target target = new Target.Logit(0, 0);
        Meter meter = new Meter(model, input, target);
        double value = meter.look(Probe.NONE).values().getFirst().item();
        Explanation explanation = meter.explanation(new Explanation.Method("votes", Map.of(), "a test"),
                meter.scores(List.of(new Explanation.Row(scores, value, OptionalDouble.empty()))), 0, List.of());
        return Faithfulness.of(model, explanation, 5).orElseThrow();
    }

    /// Every kind of target; the same seed gives the same figures; and where no score is a token's own, there is nothing to judge.
    @Test void anyExplanationIsJudged() {
        for (String name : List.of("bert-seqcls", "bert-qa", "bert-sentence", "gpt2", "t5", "vit")) {
            OpenModel model = OracleCase.open(name);
            Input input = OracleCase.of(name).getFirst().input(model);
            Explanation explanation = new Occlusion().explain(model, input, new Target.Predicted());
            Faithfulness judged = Faithfulness.of(model, explanation, 3).orElseThrow();
            assertThat(judged).isEqualTo(Faithfulness.of(model, explanation, 3).orElseThrow());
            assertThat(judged.insertion().mean()).isNotEqualTo(Faithfulness.of(model, explanation, 4).orElseThrow().insertion().mean());
            assertThat(judged.deletion().area()).as("%s: in this order another curve", name).isNotEqualTo(judged.deletion().mean());
        }
        OpenModel writer = OracleCase.open("marian");
        OracleCase written = OracleCase.of("marian").stream().filter(one -> one.json().has("targetIds")).findFirst().orElseThrow();
        Explanation each = new Occlusion().explain(writer, written.input(writer), new Target.Each());
        assertThat(each.scores()).isInstanceOf(Scores.Each.class);
        assertThat(Faithfulness.of(writer, each, 0)).isPresent();
        OpenModel vit = OracleCase.open("vit");
        Input.Picture squares = (Input.Picture) OracleCase.of("vit").getFirst().input(vit);
        Explanation pixels = new Saliency().explain(vit, new Input.Picture(squares.pixels(), 4, 4, true), new Target.Predicted());
        assertThat(Faithfulness.of(vit, pixels, 0)).as("pixels are no tokens").isEmpty();
    }

    /// The players are the tokens that are not special.
    @Test void specialTokensStay() {
        OpenModel model = OracleCase.open("bert-seqcls");
        Input input = OracleCase.of("bert-seqcls").getFirst().input(model);
        assertThat(Players.TOKENS.in(input)).hasSize(input.tokens().size() - 2);
        assertThat(new Players(Replacement.AUTO, Players.Group.TOKEN, true).in(input)).hasSize(input.tokens().size());
    }
}
