package clearhead.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransposedTest {

    /// Around the sizes of a tile, and larger than what one thread takes.
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 700", "700, 1", "31, 255", "32, 256", "33, 257", "65, 513", "0, 3", "3, 0", "300, 1000"})
    void theMatrixIsTurned(int rows, int columns, @TempDir Path folder) {
        Path file = folder.resolve("matrix");
        Tensor matrix = Tensor.normal(Shape.of(rows, columns), 1, 1);
        Safetensors.write(file, Map.of("w", matrix), Map.of());

        try (Weights weights = Safetensors.read(file)) {
            Tensor turned = weights.transposed("w");
            assertThat(turned.shape()).isEqualTo(Shape.of(columns, rows));
            assertThat(turned.toArray()).containsExactly(matrix.transpose().toArray());
            assertThat(weights.tensor("w").toArray()).containsExactly(matrix.toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt2-f16, transformer.h.0.mlp.c_fc.weight", "llama-bf16, model.layers.0.mlp.up_proj.weight"})
    void soAreNarrowerNumbers(String file, String name) {
        try (Weights weights = Safetensors.read(TestFiles.resource("oracle/" + file + ".safetensors"))) {
            assertThat(weights.transposed(name).toArray()).containsExactly(weights.tensor(name).transpose().toArray());
        }
    }

    @Test void onlyMatricesAre(@TempDir Path folder) {
        Path file = folder.resolve("row");
        Safetensors.write(file, Map.of("b", Tensor.vector(1, 2)), Map.of());

        try (Weights weights = Safetensors.read(file)) {
            assertThatThrownBy(() -> weights.transposed("b")).isInstanceOf(BadInput.class)
                    .hasMessage(file + ": tensor 'b': has shape [2] (need a matrix)");
        }
    }
}
