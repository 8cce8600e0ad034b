package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.core.model.EncoderModel;
import clearhead.core.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An encoder out of an ONNX file is the one that was exported.
class OnnxModelTest {

    private static final Path FILE = Oracle.path("onnx/model.onnx");

    @TempDir
    private Path folder;

    private Path beside(String... names) throws IOException {
        for (String name : names) {
            Files.copy(Oracle.path("bert-sentence").resolve(name), folder.resolve(name));
        }
        return Files.copy(FILE, folder.resolve("model.onnx"));
    }

    private static void assertSame(Pretrained onnx) {
        EncoderModel exported = (EncoderModel) Oracle.of("bert-sentence").open().model();
        EncoderModel model = (EncoderModel) onnx.model();
        assertThat(model.config()).isEqualTo(exported.config());
        exported.parameters().forEach((name, parameter) ->
                assertThat(model.parameters().get(name).toArray()).as(name).isEqualTo(parameter.toArray()));
    }

    @Test void sizesAreThoseOfTheWeightsAndHeadsThoseOfTheGraph() {
        Pretrained onnx = Pretrained.open(FILE);
        assertSame(onnx);
        assertThat(onnx.tokenizer()).isEmpty();
        assertThat(onnx.family()).isEqualTo("bert");
    }

    @Test void aConfigurationBesideItIsRead() throws IOException {
        assertSame(Pretrained.open(beside("config.json", "tokenizer.json")));
    }

    @Test void itsTokenizerStandsBesideIt() throws IOException {
        assertThat(Pretrained.open(beside("tokenizer.json")).tokenizer()).isPresent();
    }

    @Test void aTokenizerOfItsOwnNameComesFirst() throws IOException {
        Path file = beside("tokenizer.json");
        Files.copy(Oracle.path("roberta-seqcls/tokenizer.json"), folder.resolve("model-tokenizer.json"));
        assertThat(Pretrained.open(file).tokenizer().orElseThrow().id("<mask>")).isPresent();
    }

    @Test void whatIsNoModel() throws IOException {
        Path text = Files.writeString(folder.resolve("model.txt"), "");
        assertThatThrownBy(() -> Pretrained.open(text)).isInstanceOf(BadInput.class).hasMessage(text + ": is no model "
                + "(need a folder with a config.json, a .gguf file, a .onnx file, or one of jar:minilm, jar:bert-base)");
        assertThatThrownBy(() -> Pretrained.open("jar:gpt9")).isInstanceOf(BadInput.class).hasMessageStartingWith("jar:gpt9: is not known");
    }
}
