package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.oracle.OracleCase;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The games of the papers; `papers.json` says where each comes from.
class PapersTest {

    private static final Map<String, ToDoubleFunction<BitSet>> GAMES = Map.of(
            "shapley-glove", set -> set.get(0) && (set.get(1) || set.get(2)) ? 1 : 0,
            "shapley-airport", set -> set.stream().map(player -> player + 1).max().orElse(0),
            "shapley-airport-2", set -> set.stream().map(player -> new int[] {8, 11, 13, 18}[player]).max().orElse(0),
            "shapley-majority", set -> set.cardinality() >= 3 ? 1 : 0,
            "shapley-weighted-vote", set -> set.stream().map(player -> new int[] {3, 2, 1, 1}[player]).sum() >= 4 ? 1 : 0,
            "shapley-unanimity", set -> set.get(0) && set.get(2) ? 1 : 0,
            "shapley-and-or", set -> set.isEmpty() ? 0 : 1,
            "shapley-xor", set -> set.cardinality() % 2,
            "owen-two-pairs", set -> set.get(0) && set.get(1) ? 1 : 0);

    private static List<JsonNode> cases(String... methods) {
        return OracleCase.file("papers.json").valueStream().filter(one -> List.of(methods).contains(one.get("method").asString())).toList();
    }

    private static JsonNode named(String id) {
        return OracleCase.file("papers.json").valueStream().filter(one -> one.get("id").asString().equals(id)).findFirst().orElseThrow();
    }

    /// Every set is asked about, so least squares give what the sum over all orders gives.
    @TestFactory Stream<DynamicTest> games() {
        return cases("shapley", "owen").stream().map(one -> DynamicTest.dynamicTest(one.get("id").asString(), () -> {
            Played game = Played.of(one.get("input").size(), GAMES.get(one.get("id").asString()));
            List<Explainer<BlackBox>> methods = one.get("method").asString().equals("owen") ? List.of(new Owen())
                    : List.of(new Shapley(), new KernelShap(0));
            for (Explainer<BlackBox> method : methods) {
                assertThat(game.scores(method)).as(method.toString()).containsExactly(OracleCase.floats(one.get("expected")), within(1e-6f));
                assertThat(game.explain(method).rows().getFirst().errors()).as("nothing was drawn").isEmpty();
            }
        }));
    }

    @Test void weights() {
        JsonNode shap = named("kernelshap-weights");
        assertThat(shap.get("input").valueStream().mapToDouble(size -> Pairs.weight(4, size.asInt())).toArray())
                .containsExactly(doubles(shap.get("expected")), within(1e-15));
        JsonNode lime = named("lime-kernel");
        double[] ours = lime.get("input").valueStream().mapToDouble(kept -> Math.exp(Masks.logWeight(kept.asInt(), 4, 25))).toArray();
        assertThat(ours).containsExactly(doubles(lime.get("expected")), within(1e-9));
    }

    private static double[] doubles(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    /// A linear function is its own surrogate, whatever the kernel, and whichever masks are drawn; a ridge pulls it to zero.
    @Test void aLinearFunction() {
        Played linear = Played.of(3, set -> 0.3 + (set.get(0) ? 2 : 0) - (set.get(1) ? 1 : 0) + (set.get(2) ? 0.5 : 0));
        float[] expected = OracleCase.floats(named("lime-linear").get("expected"));
        for (OptionalInt samples : List.of(OptionalInt.empty(), OptionalInt.of(20))) {
            for (double kernel : new double[] {10, 25, 1000}) {
                Explanation explanation = linear.explain(new Lime(Players.TOKENS, samples, kernel, 0, 3));
                assertThat(explanation.rows().getFirst().scores()).containsExactly(expected, within(1e-6f));
                assertThat((double) explanation.method().fit().get("intercept")).isCloseTo(0.3, within(1e-9));
                assertThat((double) explanation.method().fit().get("r2")).isCloseTo(1, within(1e-12));
            }
        }
        JsonNode ridge = named("lime-linear-ridge");
        Explanation pulled = linear.explain(new Lime(Players.TOKENS, OptionalInt.empty(), 25, 1, 0));
        assertThat(pulled.rows().getFirst().scores()).containsExactly(OracleCase.floats(ridge.get("expected")), within(1e-6f));
        ridge.get("fit").properties().forEach(entry -> assertThat((double) pulled.method().fit().get(entry.getKey())).as(entry.getKey())
                .isCloseTo(entry.getValue().asDouble(), within(1e-8)));
    }
}
