package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;
import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// One token at a time; the oracle's cases are elsewhere.
class SequentialIntegratedGradientsTest {

    private static final SequentialIntegratedGradients AUTO = new SequentialIntegratedGradients(new IntegratedGradients());

    @Provide Arbitrary<float[]> numbers() {
        return Arbitraries.floats().between(-2, 2).ofScale(3).array(float[].class).ofSize(4);
    }

    /// A token's integral is the difference that its removal makes; here that closes with 32 nodes, to rounding of numbers below e³.
    @Property(tries = 100) void aScoreIsWhatTheValueLosesWithoutTheToken(@ForAll("numbers") float[] x) {
        UnaryOperator<Tensor> f = points -> points.tanh().sum(LAST).exp();
        Explanation explanation = Toy.of(f, x).explain(AUTO);
        Explanation.Row row = explanation.rows().getFirst();
        for (int i = 0; i < 4; i++) {
            float[] without = x.clone();
            without[i] = 0;
            double baseline = Toy.of(f, without).explain(new Saliency()).rows().getFirst().value();
            assertThat((double) row.scores()[i]).isCloseTo(row.value() - baseline, within(64 * 0x1p-24 * Math.exp(4)));
        }
        assertThat(explanation.warnings()).isEmpty();
        assertThat(row.baseline()).isEmpty();
    }

    @Test void theOthersStayAsTheyAre() {
        Explanation product = Toy.of(x -> token(x, 0).mul(token(x, 1)), 3, 5).explain(AUTO);
        assertThat(product.rows().getFirst().scores()).containsExactly(new float[] {15, 15}, within(15 * 8 * 0x1p-24f));
        assertThat(product.method().gapReason())
                .isEqualTo("each token's path begins at an input of its own, so the scores need not add up");
        assertThat(product.method().settings()).containsEntry("steps", 32).doesNotContainKey("lastChange");
        assertThat(product.cost().forwards()).isEqualTo(1 + 2 * (1 + 32));
    }

    /// Tokens behind two gates that open in the last millionth of the way.
    @Test void zerosAreNeverGivenInSilence() {
        UnaryOperator<Tensor> gate = x -> x.add(-0.999999f).relu().scale(1e6f);
        Explanation gates = Toy.of(x -> gate.apply(token(x, 0)).add(gate.apply(token(x, 1))).add(token(x, 2)), 1, 1, 1).explain(AUTO);
        assertThat(gates.rows().getFirst().scores()).startsWith(0, 0);
        assertThat(gates.warnings()).hasSize(1);
        assertThat(gates.warnings().getFirst()).startsWith("with 512 nodes the score of token 0 is 0.0, but without it the value "
                + "changes by ").endsWith(", within 1.0 %; so it is with 1 more");
        assertThat(gates.method().settings()).containsEntry("steps", 512).containsEntry("lastChange", 0f);
    }

    @Test void specialTokensStayIfTheyShall() {
        OpenModel bert = OracleCase.open("bert-seqcls");
        Input input = OracleCase.of("bert-seqcls").getFirst().input(bert);
        IntegratedGradients spared = new IntegratedGradients(Replacement.AUTO, Quadrature.MIDPOINT, OptionalInt.of(2), 0.01, false);
        Target target = new Target.Logit(0, 1);
        float[] scores = new SequentialIntegratedGradients(spared).explain(bert, input, target).rows().getFirst().scores();
        float[] all = SequentialIntegratedGradients.CARD.with(Map.of("steps", "2", "quadrature", "midpoint"), 0)
                .explain(bert, input, target).rows().getFirst().scores();
        for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isEqualTo(input.tokens().get(i).special() ? 0 : all[i]);
        }
        assertThat(List.of(scores[0], scores[scores.length - 1])).containsOnly(0f);
    }
}
