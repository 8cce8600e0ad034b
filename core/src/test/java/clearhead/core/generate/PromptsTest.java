package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.generate.Written.Finish;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.Models;
import clearhead.core.model.VisionModel;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Pass;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class PromptsTest {

    private static final int START = 6;

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.GELU, 1);
    private final Batch source = Models.batch(11, 2, 6, 3, 9, 1);

    static Stream<Oracle> writers() {
        return Oracle.all().filter(oracle -> oracle.expected().has("greedy"));
    }

    private static Prompts prompts(Model<?> model, JsonNode item) {
        int[] ids = Oracle.ints(item.get("input_ids"));
        return switch (model) {
            case CausalModel causal -> Prompts.of(causal, List.of(ids));
            case EncoderDecoder both -> Prompts.of(both, Batch.of(ids), item.get("decoder_start_token_id").intValue());
            case EncoderModel _, VisionModel _ -> throw new AssertionError("does not write");
        };
    }

    @ParameterizedTest @MethodSource("writers")
    void theLikeliestTokensAreThoseOfTheReference(Oracle oracle) {
        Model<?> model = oracle.open().model();
        for (JsonNode item : oracle.list("greedy")) {
            int[] expected = Oracle.ints(item.get("new_ids"));
            Written written = prompts(model, item).write(Choice.GREEDY, new Limit(expected.length)).getFirst();

            assertThat(written.ids()).isEqualTo(expected);
            assertThat(written.finish()).isEqualTo(Finish.LENGTH);
            assertThat(written.logProbability()).isCloseTo(item.get("sum_logprob").doubleValue(), offset(expected.length * oracle.tolerance("logits")));
        }
    }

    @ParameterizedTest @MethodSource("writers")
    void aGivenContinuationHasTheProbabilityOfTheReference(Oracle oracle) {
        Model<?> model = oracle.open().model();
        for (JsonNode item : oracle.list("score")) {
            float[] scores = prompts(model, item).score(List.of(Oracle.ints(item.get("target_ids")))).getFirst();
            for (int i = 0; i < scores.length; i++) {
                assertThat((double) scores[i]).isCloseTo(item.get("token_logprobs").get(i).doubleValue(), offset(oracle.tolerance("logits")));
            }
        }
    }

    /// Given what was written, each row alone: every token is the likeliest after those before it, and as likely as is said.
    @Test void everyTokenIsTheLikeliestAfterTheOnesBefore() {
        List<Written> written = Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(8));

        assertThat(written).hasSize(4);
        for (int row = 0; row < 4; row++) {
            int[] ids = written.get(row).ids();
            assertThat(ids).hasSize(8);
            int[] target = IntStream.concat(IntStream.of(START), IntStream.of(ids).limit(7)).toArray();
            Tensor logProbs = model.forward(Models.alone(source, row), Batch.of(target), Pass.PLAIN).logSoftmax();     // [1, 8, 7]
            for (int step = 0; step < 8; step++) {
                assertThat(logProbs.at(0, step, ids[step])).isEqualTo(logProbs.max(-1).at(0, step))
                        .isEqualTo(written.get(row).logProbs()[step]);
            }
        }
        assertThat(written.stream().map(row -> List.of(row.ids()[0], row.ids()[1], row.ids()[2])).distinct()).as("else this says little")
                .hasSizeGreaterThan(1);
    }

    @Test void ofTwoLikeliestTokensTheLowerIdIsTaken() {
        Tensor tie = Tensor.vector(0, 0, 3, 0, 3, 0, 0);
        EncoderDecoder undecided = model.map((name, parameter) -> switch (name) {
            case "head.weight" -> parameter.scale(0);
            case "head.bias" -> tie;
            default -> parameter;
        });

        assertThat(Prompts.of(undecided, source, START).write(Choice.GREEDY, new Limit(3)))
                .allSatisfy(row -> assertThat(row.ids()).containsExactly(2, 2, 2));
    }

    /// `ln ½` and `ln ¼` are each rounded by at most half the step between the floats from 1 to 2.
    @Test void theProbabilityOfAllIsTheProduct() {
        float[] logProbs = {(float) Math.log(0.5), (float) Math.log(0.25), 0};

        assertThat(new Written(new int[3], logProbs, Finish.LENGTH).probability()).isCloseTo(0.125, offset(0.125 * Math.ulp(1f)));
        assertThat(new Written(new int[0], new float[0], Finish.LENGTH).probability()).isEqualTo(1);
    }

    @Test void moreThanTheModelCanWriteIsRefused() {
        assertThatThrownBy(() -> Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(9))).isInstanceOf(BadInput.class)
                .hasMessage("prompt 0: has 1 tokens, and 9 more are to follow (need at most 9 together, since the model knows 8 positions)");
    }
}
