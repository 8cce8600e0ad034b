package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Batch;
import clearhead.core.oracle.Oracle;
import clearhead.core.probe.Pass;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Models from GGUF files, packed in every way, compute what their unpacked weights give.
class GgufModelTest {

    private static final double TOLERANCE = 1e-4;      // relative to the greatest logit: the reference's one rule for single precision

    static Stream<JsonNode> files() {
        return Oracle.items(JsonMapper.shared().readTree(Oracle.path("gguf/expected.json")).get("files")).stream();
    }

    private static Pretrained open(String file) {
        return Pretrained.open(Oracle.path("gguf").resolve(file));
    }

    private static Tensor logits(Pretrained pretrained, int... ids) {
        return ((CausalModel) pretrained.model()).forward(Batch.of(ids), Pass.PLAIN);
    }

    @ParameterizedTest @MethodSource("files")
    void logitsAreThoseOfTheReference(JsonNode expected) {
        Pretrained pretrained = open(expected.get("file").asString());
        assertThat(pretrained.warnings()).isEmpty();
        float[] found = logits(pretrained, Oracle.ints(expected.get("input_ids"))).toArray();
        float[] truth = Oracle.tensor(expected.get("logits")).toArray();
        double greatest = 0;
        for (float value : truth) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertThat(found).hasSameSizeAs(truth);
        for (int i = 0; i < truth.length; i++) {
            assertThat((double) found[i]).as("logit %d", i).isCloseTo(truth[i], within(TOLERANCE * greatest));
        }
    }

    /// Queries and keys lie in another order there, and neighbours are turned: the scores are the same sums of other products.
    @Test void unpackedItIsTheModelOfTheFolder() {
        int[] ids = {1, 200, 31, 7, 450};
        float[] folder = logits(Oracle.of("llama").open(), ids).toArray();
        float[] file = logits(open("tiny-llama-f32.gguf"), ids).toArray();
        assertThat(file).containsExactly(folder, within(1e-4f));
    }

    /// These architectures have the same order of rows there and here, so the same sums.
    @ParameterizedTest @CsvSource({"same-as-gpt2.gguf, gpt2", "same-as-qwen2.gguf, qwen2", "same-as-gptneox.gguf, gpt_neox"})
    void otherArchitecturesHaveTheBitsOfTheirFolders(String file, String folder) {
        Pretrained pretrained = open(file);
        assertThat(pretrained.warnings()).isEmpty();
        int[] ids = {5, 9, 100, 7, 30};
        assertThat(logits(pretrained, ids).toArray()).isEqualTo(logits(Oracle.of(folder).open(), ids).toArray());
    }

    @Test void theTokenizerIsThatOfTheFolder() {
        String text = "The baker carried 3 wooden boxes, größer als 日本.";
        Pretrained file = open("tiny-llama-q80.gguf");
        assertThat(file.tokenizer().orElseThrow().encode(text).ids())
                .isEqualTo(Oracle.of("llama").open().tokenizer().orElseThrow().encode(text).ids());
        assertThat(file.special().ends()).containsExactly(2);
        assertThat(file.special().begin()).hasValue(1);
    }

    @Test void aFileWithoutTokenizerHasNone() {
        assertThat(open("tiny-llama-kquants.gguf").tokenizer()).isEmpty();
    }
}
