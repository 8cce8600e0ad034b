package clearhead.explain.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Scores;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import clearhead.explain.oracle.OracleCase;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RawAttentionTest {

    private static final OpenModel BOX = Small.box(3);
    private static final Input INPUT = Small.input(6, 4, 3);
    private static final Target EACH = new Target.Each(true, false);

    private static RawAttention at(int layer, int head) {
        return new RawAttention(OptionalInt.of(layer), OptionalInt.of(head), OptionalInt.empty(), Optional.empty());
    }

    /// `[1, heads, decoder tokens, tokens]`
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

    /// The decoder's row of the position that gives the number, from whichever end it is counted; or the row that was asked for.
    @Test void theAnswerIsTheRowOfThePositionThatGivesIt() {
        float[][] all = at(1, 1).explain(BOX, INPUT, new Target.Logit(0, 0)).matrix();
        assertThat(all).hasDimensions(5, 6);
        for (int t = 0; t < 5; t++) {
            assertThat(answer(at(1, 1), new Target.Logit(t, 0))).isEqualTo(all[t]);
            assertThat(answer(at(1, 1), new Target.Difference(t - 5, 0, 1))).isEqualTo(all[t]);
            RawAttention row = new RawAttention(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.of(t), Optional.empty());
            assertThat(answer(row, new Target.Logit(0, 0))).isEqualTo(all[t]);
        }
    }

    private static float[] answer(RawAttention method, Target target) {
        return method.explain(BOX, INPUT, target).scores().answer().orElseThrow();
    }

    /// What the decoder reads of itself belongs to no token of the input, and the encoder's rows to no token that is written.
    @Test void otherSitesHaveTheirOwnRowsAndColumns() {
        Scores own = method(Map.of("site", "decoder.attn")).explain(BOX, INPUT, new Target.Logit(0)).scores();
        assertThat(own.matrix()).hasDimensions(5, 5);
        assertThat(own.answer()).isEmpty();
        Scores encoder = method(Map.of("site", "encoder.attn", "layer", "0")).explain(BOX, INPUT, new Target.Logit(0)).scores();
        assertThat(encoder.matrix()).hasDimensions(6, 6);
        assertThat(encoder.answer()).isEmpty();
        refused(method(Map.of("site", "encoder.attn")),
                "target each: no row of the encoder gives a token (need another site, or one number to explain)");
    }

    /// A causal model's matrix goes on over what is written; its targets' rows begin with the last token of the input.
    @Test void aCausalModelReadsItsTargetsToo() {
        OpenModel model = OracleCase.open("gpt2");
        Input input = OracleCase.of("gpt2").stream().filter(one -> one.target().equals("sequence")).findFirst().orElseThrow().input(model);
        int tokens = input.tokens().size();
        int targets = input.targets().size();
        float[][] all = new RawAttention().explain(model, input, new Target.Sequence()).matrix();
        assertThat(all).hasDimensions(tokens + targets, tokens + targets);
        float[][] each = new RawAttention().explain(model, input, new Target.Each()).matrix();
        float[][] read = new RawAttention().explain(model, input, EACH).matrix();
        for (int t = 0; t < targets; t++) {
            assertThat(each[t]).isEqualTo(all[tokens - 1 + t]);
            assertThat(read[t]).isEqualTo(Arrays.copyOf(each[t], tokens));
        }
    }

    private static RawAttention method(Map<String, String> settings) {
        return (RawAttention) RawAttention.CARD.with(settings, 0);
    }

    @Test void itSaysWhichWeightsAndThatTheyAreNoAttribution() {
        Explanation head = at(0, 1).explain(BOX, INPUT, EACH);
        assertThat(head.method().settings()).hasToString("{head=1, layer=0, row=target, site=decoder.cross_attn}");
        assertThat(head.method().gapReason()).isEqualTo("weights sum to 1, whatever the value");
        assertThat(head.warnings()).containsExactly(RawAttention.DISCLAIMER);
        assertThat(new RawAttention().explain(BOX, INPUT, EACH).method().settings())
                .hasToString("{head=mean, layer=1, row=target, site=decoder.cross_attn}");
    }

    @Test void whatTheModelDoesNotHaveIsRefused() {
        refused(at(2, 0), "layer=2: there is no such layer (need 0 to 1)");
        refused(at(0, 2), "head=2: there is no such head (need 0 to 1, or mean)");
        assertThatThrownBy(() -> method(Map.of("row", "5")).explain(BOX, INPUT, new Target.Logit(0))).isInstanceOf(BadInput.class)
                .hasMessage("row=5: there is no such row (need 0 to 4)");
        assertThatThrownBy(() -> method(Map.of("site", "cross"))).isInstanceOf(BadInput.class)
                .hasMessage("site=cross: there is no such attention to look at (need decoder.cross_attn, encoder.attn, decoder.attn)");
        assertThatThrownBy(() -> Toy.of(x -> Toy.token(x, 0), 1).explain(new RawAttention())).isInstanceOf(BadInput.class)
                .hasMessage("attention: this model has none (need a transformer)");
        WhiteBox causal = OracleCase.open("gpt2");
        assertThatThrownBy(() -> method(Map.of("site", "decoder.attn")).explain(causal, Toy.input(3), new Target.Logit(0)))
                .isInstanceOf(BadInput.class).hasMessage("site=decoder.attn: this model has one stack of blocks (need no site)");
    }

    private static void refused(RawAttention method, String message) {
        assertThatThrownBy(() -> method.explain(BOX, INPUT, EACH)).isInstanceOf(BadInput.class).hasMessage(message);
    }
}
