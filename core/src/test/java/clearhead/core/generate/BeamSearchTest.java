package clearhead.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import clearhead.autograd.Tensor;
import clearhead.core.generate.Written.Finish;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.oracle.Oracle;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class BeamSearchTest {

    private static final int START = 6;
    private static final int VOCAB = 7;

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.GELU, 1);
    private final Batch source = Models.batch(11, 2, 6, 3, 9, 1);

    static Stream<JsonNode> searches() {
        return Oracle.of("marian").list("beam").stream();
    }

    @ParameterizedTest @MethodSource("searches")
    void whatIsFoundIsWhatTheReferenceFinds(JsonNode item) {
        Oracle oracle = Oracle.of("marian");
        EncoderDecoder marian = (EncoderDecoder) oracle.open().model();
        int tokens = item.get("max_new_tokens").intValue();
        OptionalInt forced = optional(item.get("forced_eos_token_id"));
        Limit limit = new Limit(tokens, Set.copyOf(optional(item.get("eos_token_id")).stream().boxed().toList()), forced);
        int start = oracle.list("greedy").getFirst().get("decoder_start_token_id").intValue();

        BeamSearch search = new BeamSearch(item.get("num_beams").intValue(), item.get("length_penalty").doubleValue(),
                item.get("early_stopping").booleanValue());
        List<Beam> found = Prompts.of(marian, Batch.of(Oracle.ints(item.get("input_ids"))), start).search(search, limit).getFirst();

        assertThat(found.stream().map(beam -> beam.text().ids()))
                .containsExactly(Oracle.items(item.get("new_ids")).stream().map(Oracle::ints).toArray(int[][]::new));
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).score()).isCloseTo(item.get("scores").get(i).doubleValue(), offset(oracle.tolerance("logits")));
        }
    }

    private static OptionalInt optional(JsonNode id) {
        return id.isNull() ? OptionalInt.empty() : OptionalInt.of(id.intValue());
    }

    /// As many beams as there are texts of two tokens: nothing can be missed.
    @Test void aSearchThatFollowsEverythingFindsTheLikeliestTexts() {
        Prompts prompts = Prompts.of(model, Models.alone(source, 0), START);
        List<int[]> all = IntStream.range(0, VOCAB * VOCAB).mapToObj(i -> new int[] {i / VOCAB, i % VOCAB}).toList();
        List<double[]> expected = all.stream().map(ids -> new double[] {ids[0], ids[1], sum(prompts.score(List.of(ids)).getFirst())})
                .sorted(Comparator.comparingDouble((double[] text) -> text[2]).reversed()).toList();

        List<Beam> found = prompts.search(new BeamSearch(VOCAB * VOCAB, 0, false), new Limit(2)).getFirst();

        assertThat(found.stream().map(beam -> new double[] {beam.text().ids()[0], beam.text().ids()[1], beam.score()}))
                .containsExactly(expected.toArray(double[][]::new));
    }

    private static double sum(float[] logProbs) {
        return IntStream.range(0, logProbs.length).mapToDouble(i -> logProbs[i]).sum();
    }

    @Test void oneBeamIsGreedy() {
        Prompts prompts = Prompts.of(model, source, START);
        List<Written> greedy = prompts.write(Choice.GREEDY, new Limit(8));
        List<List<Beam>> found = prompts.search(new BeamSearch(1, 1, false), new Limit(8));
        for (int row = 0; row < 4; row++) {
            assertThat(found.get(row)).hasSize(1);
            assertThat(found.get(row).getFirst().text()).usingRecursiveComparison().isEqualTo(greedy.get(row));
            assertThat(found.get(row).getFirst().score()).isEqualTo(greedy.get(row).logProbability() / 8);
        }
    }

    @Test void aSearchFindsTheSameAloneAndInCompany() {
        BeamSearch search = new BeamSearch(3, 1, false);
        Limit limit = new Limit(7, 4, 2);
        List<List<Beam>> together = Prompts.of(model, source, START).search(search, limit);
        for (int row = 0; row < 4; row++) {
            assertThat(together.get(row)).usingRecursiveComparison()
                    .isEqualTo(Prompts.of(model, Models.alone(source, row), START).search(search, limit).getFirst());
            assertThat(together.get(row)).hasSize(3).isSortedAccordingTo(Comparator.comparingDouble(Beam::score).reversed());
        }
        assertThat(together.stream().flatMap(List::stream).map(beam -> beam.text().finish()).distinct()).as("else this says little")
                .containsExactlyInAnyOrder(Finish.STOP, Finish.LENGTH);
    }

    /// Always the same scores, the likeliest of which end a text but for token 1. Two are looked at for each beam, and more where there are
    /// more ends: otherwise token 4 would not run on, and would be missed.
    @Test void asManyRunOnAsThereAreBeamsHoweverManyEnd() {
        Tensor scores = Tensor.vector(5, 1, 0.9f, 0.8f, 0.7f, -9, -9);
        EncoderDecoder constant = model.map((name, parameter) -> switch (name) {
            case "head.weight" -> parameter.scale(0);
            case "head.bias" -> scores;
            default -> parameter;
        });

        List<Beam> found = Prompts.of(constant, Models.alone(source, 0), START)
                .search(new BeamSearch(2, 10, false), new Limit(2, 0, 2, 3)).getFirst();

        assertThat(found.stream().map(beam -> beam.text().ids())).containsExactly(new int[] {1, 0}, new int[] {4, 0});
    }
}
