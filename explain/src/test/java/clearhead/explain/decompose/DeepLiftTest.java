package clearhead.explain.decompose;

import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Explanation;
import clearhead.explain.Replacement;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.oracle.OracleCase;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The method as a whole: numbers from outside, and what it promises.
class DeepLiftTest {

    private static final Map<String, UnaryOperator<Tensor>> PAPERS = Map.of(
            "deeplift-relu-min", x -> token(x, 0).relu().add(-1).sub(token(x, 1).relu()).relu(),
            "deeplift-relu-min-2", x -> token(x, 0).add(-1).relu().sub(token(x, 1).relu()).relu());

    /// Every number on the way is a small multiple of ⅓, so three roundings at most are seen.
    @Test void thePapersToys() {
        int tried = 0;
        for (JsonNode toy : OracleCase.file("papers.json")) {
            if (toy.get("method").stringValue().equals("deeplift")) {
                tried++;
                float[] scores = Toy.of(PAPERS.get(toy.get("id").stringValue()), OracleCase.floats(toy.get("input")))
                        .explain(new DeepLift(Replacement.Plain.ZERO, true)).rows().getFirst().scores();
                assertThat(scores).as(toy.get("id").stringValue())
                        .containsExactly(OracleCase.floats(toy.get("expected")), within(3 * 0x1p-22f));
            }
        }
        assertThat(tried).isEqualTo(PAPERS.size());
    }

    /// A network of rectified layers, where the rules are those of the paper, and of Captum.
    @Test void aRectifiedNetworkHasTheScoresOfThePaper() {
        JsonNode file = OracleCase.file("deeplift-mlp.json");
        for (JsonNode one : file.get("cases")) {
            float[] x = OracleCase.floats(one.get("x"));
            float[] base = OracleCase.floats(one.get("baseline"));
            Grown grown = Grown.of(row -> network(file, row).slice(1, one.get("output").asInt(), one.get("output").asInt() + 1),
                    Tensor.of(Shape.of(1, 4), x), Tensor.of(Shape.of(1, 4), base), 1);
            float[] multipliers = Multipliers.of(grown.y(), Tensor.full(Shape.of(1, 1), 1), Set.of(grown.x()))
                    .getOrDefault(grown.x(), Tensor.full(Shape.of(1, 4), 0)).toArray();
            for (int i = 0; i < 4; i++) {           // a dozen rounded sums of numbers below 2
                assertThat(multipliers[i] * (x[i] - base[i])).isCloseTo(one.get("scores").get(i).floatValue(), within(12 * 0x1p-23f));
            }
        }
        assertThat(file.get("cases").size()).isEqualTo(4);
    }

    private static Tensor network(JsonNode file, Tensor x) {
        Tensor rows = x;
        for (int layer = 0; layer < 3; layer++) {
            JsonNode weight = file.get("weights").get(layer);                                         // [out][in]
            Tensor w = Tensor.of(Shape.of(weight.size(), weight.get(0).size()), OracleCase.floats(weight));
            rows = rows.matmulT(w).add(Tensor.vector(OracleCase.floats(file.get("biases").get(layer))));
            rows = layer < 2 ? rows.relu() : rows;
        }
        return rows;
    }

    /// Sensitivity: what F does not read has nothing; what alone is another has all. Linearity of F in the scores of a sum.
    @Property(tries = 100) void axioms(@ForAll("numbers") float[] x) {
        UnaryOperator<Tensor> f = points -> token(points, 0).tanh().mul(token(points, 1).exp());
        UnaryOperator<Tensor> g = points -> token(points, 2).silu();
        float[] ofF = scores(f, x);
        float[] ofG = scores(g, x);
        float[] ofBoth = scores(points -> f.apply(points).add(g.apply(points).scale(2)), x);
        assertThat(new float[] {ofF[2], ofF[3], ofG[0], ofG[1], ofG[3]}).containsOnly(0);
        double silu = x[2] / (1 + Math.exp(-x[2]));
        assertThat((double) ofG[2]).isCloseTo(silu, within(8 * 0x1p-24 * Math.abs(x[2])));
        for (int i = 0; i < 4; i++) {
            assertThat(ofBoth[i]).isEqualTo(ofF[i] + 2 * ofG[i]);
        }
    }

    @Provide Arbitrary<float[]> numbers() {
        return Arbitraries.floats().between(-2, 2).ofScale(4).array(float[].class).ofSize(4);
    }

    private static float[] scores(UnaryOperator<Tensor> f, float... x) {
        return Toy.of(f, x).explain(new DeepLift(Replacement.Plain.ZERO, true)).rows().getFirst().scores();
    }

    /// Nothing is random, and nothing is guessed: two runs, and one walk for each explained number.
    @Test void itsCostIsCounted() {
        Explanation each = new DeepLift().explain(Small.box(3), Small.input(6, 4, 5), new Target.Each());
        assertThat(each.cost().forwards()).isEqualTo(2);
        assertThat(each.cost().backwards()).isEqualTo(4);
        assertThat(each.cost().tokens()).isEqualTo(2 * (6 + 4));
        assertThat(each.method().settings()).isEqualTo(Map.of("replacement", "zero", "special", true));
        assertThat(each.warnings()).isEmpty();
    }
}
