package clearhead.explain.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RawAttentionTest {

    private static final OpenModel BOX = Small.box(3);
    private static final Input INPUT = Small.input(6, 4, 3);
    private static final Target EACH = new Target.Each(true, false);

    private static RawAttention at(int layer, int head) {
        return new RawAttention(OptionalInt.of(layer), OptionalInt.of(head));
    }

    /// `[1, heads, targets, tokens]`
    private static Tensor traced(int layer) {
        Trace trace = Trace.all();
        BOX.forward(INPUT, 1, Pass.watched(trace));
        return trace.get(Site.named("decoder.blocks." + layer + ".cross_attn.pattern"));
    }

    @Test void aHeadIsTheTracedPatternBitForBit() {
        float[][][][] weights = RawAttention.weights(BOX, INPUT);
        for (int layer = 0; layer < 2; layer++) {
            Tensor pattern = traced(layer);
            for (int head = 0; head < 2; head++) {
                float[][] matrix = at(layer, head).explain(BOX, INPUT, EACH).matrix();
                assertThat(weights[layer][head]).isEqualTo(matrix);
                for (int t = 0; t < 4; t++) {
                    for (int i = 0; i < 6; i++) {
                        assertThat(matrix[t][i]).isEqualTo(pattern.at(0, head, t, i));
                    }
                }
            }
        }
    }

    @Test void withoutAChoiceItIsTheMeanOfTheLastLayer() {
        float[][] matrix = new RawAttention().explain(BOX, INPUT, EACH).matrix();
        Tensor pattern = traced(1);
        for (int t = 0; t < 4; t++) {
            for (int i = 0; i < 6; i++) {
                assertThat(matrix[t][i]).isEqualTo((float) (((double) pattern.at(0, 0, t, i) + pattern.at(0, 1, t, i)) / 2));
            }
        }
    }

    /// Six weights, each rounded once after a division by a sum of six; the mean is rounded once more.
    @Test void rowsSumToOne() {
        for (RawAttention method : new RawAttention[] {new RawAttention(), at(0, 1), at(1, 0)}) {
            for (Explanation.Row row : method.explain(BOX, INPUT, EACH).rows()) {
                assertThat(row.sum()).isCloseTo(1, within(8 * 0x1p-24));
                assertThat(row.balance()).isEmpty();
            }
        }
    }

    /// One number is explained by the row of the position that gives it, from whichever end it is counted.
    @Test void onePositionGivesItsRow() {
        float[][] all = at(1, 1).explain(BOX, INPUT, EACH).matrix();
        for (int t = 0; t < 4; t++) {
            assertThat(at(1, 1).explain(BOX, INPUT, new Target.Logit(t, 0)).matrix()).isEqualTo(new float[][] {all[t]});
            assertThat(at(1, 1).explain(BOX, INPUT, new Target.Difference(t - 4, 0, 1)).matrix()).isEqualTo(new float[][] {all[t]});
        }
    }

    @Test void itSaysWhichWeightsAndThatTheyAreNoAttribution() {
        Explanation head = at(0, 1).explain(BOX, INPUT, EACH);
        assertThat(head.method().settings()).hasToString("{head=1, layer=0, site=decoder.blocks.0.cross_attn.pattern}");
        assertThat(head.method().gapReason()).isEqualTo("weights sum to 1, whatever the value");
        assertThat(head.warnings()).containsExactly(RawAttention.DISCLAIMER);
        assertThat(new RawAttention().explain(BOX, INPUT, EACH).method().settings())
                .hasToString("{head=mean, layer=1, site=decoder.blocks.1.cross_attn.pattern}");
    }

    @Test void whatTheModelDoesNotHaveIsRefused() {
        refused(at(2, 0), "attention: layer 2, head 0, but the model has layers 0 to 1 with heads 0 to 1");
        refused(at(-1, 0), "attention: layer -1, head 0, but the model has layers 0 to 1 with heads 0 to 1");
        refused(at(0, 2), "attention: layer 0, head 2, but the model has layers 0 to 1 with heads 0 to 1");
        refused(at(0, -1), "attention: layer 0, head -1, but the model has layers 0 to 1 with heads 0 to 1");
        refused(new RawAttention(OptionalInt.of(5), OptionalInt.empty()),
                "attention: layer 5, head mean, but the model has layers 0 to 1 with heads 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Toy.of(x -> Toy.token(x, 0), 1).explain(new RawAttention()))
                .withMessage("attention: this model has no attention that leads from what it writes to what it reads");
    }

    private static void refused(RawAttention method, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> method.explain(BOX, INPUT, EACH)).withMessage(message);
    }
}
