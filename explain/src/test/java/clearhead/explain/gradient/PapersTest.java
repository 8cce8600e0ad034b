package clearhead.explain.gradient;

import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Quadrature;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The toys of the papers, as far as the gradient methods go; `papers.json` says where each comes from.
class PapersTest {

    /// Each toy `[copies, seq] → [copies]` by the formula that stands in the file.
    private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = Map.of(
            "f(x) = 1 − relu(1 − x)", x -> token(x, 0).neg().add(1).relu().neg().add(1),
            "f(x1,x2) = relu(relu(x1) − 1 − relu(x2))", x -> token(x, 0).relu().add(-1).sub(token(x, 1).relu()).relu(),
            "f(x1,x2) = relu(relu(x1 − 1) − relu(x2))", x -> token(x, 0).add(-1).relu().sub(token(x, 1).relu()).relu(),
            "f = x1² + 3 x2", x -> token(x, 0).square().add(token(x, 1).scale(3)),
            "f = x1 x2", x -> token(x, 0).mul(token(x, 1)),
            "f = x³", x -> token(x, 0).square().mul(token(x, 0)),
            "f = x, trapezoid with 50 nodes, weights 1/49 inside and 1/98 at the ends", x -> token(x, 0),
            "f = relu(x1) − relu(−x2)", x -> token(x, 0).relu().sub(token(x, 1).neg().relu()),
            "f = 3 x1 − 4 x2 with one token of width 2", x -> token(x, 0).scale(3).sub(token(x, 1).scale(4)),
            "f = relu(2 x1 − x2)", x -> token(x, 0).scale(2).sub(token(x, 1)).relu());

    private record Case(JsonNode json) {

        float[] floats(String key) {
            float[] values = new float[json.get(key).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = json.get(key).get(i).floatValue();
            }
            return values;
        }

        /// Tokens of one number, and one more that makes the mean of the table the baseline.
        Toy toy() {
            float[] x = floats("input");
            float[] table = new float[x.length + 1];
            System.arraycopy(x, 0, table, 0, x.length);
            table[x.length] = json.has("baseline") ? table.length * floats("baseline")[0] : 0;
            for (float value : x) {
                table[x.length] -= value;
            }
            return Toy.of(FUNCTIONS.get(json.get("function").stringValue()), table);
        }

        /// Each toy takes at most eight operations forward and as many back, and none of its terms is greater than the greatest number
        /// of the case; what is summed over the nodes is summed in double precision.
        Offset<Float> rounding() {
            float greatest = 0;
            for (String key : List.of("input", "expected")) {
                for (float value : floats(key)) {
                    greatest = Math.max(greatest, Math.abs(value));
                }
            }
            return within(16 * 0x1p-24f * greatest);
        }

        float[] scores(Explainer<WhiteBox> method) {
            return row(method).scores();
        }

        Explanation.Row row(Explainer<WhiteBox> method) {
            return toy().explain(method, json.get("input").size()).rows().getFirst();
        }
    }

    private static final Set<String> METHODS = Set.of("integrated-gradients", "quadrature", "input-x-gradient", "saliency",
            "integrated-hessians");

    @TestFactory Stream<DynamicTest> thePapersToys() {
        return OracleCase.file("papers.json").valueStream().map(Case::new)
                .filter(toy -> METHODS.contains(toy.json.get("method").stringValue()))
                .map(toy -> DynamicTest.dynamicTest(toy.json.get("id").stringValue(), () -> check(toy)));
    }

    private static void check(Case toy) {
        switch (toy.json.get("method").stringValue()) {
            case "integrated-gradients" -> {
                Explanation.Row row = toy.row(integrated(Quadrature.GAUSS_LEGENDRE, 32));
                assertThat(row.scores()).containsExactly(toy.floats("expected"), toy.rounding());
                assertThat(row.balance().orElseThrow().gap()).isCloseTo(0, within((double) toy.rounding().value));
                IntegratedGradients auto = new IntegratedGradients(Replacement.Plain.MEAN, Quadrature.GAUSS_LEGENDRE, OptionalInt.empty(),
                        0.01, true);
                assertThat(toy.scores(auto)).isEqualTo(row.scores());
                if (toy.json.has("gradient")) {
                    assertThat(toy.scores(new Saliency(Saliency.Reduce.SUM))).containsExactly(toy.floats("gradient"), within(0f));
                }
                if (toy.json.has("oneNode")) {
                    assertThat(toy.scores(integrated(Quadrature.GAUSS_LEGENDRE, 1)))
                            .containsExactly(toy.floats("oneNode"), toy.rounding());
                    assertThat(toy.scores(integrated(Quadrature.GAUSS_LEGENDRE, 2)))
                            .containsExactly(toy.floats("expected"), toy.rounding());
                }
                if (toy.json.get("id").stringValue().equals("ig-quadratic")) {
                    assertThat(toy.scores(integrated(Quadrature.GAUSS_LEGENDRE, 1))).containsExactly(toy.floats("expected"));
                }
            }
            case "quadrature" -> assertThat(toy.scores(integrated(Quadrature.TRAPEZOID, 50)))
                    .containsExactly(toy.floats("expected"), toy.rounding());
            case "input-x-gradient" -> assertThat(toy.scores(new InputXGradient())).containsExactly(toy.floats("expected"));
            case "saliency" -> {
                Toy wide = Toy.wide(2, x -> FUNCTIONS.get(toy.json.get("function").stringValue())
                        .apply(x.reshape(Shape.of(x.dim(0), 2))), toy.floats("input"));
                for (Saliency.Reduce reduce : Saliency.Reduce.values()) {
                    assertThat(wide.explain(new Saliency(reduce)).rows().getFirst().scores())
                            .containsExactly(toy.json.get("expected").get(reduce.name().toLowerCase(Locale.ROOT)).floatValue());
                }
            }
            case "integrated-hessians" -> {
                float[][] pairs = toy.toy().explain(new IntegratedHessians(new IntegratedGradients()), 2).matrix();
                float off = toy.json.get("expected").get("offDiagonal").floatValue();
                float on = toy.json.get("expected").get("diagonal").floatValue();
                // the logarithm's share of 16 nodes: 1.5e-7 of the value
                assertThat(pairs[0]).containsExactly(new float[] {on, off}, within(1e-6f * on));
                assertThat(pairs[1]).containsExactly(new float[] {off, on}, within(1e-6f * on));
            }
            case String other -> throw new AssertionError("no test for " + other);
        }
    }

    /// The mean of the table is the baseline that the case asks for.
    private static IntegratedGradients integrated(Quadrature rule, int steps) {
        return new IntegratedGradients(Replacement.Plain.MEAN, rule, OptionalInt.of(steps), 0.01, true);
    }
}
