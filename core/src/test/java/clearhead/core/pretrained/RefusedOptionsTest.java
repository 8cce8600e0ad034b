package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import clearhead.core.BadInput;
import clearhead.core.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a configuration asks for and we do not have is refused in one line that names it: never is there a wrong number instead.
class RefusedOptionsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "bert-mlm   | is_decoder             | true                      | is_decoder: found true (need false",
        "bert-mlm   | hidden_act             | 'prelu'                   | hidden_act: found 'prelu' (need relu, gelu",
        "bert-mlm   | num_attention_heads    | 5                         | width 32 does not divide into 5 heads",
        "bert-mlm   | hidden_size            | '32'                      | hidden_size: found '32' (need a whole number",
        "bert-mlm   | num_hidden_layers      | 0                         | num_hidden_layers: found 0 (need a whole number",
        "bert-mlm   | quantization_config    | {'bits': 4}               | quantization_config: found an object (need none",
        "gpt2       | layer_norm_epsilon     | '1e-5'                    | layer_norm_epsilon: found '1e-5' (need a number",
        "gpt_neox   | rope_parameters        | {'rope_type': 'longrope'} | rope_parameters.rope_type: found 'longrope' (need default",
        "llama-bf16 | rope_scaling           | {'type': 'dynamic'}       | rope_scaling.type: found 'dynamic' (need default",
        "llama-bf16 | rope_scaling           | {'type': 'linear'}        | rope_scaling.factor: is missing (need a number",
        "llama-bf16 | rope_scaling           | {'type': 'yarn', 'factor': 0} | rope_scaling.factor: found 0 (need a number above 0",
        "llama-bf16 | rope_theta             | 0                         | base 0.0",
        "llama-bf16 | head_dim               | 7                         | 7 of 7 elements of a head",
        "llama-bf16 | num_key_value_heads    | 3                         | 4 heads of width 12 on 3",
        "marian     | d_model                | 33                        | width 33 does not divide into 4 heads",
        "marian     | normalize_before       | true                      | normalize_before: found true (need false",
        "t5         | feed_forward_proj      | 'gated-foo'               | feed_forward_proj: found 'gated-foo' (need relu",
        "t5         | relative_attention_num_buckets | 3                         | relative positions: 3 buckets",
        "t5         | architectures          | ['T5EncoderModel']        | architectures[0]: found 'T5EncoderModel' (need one of",
        "vit        | patch_size             | [2, 4]                    | patch_size: found an array (need squares",
        "vit        | patch_size             | 9                         | pictures of 1 × 8 × 8 have no square of 9",
    })
    void optionIsRefusedByName(String oracle, String key, String value, String message) throws IOException {
        refused(oracle, key, value, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "['full_attention', 'chunked_attention'] | layer_types[1]: found 'chunked_attention' (need full_attention or sliding_attention",
        "['sliding_attention'] | layer_types: found an array (need one for each of 2 layers",
    })
    void everyLayerHasAWindowOrNone(String types, String message) throws IOException {
        refused("qwen2", "layer_types", types, message, "use_sliding_window", "true", "sliding_window", "4");
    }

    private void refused(String oracle, String key, String value, String message, String... more) throws IOException {
        JsonMapper json = JsonMapper.shared();
        ObjectNode config = (ObjectNode) json.readTree(Oracle.path(oracle).resolve("config.json"));
        config.set(key, json.readTree(value.replace('\'', '"')));
        for (int i = 0; i < more.length; i += 2) {
            config.set(more[i], json.readTree(more[i + 1]));
        }
        Files.writeString(folder.resolve("config.json"), config.toString());
        Files.copy(Oracle.path(oracle).resolve("model.safetensors"), folder.resolve("model.safetensors"));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Pretrained.open(folder))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(message.replace('\'', '"')).doesNotContain("\n"));
    }
}
