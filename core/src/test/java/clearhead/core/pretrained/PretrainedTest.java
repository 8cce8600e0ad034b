package clearhead.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is asked of a folder, and what is said if it has something else.
class PretrainedTest {

    @TempDir
    private Path folder;

    private Path copy(String name) throws IOException {
        Path from = Oracle.path(name);
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            if (Files.exists(from.resolve(file))) {
                Files.copy(from.resolve(file), folder.resolve(file));
            }
        }
        return folder;
    }

    private void rewrite(String from, String to) throws IOException {
        Path config = folder.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains(from);
        Files.writeString(config, text.replace(from, to));
    }

    private void weights(Map<String, Tensor> changed, String... removed) throws IOException {
        Map<String, Tensor> all;
        try (Safetensors file = Safetensors.read(folder.resolve("model.safetensors"))) {
            all = new LinkedHashMap<>(file.tensors());
        }
        all.putAll(changed);
        List.of(removed).forEach(all::remove);
        Safetensors.write(folder.resolve("model.safetensors"), all, Map.of());
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Pretrained.open(folder)).isInstanceOf(BadInput.class).hasMessage(message.replace("FOLDER", folder.toString()));
    }

    static List<String> names() {
        return Oracle.NAMES;
    }

    /// What files hold beside the parameters is known; what is known to nobody is told.
    @ParameterizedTest @MethodSource("names")
    void warnsOfNothingButWhatIsUnused(String name) {
        List<String> warnings = Oracle.of(name).open().warnings();
        if (name.equals("bert-mlm")) {
            assertThat(warnings).singleElement().asString().endsWith("model.safetensors: 4 tensors are not used by this architecture: "
                    + "bert.pooler.dense.bias, bert.pooler.dense.weight, cls.seq_relationship.bias, cls.seq_relationship.weight");
        } else {
            assertThat(warnings).isEmpty();
        }
    }

    @ParameterizedTest @MethodSource("names")
    void parametersAreConstants(String name) {
        assertThat(Oracle.of(name).open().model().parameters().values()).noneMatch(Tensor::isRecorded);
    }

    @Test void missingTensorsAreListed() throws IOException {
        copy("gpt2-f16");
        weights(Map.of(), "transformer.h.1.ln_1.bias", "transformer.wpe.weight");
        assertRefused("FOLDER/model.safetensors: 2 of the model's tensors are missing: transformer.wpe.weight, transformer.h.1.ln_1.bias "
                + "(need the weights of the model that its configuration describes)");
    }

    @Test void tensorsOfAnotherShapeAreListed() throws IOException {
        copy("bert-seqcls");
        weights(Map.of("classifier.weight", Tensor.full(Shape.of(2, 32), 0)));
        assertRefused("FOLDER/model.safetensors: classifier.weight has shape [2, 32], the configuration asks for [3, 32] "
                + "(need weights that fit their configuration)");
    }

    @Test void unknownTensorsAreAWarning() throws IOException {
        copy("gpt2-f16");
        weights(Map.of("extra", Tensor.scalar(1)));
        assertThat(Pretrained.open(folder).warnings()).containsExactly(
                folder + "/model.safetensors: 1 tensors are not used by this architecture: extra");
    }

    @ParameterizedTest @CsvSource(delimiter = '|', textBlock = """
            gpt2-f16 | "model_type": "gpt2" | "model_type": "gpt5" | model_type: found "gpt5" (need one of gpt2, gpt_neox, llama, mistral, qwen2, bert, roberta, xlm-roberta, distilbert, marian, t5, vit)
            gpt2-f16 | "model_type": "gpt2" | "model_type": null | model_type: is missing (need a text)
            gpt2-f16 | GPT2LMHeadModel | GPT2ForSequenceClassification | architectures[0]: found "GPT2ForSequenceClassification" (need one of GPT2LMHeadModel, GPT2Model)
            gpt2-f16 | gelu_new | softsign | activation_function: found "softsign" (need relu, gelu, gelu_new, quick_gelu, silu or tanh)
            gpt2-f16 | "n_layer": 2 | "n_layer": 2000000000 | n_layer: found 2000000000 (need a whole number between 1 and 4096)
            gpt2-f16 | "n_layer": 2 | "n_layer": -2 | n_layer: found -2 (need a whole number between 0 and 2147483647)
            gpt2-f16 | "n_head": 4 | "n_head": "four" | n_head: found "four" (need a whole number between 0 and 2147483647)
            gpt2-f16 | "add_cross_attention": false | "add_cross_attention": true | add_cross_attention: found true (need false; nothing else is supported)
            llama | "rope_type": "llama3" | "rope_type": "longrope" | rope_parameters.rope_type: found "longrope" (need default, linear, llama3 or yarn)
            bert-seqcls | "absolute" | "relative_key" | position_embedding_type: found "relative_key" (need absolute; nothing else is supported)
            bert-seqcls | BertForSequenceClassification | BertForMultipleChoice | architectures[0]: found "BertForMultipleChoice" (need one of BertForSequenceClassification, BertForTokenClassification, BertForQuestionAnswering, BertForMaskedLM, BertForPreTraining, BertModel)
            bert-seqcls | "1": "neutral" | "7": "neutral" | id2label: found an object (need a name for each of the classes 0, 1, 2, …)
            """)
    void configurationsAreRefusedByTheirKey(String name, String from, String to, String message) throws IOException {
        copy(name);
        rewrite(from, to);
        assertRefused("FOLDER/config.json: " + message);
    }

    @Test void headsThatDoNotDivideTheWidth() {
        assertThatThrownBy(() -> Pretrained.open(Oracle.path("hostile/config-heads-do-not-divide"))).isInstanceOf(BadInput.class)
                .hasMessageEndingWith("config.json: attention: width 12 does not divide into 5 heads (need sizes that fit together)");
    }

    @Test void aVocabularyOfAnotherSize() {
        assertThatThrownBy(() -> Pretrained.open(Oracle.path("hostile/config-vocab-mismatch"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("has shape [10, 12], the configuration asks for [11, 12] (need weights that fit their configuration)");
    }

    @Test void aSizeThatNoMachineHasIsRefusedBeforeAnythingIsReserved() throws IOException {
        copy("llama");
        rewrite("\"intermediate_size\": 96", "\"intermediate_size\": 16000000");
        assertThatThrownBy(() -> Pretrained.open(folder)).isInstanceOf(BadInput.class).hasMessageContaining("model.safetensors")
                .hasMessageContaining("model.layers.0.mlp.gate_proj.weight has shape [96, 64], the configuration asks for [16000000, 64]");
    }

    @Test void whatIsNotThere() throws IOException {
        assertRefused("FOLDER/config.json: does not exist (need a folder with a config.json)");
        copy("gpt2-f16");
        Files.delete(folder.resolve("model.safetensors"));
        assertRefused("FOLDER: has no model.safetensors (need model.safetensors, or its shards with model.safetensors.index.json)");
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertRefused("FOLDER: has its weights as pytorch_model.bin, which can run any program "
                + "(need model.safetensors, or its shards with model.safetensors.index.json)");
    }

    @Test void aFolderWithoutTokenizerHasNone() throws IOException {
        copy("gpt2-f16");
        Files.delete(folder.resolve("tokenizer.json"));
        assertThat(Pretrained.open(folder).tokenizer()).isEmpty();
    }

    @Test void specialTokens() {
        Special marian = Oracle.of("marian").open().special();
        assertThat(marian.ends()).containsExactly(0);
        assertThat(marian.decoderStart()).hasValue(247);
        assertThat(marian.padding()).hasValue(247);
        assertThat(marian.forcedEnd()).hasValue(0);
        assertThat(Oracle.of("bert-mlm").open().special().mask()).hasValue(4);
        assertThat(Oracle.of("gpt2").open().special().mask()).isEmpty();
    }

    @Test void labels() {
        assertThat(Oracle.of("bert-ner").open().labels()).containsExactly("O", "B-PER", "I-PER", "B-LOC", "I-LOC");
        assertThat(Oracle.of("gpt2").open().labels()).isEmpty();
    }
}
