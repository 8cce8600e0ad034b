package clearhead.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GgufTest {

    private static final JsonNode EXPECTED = JsonMapper.shared().readTree(TestFiles.resource("/oracle/gguf/expected.json"));

    static Stream<JsonNode> blocks() {
        return EXPECTED.get("blocks").valueStream();
    }

    static Stream<JsonNode> files() {
        return EXPECTED.get("files").valueStream().filter(file -> file.has("first_values_of_blk_0_attn_q"));
    }

    /// The numbers have the nine digits that tell any `float` from its neighbours.
    @ParameterizedTest
    @MethodSource("blocks")
    void blocksAreUnpacked(JsonNode block) {
        GgmlType type = GgmlType.valueOf(block.get("type").stringValue());
        assertThat(GgmlType.of(block.get("ggml_type_id").intValue())).contains(type);
        assertThat(type.blockValues()).isEqualTo(block.get("values_per_block").intValue());
        assertThat(type.blockBytes()).isEqualTo(block.get("bytes_per_block").intValue());
        byte[] bytes = HexFormat.of().parseHex(block.get("hex").stringValue());
        float[] wanted = floats(block.get("dequantized"));
        float[] values = new float[wanted.length];
        int half = values.length / 2;

        type.encoding().orElseThrow().read(MemorySegment.ofArray(bytes), half, values, half, half);
        type.encoding().orElseThrow().read(MemorySegment.ofArray(bytes), 0, values, 0, half);

        assertThat(values).containsExactly(wanted);
    }

    @ParameterizedTest
    @MethodSource("files")
    void tensorsAreReadInRowMajorOrder(JsonNode expected) {
        try (Gguf file = read(expected.get("file").stringValue())) {
            Tensor query = file.tensor("blk.0.attn_q.weight");
            for (int row = 0; row < 2; row++) {
                float[] wanted = floats(expected.get("first_values_of_blk_0_attn_q").get(row));
                assertThat(Arrays.copyOfRange(query.toArray(), row * 64, row * 64 + 32)).containsExactly(wanted);
            }
            assertThat(file.transposed("blk.0.attn_q.weight").toArray()).containsExactly(query.transpose().toArray());
            assertThat(file.entries()).hasSize(22);
            assertThat(file.entries().get("blk.0.attn_q.weight").type()).isEqualTo(expected.get("type").stringValue());
            assertThat(file.entries().get("blk.0.ffn_down.weight").shape()).containsExactly(64L, 96L);
            assertThat(file.entries().get("rope_freqs.weight")).isEqualTo(new Weights.Entry("F32", List.of(4L), 16));
        }
    }

    @Test void theFileSaysWhatItIs() {
        try (Gguf file = read("tiny-llama-q40.gguf")) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.values()).hasSize(26).containsEntry("llama.block_count", 2L)
                    .containsEntry("llama.attention.layer_norm_rms_epsilon", 1e-5f);
            assertThat(metadata.text("general.architecture")).contains("llama");
            assertThat(metadata.integer("llama.attention.head_count_kv")).contains(2L);
            assertThat(metadata.number("llama.rope.freq_base")).contains(10000.0);
            assertThat(metadata.flag("tokenizer.ggml.add_bos_token")).contains(true);
            assertThat(metadata.texts("tokenizer.ggml.tokens")).hasSize(559).startsWith("<unk>", "<s>", "</s>", "<0x00>");
            assertThat(metadata.numbers("tokenizer.ggml.token_type")).hasSize(559).startsWith(2L, 3L, 3L, 6L);
            assertThat(metadata.text("general.nothing")).isEmpty();
            assertThat(metadata.texts("general.nothing")).isEmpty();
            assertThat(metadata.missing("a.b")).hasMessage(file.source() + ": its metadata has no a.b (need a file that says it)");
            assertThatThrownBy(() -> metadata.integer("general.architecture")).isInstanceOf(BadInput.class)
                    .hasMessage(file.source() + ": 'general.architecture': is 'llama' (need a whole number)");
            assertThatThrownBy(() -> metadata.numbers("tokenizer.ggml.tokens")).isInstanceOf(BadInput.class)
                    .hasMessage(file.source() + ": 'tokenizer.ggml.tokens': is a list of 559 (need a list of numbers)");
        }
    }

    /// The ids are the reference's for this text.
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void itsTokenizerIsReadToo(int index) {
        JsonNode expected = EXPECTED.get("files").get(index);
        try (Gguf file = read(expected.get("file").stringValue())) {
            int[] ids = expected.get("input_ids").valueStream().mapToInt(JsonNode::intValue).toArray();
            assertThat(file.vocabulary().orElseThrow().tokenizer().encode(expected.get("text").stringValue()).ids()).isEqualTo(ids);
        }
        try (Gguf without = read("tiny-llama-kquants.gguf")) {
            assertThat(without.vocabulary()).isEmpty();
        }
    }

    private static Gguf read(String name) {
        return Gguf.read(TestFiles.resource("/oracle/gguf/" + name));
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.get(i).doubleValue();
        }
        return values;
    }
}
