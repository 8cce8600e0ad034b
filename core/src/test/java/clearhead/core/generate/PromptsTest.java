package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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
            assertThat(written.logProbability()).isCloseTo(item.get("sum_logprob").doubleValue(),
                    offset(expected.length * oracle.tolerance("logits")));
        }
    }

    @ParameterizedTest @MethodSource("writers")
    void aGivenContinuationHasTheProbabilityOfTheReference(Oracle oracle) {
        Model<?> model = oracle.open().model();
        for (JsonNode item : oracle.list("score")) {
            float[] scores = prompts(model, item).score(List.of(Oracle.ints(item.get("target_ids")))).getFirst();
            for (int i = 0; i < scores.length; i++) {
                double expected = item.get("token_logprobs").get(i).doubleValue();
                assertThat((double) scores[i]).isCloseTo(expected, offset(oracle.tolerance("logits")));
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

    /// Texts of different lengths, chosen in every way: companions, threads and what was written before change no bit.
    @ParameterizedTest @MethodSource("choices")
    void aTextIsTheSameAloneAndInCompany(Choice choice) {
        Limit limit = new Limit(7, 4, 2);
        List<Written> together = Prompts.of(model, source, START).write(choice, limit);
        try (Threads team = Threads.of(3)) {
            EncoderDecoder there = model.on(Engine.with(team));
            assertThat(Prompts.of(there, source, START).write(choice, limit)).usingRecursiveComparison().isEqualTo(together);
        }
        Prompts again = Prompts.of(model, source, START);
        again.write(Choice.GREEDY, new Limit(3));
        assertThat(again.write(choice, limit)).usingRecursiveComparison().isEqualTo(together);
        for (int row = 0; row < 4; row++) {
            List<int[]> others = new ArrayList<>(Collections.nCopies(row + 1, new int[] {row, 1}));     // the number of a text is a seed
            others.set(row, Models.row(source, row));
            assertThat(Prompts.of(model, Batch.of(0, others), START).write(choice, limit).get(row))
                    .usingRecursiveComparison().isEqualTo(together.get(row));
        }
        assertThat(together.stream().map(text -> text.ids().length).distinct()).as("else this says little").hasSizeGreaterThan(1);
    }

    static List<Choice> choices() {
        return List.of(Choice.GREEDY, new Choice.Sampling(1, 1), new Choice.Sampling(1.5f, 4, 0.9, 2));
    }

    @Test void aTextEndsWithTheFirstOfItsEnds() {
        List<Written> free = Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(8));
        List<Written> ended = Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(8, 4, 2));
        for (int row = 0; row < 4; row++) {
            int[] all = free.get(row).ids();
            int length = 1 + IntStream.range(0, 7).filter(i -> all[i] == 4 || all[i] == 2).findFirst().orElse(7);
            boolean stops = all[length - 1] == 4 || all[length - 1] == 2;
            assertThat(ended.get(row).ids()).isEqualTo(Arrays.copyOf(all, length));
            assertThat(ended.get(row).logProbs()).isEqualTo(Arrays.copyOf(free.get(row).logProbs(), length));
            assertThat(ended.get(row).finish()).isEqualTo(stops ? Finish.STOP : Finish.LENGTH);
            assertThat(free.get(row).finish()).isEqualTo(Finish.LENGTH);
        }
        assertThat(ended.stream().map(Written::finish)).as("else this says little").contains(Finish.STOP);
    }

    @Test void aTextThatGetsTooLongEndsAsItMust() {
        Written free = Prompts.of(model, Models.alone(source, 0), START).write(Choice.GREEDY, new Limit(3)).getFirst();
        Limit limit = new Limit(4, Set.of(3), OptionalInt.of(3));
        Written forced = Prompts.of(model, Models.alone(source, 0), START).write(Choice.GREEDY, limit).getFirst();

        assertThat(forced.ids()).startsWith(free.ids()).hasSize(4).endsWith(3);
        assertThat(forced.logProbs()[3]).isZero();
        assertThat(forced.finish()).isEqualTo(Finish.STOP);
    }

    @Test void everyTokenIsToldWhenItIsChosen() {
        List<List<Integer>> told = IntStream.range(0, 4).<List<Integer>>mapToObj(_ -> new ArrayList<>()).toList();
        List<Integer> order = new ArrayList<>();
        List<Written> written = Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(7, 4, 2), (sequence, id, logProb) -> {
            told.get(sequence).add(id);
            order.add(told.get(sequence).size());
            assertThat(logProb).isNegative();
        });

        assertThat(told.stream().map(ids -> ids.stream().mapToInt(i -> i).toArray()))
                .containsExactly(written.stream().map(Written::ids).toArray(int[][]::new));
        assertThat(order).as("all texts grow together").isSorted();
    }

    /// A model that is being trained writes, and nothing is recorded.
    @Test void aTrainableModelWritesTheSame() {
        assertThat(Prompts.of(model.trainable(), source, START).write(Choice.GREEDY, new Limit(8))).usingRecursiveComparison()
                .isEqualTo(Prompts.of(model, source, START).write(Choice.GREEDY, new Limit(8)));
    }

    @Test void whatIsScoredIsWhatWasWritten() {
        Prompts prompts = Prompts.of(model, source, START);
        List<Written> written = prompts.write(new Choice.Sampling(1, 3), new Limit(8));
        List<float[]> scores = prompts.score(written.stream().map(Written::ids).toList());

        assertThat(scores).containsExactly(written.stream().map(Written::logProbs).toArray(float[][]::new));
        assertThat(prompts.score(List.of(new int[0], new int[0], new int[0], new int[0]))).allSatisfy(row -> assertThat(row).isEmpty());
        assertThatThrownBy(() -> prompts.score(List.of(new int[1]))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("score: 1 continuations of 4 prompts (need one for each)");
    }

    @Test void asMuchIsWrittenAsTheModelKnowsAndNoMore() {
        Prompts prompts = Prompts.of(model, source, START);

        assertThat(prompts.write(Choice.GREEDY, new Limit(8))).allSatisfy(text -> assertThat(text.ids()).hasSize(8));
        assertThatThrownBy(() -> prompts.write(Choice.GREEDY, new Limit(9))).isInstanceOf(BadInput.class)
                .hasMessage("prompt 0: 1 read and 9 to be written (need at most 9 tokens together, since the model knows 8 positions)");
        assertThatThrownBy(() -> prompts.search(new BeamSearch(2, 1, false), new Limit(9))).isInstanceOf(BadInput.class);
        List<int[]> tooLong = Collections.nCopies(4, new int[9]);
        assertThatThrownBy(() -> prompts.score(tooLong)).isInstanceOf(BadInput.class);
    }

    @Test void aPromptThatCannotBeReadIsRefused() {
        CausalModel gpt2 = (CausalModel) Oracle.of("gpt2").open().model();

        assertThatThrownBy(() -> Prompts.of(gpt2, List.of(new int[] {1}, new int[0]))).isInstanceOf(BadInput.class)
                .hasMessage("prompt 1: is empty (need at least one token)");
        assertThatThrownBy(() -> Prompts.of(model, Models.batch(11, 1, 10), START)).isInstanceOf(BadInput.class)
                .hasMessage("source: has 10 tokens (need at most 9, which the model knows)");
    }
}
