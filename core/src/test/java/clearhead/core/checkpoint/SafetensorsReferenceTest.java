package clearhead.core.checkpoint;

import static clearhead.core.checkpoint.TestFiles.resource;
import static java.lang.Float.NEGATIVE_INFINITY;
import static java.lang.Float.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/// We read what the format's own library writes, and write the bytes that it writes.
class SafetensorsReferenceTest {

    /// The sum is that of float64. Its terms are multiples of 2⁻³⁸, and their magnitudes add up to less than 2¹⁴: 52 bits, exact in any
    /// order.
    @ParameterizedTest
    @CsvFileSource(resources = "oracle-values.csv")
    void readsModels(String file, String name, String dtype, float first, float second, float last, double sum) {
        try (Safetensors weights = Safetensors.read(resource("oracle/" + file + ".safetensors"))) {
            assertThat(weights.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(weights.entries().get(name).type()).isEqualTo(dtype);

            float[] values = weights.tensor(name).toArray();

            assertThat(new float[] {values[0], values[1], values[values.length - 1]}).containsExactly(first, second, last);
            assertThat(IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum()).isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt2-f16, 28", "llama-bf16, 36", "gpt2-shard, 14"})
    void readsEveryTensorOfAModel(String file, int count) {
        try (Safetensors weights = Safetensors.read(resource("oracle/" + file + ".safetensors"))) {
            assertThat(weights.tensors()).hasSize(count).allSatisfy((name, tensor) ->
                    assertThat(IntStream.of(tensor.shape().dims()).asLongStream().boxed().toList())
                            .isEqualTo(weights.entries().get(name).shape()));
        }
    }

    @Test void writesTheBytesOfTheFormatsOwnLibrary(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ours.safetensors");

        Safetensors.write(file, Map.of(
                "layer.weight", Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5),
                "layer.bias", Tensor.vector(-0.5f, 0, 0.25f),
                "ähnlich", Tensor.scalar(7),
                "empty", Tensor.of(Shape.of(0, 2))),
                Map.of("format", "pt", "note", "tab\t \"q\" ü 🐢 \u0001 </x>"));

        assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(resource("reference/golden.safetensors")));
    }

    @Test void widensWhatIsNarrower() {
        try (Safetensors all = Safetensors.read(resource("reference/every-dtype.safetensors"))) {
            assertThat(bits(all.tensor("f16"))).isEqualTo(bits(Tensor.vector(
                    0, -0f, 1, -1 - 1 / 1024f, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0x1p-24f, 65504)));
            assertThat(bits(all.tensor("bf16"))).isEqualTo(bits(Tensor.vector(
                    0, -0f, 1, -1 - 1 / 128f, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0x1p-133f, 0x1.fep127f)));
            assertThat(all.tensor("bf16").shape()).isEqualTo(Shape.of(2, 2, 2));
        }
    }

    @Test void roundsWhatIsWider() {
        try (Safetensors all = Safetensors.read(resource("reference/every-dtype.safetensors"))) {
            assertThat(bits(all.tensor("f64"))).isEqualTo(bits(Tensor.vector(
                    0, -0f, 1, 0.1f, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0, POSITIVE_INFINITY)));
        }
    }

    @Test void keepsEveryBitOfItsOwnType() {
        try (Safetensors all = Safetensors.read(resource("reference/every-dtype.safetensors"))) {
            assertThat(bits(all.tensor("f32")))
                    .containsExactly(0, 0x80000000, 0x3f800000, 0xbf800001, 0x7f800000, 0x7fc12345, 0xffa54321, 1);
            assertThat(all.tensor("number").shape()).isEqualTo(Shape.of());
            assertThat(all.tensor("number").item()).isEqualTo(2.5f);
            assertThat(all.tensor("nothing").shape()).isEqualTo(Shape.of(3, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"bool, BOOL", "u8, U8", "i8, I8", "u16, U16", "i16, I16", "u32, U32", "i32, I32", "u64, U64", "i64, I64", "c64, C64",
        "f4, F4", "f8_e4m3, F8_E4M3", "f8_e5m2, F8_E5M2", "f8_e8m0, F8_E8M0", "f8_e4m3fnuz, F8_E4M3FNUZ", "f8_e5m2fnuz, F8_E5M2FNUZ"})
    void namesTheRestAndRefusesToReadIt(String name, String dtype) {
        Path file = resource("reference/every-dtype.safetensors");
        try (Safetensors all = Safetensors.read(file)) {
            assertThat(all.entries().get(name).type()).isEqualTo(dtype);
            assertThatThrownBy(() -> all.tensor(name)).isInstanceOf(BadInput.class)
                    .hasMessage("%s: tensor '%s': is of type %s (need a type that can be read as float)", file, name, dtype);
            assertThatThrownBy(all::tensors).isInstanceOf(BadInput.class)
                    .hasMessage("%s: tensor 'u64': is of type U64 (need a type that can be read as float)", file);
        }
    }

    @Test void tellsWhatIsThereWithoutReadingIt() {
        try (Safetensors all = Safetensors.read(resource("reference/every-dtype.safetensors"))) {
            assertThat(all.metadata()).isEqualTo(Map.of("made by", "safetensors 0.8.0", "naïve", "żółw 🐢 \"quoted\" \\ / \n"));
            assertThat(all.entries().keySet()).startsWith("u64", "i64", "f64").endsWith("f4", "bool").hasSize(22);
            assertThat(all.entries().get("f64")).isEqualTo(new Weights.Entry("F64", List.of(8L, 1L), 64));
        }
    }

    private static int[] bits(Tensor tensor) {
        float[] values = tensor.toArray();
        return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
    }
}
