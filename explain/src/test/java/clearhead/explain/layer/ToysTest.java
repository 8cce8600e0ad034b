package clearhead.explain.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.explain.Explanation;
import clearhead.explain.Quadrature;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.oracle.OracleCase;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Conductance where one can compute it by hand, and in double precision where one cannot.
class ToysTest {

    private static final Target LOGIT = new Target.Logit(0, 0);

    /// One hidden unit carries all of `f(x) − f(0)`.
    @Test void thePapersChain() {
        JsonNode toy = OracleCase.file("papers.json").valueStream()
                .filter(one -> one.get("id").asString().equals("conductance-chain")).findFirst().orElseThrow();
        assertThat(toy.get("function").asString()).isEqualTo("h = x1 x2, f = h²");
        InnerToy model = new InnerToy(Toy.of(x -> x, OracleCase.floats(toy.get("input"))),
                x -> x.slice(1, 0, 1).mul(x.slice(1, 1, 2)), h -> h.square());
        Tensor units = new Conductance(Optional.of(InnerToy.INNER), new StraightPath()).units(model, Toy.input(2), LOGIT);
        assertThat(units.item()).isCloseTo(toy.get("expected").floatValue(), within(4 * 16 * 0x1p-24f));
        Explanation tokens = new NeuronConductance(Optional.of(new Target.Activation(InnerToy.INNER, 0, 0)), new StraightPath())
                .explain(model, Toy.input(2), LOGIT);
        // x1 x2 has the same share of each, as ∫ 2h · x1 x2 α dα = 2
        assertThat(tokens.rows().getFirst().scores()).containsExactly(new float[] {2, 2}, within(4 * 16 * 0x1p-24f));
    }

    /// `hⱼ = tanh aⱼ`, `aⱼ = Σᵢ wᵢⱼ xᵢ`, `f = Σⱼ vⱼ hⱼ²`, from zero: `C(hⱼ) = ∫ 2 vⱼ hⱼ (1 − hⱼ²) aⱼ dα = vⱼ tanh² aⱼ`, since each unit
    /// acts alone; a token sends its share wᵢⱼ xᵢ / aⱼ of that.
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void unitsThatActAloneCarryWhatTheyAdd(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int tokens,
            @ForAll @IntRange(min = 1, max = 5) int units) {
        Random random = new Random(seed);
        float[] x = floats(random, tokens);
        float[] w = floats(random, tokens * units);
        float[] v = floats(random, units);
        Tensor weights = Tensor.of(Shape.of(tokens, units), w);
        Tensor down = Tensor.of(Shape.of(units, 1), v);
        InnerToy model = new InnerToy(Toy.of(rows -> rows, x), rows -> rows.reshape(rows.dim(0), 1, tokens).matmul(weights).tanh(),
                h -> h.square().matmul(down));
        StraightPath path = new StraightPath(64);
        float[] found = new Conductance(Optional.of(InnerToy.INNER), path).units(model, Toy.input(tokens), LOGIT).toArray();
        for (int j = 0; j < units; j++) {
            double a = 0;
            double size = 0;
            for (int i = 0; i < tokens; i++) {
                a += (double) w[i * units + j] * x[i];
                size += Math.abs((double) w[i * units + j] * x[i]);
            }
            // products and sums of so many floats, the slope of tanh² being at most 1
            double rounding = Math.abs(v[j]) * (size + 1) * (tokens + 16) * 0x1p-22;
            assertThat((double) found[j]).isCloseTo(v[j] * Math.pow(Math.tanh(a), 2), within(rounding));
            float[] shares = new NeuronConductance(Optional.of(new Target.Activation(InnerToy.INNER, 0, j)), path)
                    .explain(model, Toy.input(tokens), LOGIT).rows().getFirst().scores();
            for (int i = 0; i < tokens; i++) {
                double sent = w[i * units + j] * x[i] * v[j] * Math.pow(Math.tanh(a), 2);
                assertThat(shares[i] * a).isCloseTo(sent, within(rounding * (size + 1)));
            }
        }
    }

    /// The same function: `∂f/∂hⱼ = 2 vⱼ hⱼ`; its mean along the path is the influence, and hⱼ times the slope at x the product.
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void influenceAndProductAreTheSlopesTheySay(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int units) {
        Random random = new Random(seed);
        float[] x = floats(random, 2);
        Tensor weights = Tensor.of(Shape.of(2, units), floats(random, 2 * units));
        float[] v = floats(random, units);
        InnerToy model = new InnerToy(Toy.of(rows -> rows, x), rows -> rows.reshape(rows.dim(0), 1, 2).matmul(weights).tanh(),
                h -> h.square().matmul(Tensor.of(Shape.of(units, 1), v)));
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(64);
        double influence = 0;
        double product = 0;
        for (int j = 0; j < units; j++) {
            double a = (double) weights.at(0, j) * x[0] + (double) weights.at(1, j) * x[1];
            double mean = 0;
            for (int k = 0; k < 64; k++) {
                mean += nodes.weight()[k] * 2 * v[j] * Math.tanh(nodes.at()[k] * a);
            }
            influence += mean * mean;
            product += 2 * v[j] * Math.pow(Math.tanh(a), 2);
        }
        double rounding = 0;
        for (float one : v) {
            rounding += 32 * Math.abs(one) * 0x1p-22 * (Math.abs(x[0]) + Math.abs(x[1]) + 1);
        }
        // The hidden layer has one position, and the input two tokens: the scores are of tokens only where the positions are.
        InnerToy padded = new InnerToy(model.toy(),
                rows -> Tensor.concat(1, model.hidden().apply(rows), Tensor.full(Shape.of(rows.dim(0), 1, units), 0)),
                h -> model.answer().apply(h.slice(1, 0, 1)));
        assertThat((double) new InternalInfluence(Optional.of(InnerToy.INNER), Reduce.L2, new StraightPath(64))
                .explain(padded, Toy.input(2), LOGIT).rows().getFirst().scores()[0]).isCloseTo(Math.sqrt(influence), within(rounding));
        assertThat((double) new LayerGradientXActivation(Optional.of(InnerToy.INNER)).explain(padded, Toy.input(2), LOGIT)
                .rows().getFirst().scores()[0]).isCloseTo(product, within(rounding));
    }

    private static float[] floats(Random random, int n) {
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return floats;
    }
}
