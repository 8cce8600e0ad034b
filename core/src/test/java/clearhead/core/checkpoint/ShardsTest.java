package clearhead.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {

    @TempDir private Path folder;
    private Path index;

    @BeforeEach void twoShards() {
        index = folder.resolve("model.safetensors.index.json");
        Safetensors.write(folder.resolve("1.safetensors"), Map.of("a", Tensor.vector(1, 2), "b", Tensor.scalar(3)), Map.of());
        Safetensors.write(folder.resolve("2.safetensors"), Map.of("c", Tensor.vector(4, 5, 6, 7, 8, 9).reshape(2, 3)), Map.of());
    }

    @Test void readsEachTensorFromItsShard() throws IOException {
        index("{'metadata':{'total_size':36,'weight_map':[{}]},"
                + "'weight_map':{'c':'2.safetensors','a':'1.safetensors','b':'1.safetensors'}}");

        try (Shards model = Shards.read(index)) {
            assertThat(model.source()).isEqualTo(index.toString());
            assertThat(model.entries().keySet()).containsExactly("c", "a", "b");
            assertThat(model.entries().get("c")).isEqualTo(new Weights.Entry("F32", List.of(2L, 3L), 24));
            assertThat(model.tensor("a").toArray()).containsExactly(1, 2);
            assertThat(model.tensor("b").toArray()).containsExactly(3);
            assertThat(model.transposed("c").toArray()).containsExactly(4, 7, 5, 8, 6, 9);
            assertThatThrownBy(() -> model.tensor("d")).isInstanceOf(BadInput.class)
                    .hasMessage(index + ": holds no tensor 'd', but 'c', 'a', 'b' (need a file with this tensor)");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'weight_map':{'c':'2.safetensors'                    | : is not valid JSON near byte 34
            []                                                    | : is not a JSON object
            {'metadata':{}}                                       | : has no weight_map
            {'weight_map':'c'}                                    | : weight_map is not a JSON object
            {'weight_map':{'c':2}}                                | : tensor 'c': its place is not a text
            {'weight_map':{'c':'2.safetensors','c':'2.safetensors'}} | : tensor 'c' stands there twice
            {'weight_map':{'d':'2.safetensors'}}                  | : tensor 'd': should be in '2.safetensors', which does not hold it
            """)
    void whatIsWrongIsSaid(String json, String message) throws IOException {
        index(json);
        assertThatThrownBy(() -> Shards.read(index)).isInstanceOf(BadInput.class).hasMessageStartingWith(index + message + " (need ");
    }

    @ParameterizedTest
    @CsvSource({"../1.safetensors", "/etc/x.safetensors", "x/1.safetensors", "x\\\\1.safetensors", "C:1.safetensors", "..", "passwd",
        "1\\u0000.safetensors"})
    void aShardLiesBesideItsIndex(String place) throws IOException {
        index("{'weight_map':{'a':'" + place + "'}}");
        assertRefused("%s: tensor 'a': should be in '%s' (need the plain name of a .safetensors file beside the index)"
                .formatted(index, place.replace("\\\\", "\\")));
    }

    @Test void aMissingShardIsNamed() throws IOException {
        index("{'weight_map':{'a':'1.safetensors','b':'1.safetensors','c':'3.safetensors'}}");
        assertRefused(folder.resolve("3.safetensors") + ": does not exist (need a safetensors file)");
    }

    @Test void aTensorThatTheIndexDoesNotKnowIsNamed() throws IOException {
        index("{'weight_map':{'a':'1.safetensors','c':'2.safetensors'}}");
        assertRefused(folder.resolve("1.safetensors")
                + ": tensor 'b': is not said by the index to be in this shard (need an index that fits its shards)");
    }

    private void index(String json) throws IOException {
        Files.writeString(index, json.replace('\'', '"'));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Shards.read(index)).isInstanceOf(BadInput.class).hasMessage(message);
    }
}
