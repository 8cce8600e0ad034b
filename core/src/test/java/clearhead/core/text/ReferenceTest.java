package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Hugging Face's `tokenizers` is right by definition: models were trained on what it says.
class ReferenceTest {

    @TempDir private Path folder;

    static Stream<String> kinds() {
        return Stream.of(Cases.KINDS);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsLikeTheReference(String kind) {
        Cases.check(Cases.oracle(kind), Cases.oracleCases(kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsWrittenIsReadTheSame(String kind) {
        Path file = folder.resolve("tokenizer.json");
        Cases.oracle(kind).write(file);
        Cases.check(Tokenizer.read(file), Cases.oracleCases(kind));
    }

    @Test void everyOptionIsLikeTheReference() {
        JsonNode variants = Cases.json("variants.json");
        assertThat(variants.size()).isGreaterThan(100);
        variants.forEach(variant -> {
            Tokenizer tokenizer = Tokenizer.of(variant.get("name").stringValue(), variant.get("tokenizer").toString());
            Cases.check(tokenizer, variant.get("cases"));
            tokenizer.write(folder.resolve("again.json"));
            Cases.check(Tokenizer.read(folder.resolve("again.json")), variant.get("cases"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"wordpiece-cased", "wordpiece-uncased"})
    void vocabTxtIsEnough(String kind) {
        Path vocabulary = Cases.resource("oracle/" + kind + "/vocab.txt");
        Cases.check(Tokenizer.readVocabulary(vocabulary, kind.endsWith("uncased")), Cases.oracleCases(kind));
    }

    @Test void ggufIsLikeTheFileItWasMadeOf() {
        JsonNode metadata = Cases.json("llama-gguf.json");
        List<String> tokens = StreamSupport.stream(metadata.get("tokenizer.ggml.tokens").spliterator(), false)
                .map(JsonNode::stringValue).toList();
        List<Double> scores = new ArrayList<>();
        metadata.get("tokenizer.ggml.scores").forEach(score -> scores.add(score.doubleValue()));
        List<Integer> types = new ArrayList<>();
        metadata.get("tokenizer.ggml.token_type").forEach(type -> types.add(type.intValue()));
        Tokenizer tokenizer = new GgufVocabulary("f.gguf", metadata.get("tokenizer.ggml.model").stringValue(), "default", tokens, scores,
                types, List.of(), OptionalInt.of(1), OptionalInt.of(2), true, false, true).tokenizer();
        Cases.check(tokenizer, Cases.oracleCases("llama-bpe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytelevel-bpe", "qwen-bpe"})
    void ggufOfByteLevelModelsIsLikeTheFile(String kind) {
        JsonNode json = Cases.json("oracle/" + kind + "/tokenizer.json");
        Tokenizer original = Cases.oracle(kind);
        List<String> tokens = List.copyOf(original.vocabulary().values());
        List<Integer> types = tokens.stream().map(piece -> piece.startsWith("<|") ? 3 : 1).toList();
        List<String> merges = StreamSupport.stream(json.get("model").get("merges").spliterator(), false)
                .map(pair -> pair.get(0).stringValue() + " " + pair.get(1).stringValue()).toList();
        Tokenizer tokenizer = new GgufVocabulary("f.gguf", "gpt2", kind.startsWith("q") ? "qwen2" : "gpt-2", tokens, List.of(), types,
                merges, OptionalInt.empty(), OptionalInt.empty(), false, false, false).tokenizer();
        Cases.oracleCases(kind).forEach(wanted -> assertThat(tokenizer.encode(wanted.get("text").stringValue()).ids())
                .isEqualTo(original.encode(wanted.get("text").stringValue()).ids()));
    }
}
