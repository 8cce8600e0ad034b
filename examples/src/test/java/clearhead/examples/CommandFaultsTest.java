package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.MethodCard;
import clearhead.explain.methods.Methods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the commands say to input that is at fault: one line, exit code 2, nothing printed, nothing left behind.
class CommandFaultsTest {

    private static final String GPT2 = Shell.oracle("gpt2");
    private static final String BERT = Shell.oracle("bert-seqcls");
    private static final String MASKED = Shell.oracle("bert-mlm");
    private static final String MARIAN = Shell.oracle("marian");
    private static final String VIT = Shell.oracle("vit");
    private static final String ROBERTA = Shell.oracle("roberta-seqcls");
    private static final String DISTIL = Shell.oracle("distilbert-seqcls");

    private static final String SENTENCE = Shell.oracle("bert-sentence");
    private static final String METHODS = Methods.ALL.stream().map(MethodCard::id).collect(Collectors.joining(", "));

    @TempDir private Path folder;

    private static Arguments fault(String message, String... arguments) {
        return Arguments.of(List.of(arguments), "clearhead: " + message + "\n");
    }

    private static String ids(int count) {
        return String.join(",", IntStream.range(0, count).mapToObj(_ -> "5").toList());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("input: is missing (need --text or --ids)", "predict", GPT2),
                fault("input: --text stands beside --ids (need --text or --ids)", "predict", GPT2, "--text", "a", "--ids", "1"),
                fault("--text: is empty (need a text)", "predict", GPT2, "--text", ""),
                fault("--ids: is empty (need numbers with commas between them, such as 101,7592,102)", "predict", GPT2, "--ids", ""),
                fault("--ids: 'x' is no number from 0 (need numbers with commas between them, such as 101,7592,102)",
                        "predict", GPT2, "--ids", "1,x"),
                fault("--ids: '-1' is no number from 0 (need numbers with commas between them, such as 101,7592,102)",
                        "predict", GPT2, "--ids", "1,-1"),
                fault("--ids: 401 is no token of this model (need 0 to 400)", "predict", GPT2, "--ids", "1,401"),
                fault("--ids: 65 tokens are too many (need at most 64, the positions that the model knows)",
                        "predict", GPT2, "--ids", ids(65)),
                fault("--target-ids: 65 tokens are too many (need at most 64, the positions that the model knows)",
                        "predict", GPT2, "--ids", ids(60), "--target-ids", ids(5)),
                fault("--ids: 65 tokens are too many (need at most 64, the positions that the model knows)",
                        "predict", ROBERTA, "--ids", ids(65)),
                fault("--type-ids: 2 numbers for 3 ids (need one for each)", "predict", BERT, "--ids", "1,2,3", "--type-ids", "0,1"),
                fault("--ids: segment 2 is unknown to this model (need 0 to 1)", "predict", BERT, "--ids", "1,2", "--type-ids", "0,2"),
                fault("--type-ids: this model does not tell segments apart (need zeros, or none)",
                        "predict", DISTIL, "--ids", "1,2", "--type-ids", "0,1"),
                fault("--type-ids: stands beside --text, whose tokenizer knows the segments (need --ids with them)",
                        "predict", BERT, "--text", "a", "--type-ids", "0"),
                fault("--pair: stands beside --ids (need --text with it; of ids, --type-ids tells the second segment)",
                        "predict", BERT, "--ids", "1", "--pair", "a"),
                fault("--pair-ids: is for models that give vectors, to compare two of them (need --type-ids for a second segment)",
                        "predict", BERT, "--ids", "1", "--pair-ids", "2"),
                fault("--target-ids: is for models that write, and this one reads (need no target)",
                        "predict", BERT, "--ids", "1", "--target-ids", "2"),
                fault("--image: is for models that read pictures, and this one reads texts (need --text or --ids)",
                        "predict", BERT, "--image", "a.png"),
                fault("--text: is for models that read texts, and this one reads pictures (need --image or --pixels)",
                        "predict", VIT, "--text", "a"),
                fault("no/such.png: does not exist (need a picture as PNG, JPEG, GIF or BMP)", "predict", VIT, "--image", "no/such.png"),
                fault("--top 0: is no number of things to name (need 1 or more)", "predict", BERT, "--ids", "1", "--top", "0"),
                fault("--threads 0: is no number of threads (need 1 or more)", "predict", BERT, "--ids", "1", "--threads", "0"),
                fault("no/such/model: does not exist "
                        + "(need a folder with a config.json, a .gguf file, a .onnx file, or one of jar:minilm, jar:bert-base)",
                        "predict", "no/such/model", "--ids", "1"),
                fault("--max-new-tokens 0: cannot be (need 1 or more)", "generate", GPT2, "--ids", "1", "--max-new-tokens", "0"),
                fault("--max-new-tokens 64: is too many behind 2 tokens (need at most 63: the model knows 64 positions)",
                        "generate", GPT2, "--ids", "1,2", "--max-new-tokens", "64"),
                fault("--beams 2: stands beside an option that chooses by chance (need one or the other)",
                        "generate", GPT2, "--ids", "1", "--beams", "2", "--top-k", "3"),
                fault("--top-p 1.5: cannot be (need more than 0 and at most 1)", "generate", GPT2, "--ids", "1", "--top-p", "1.5"),
                fault("MODEL: '%s' reads, and does not write (need a decoder such as gpt2 or llama, or an encoder-decoder)"
                                .formatted(MASKED),
                        "generate", MASKED, "--ids", "1"),
                fault("input: holds a target, which the model shall write itself (need no target; predict says how likely one is)",
                        "generate", MARIAN, "--ids", "1", "--target-ids", "2"),
                fault("--out: is missing (need the safetensors file to write)", "trace", GPT2, "--ids", "1"),
                fault("--out: is one file for all lines of --batch (need a key \"out\" in each line)",
                        "trace", GPT2, "--batch", "no/such.jsonl", "--out", "FOLDER/x"),
                fault("--sites: nothing is called 'x*' (need one of embed, blocks.0.resid_pre, blocks.0.attn.q, blocks.0.attn.k, "
                        + "blocks.0.attn.v, blocks.0.attn.scores, blocks.0.attn.pattern, blocks.0.attn.z, blocks.0.attn_out, "
                        + "blocks.0.resid_mid, blocks.0.mlp.pre, blocks.0.mlp.post, blocks.0.mlp_out, blocks.0.resid_post, "
                        + "blocks.1.resid_pre, blocks.1.attn.q, blocks.1.attn.k, "
                        + "blocks.1.attn.v, blocks.1.attn.scores, blocks.1.attn.pattern, blocks.1.attn.z, blocks.1.attn_out, "
                        + "blocks.1.resid_mid, blocks.1.mlp.pre, blocks.1.mlp.post, blocks.1.mlp_out, blocks.1.resid_post, logits)",
                        "trace", BERT, "--ids", "1", "--sites", "x*", "--out", "FOLDER/x"),
                fault("method 'saliensy': there is no such method (need perhaps 'saliency'; one of " + METHODS + ")",
                        "explain", BERT, "--ids", "1", "--method", "saliensy"),
                fault("integrated-gradients: step=5: there is no such setting (need perhaps 'steps'; one of replacement, quadrature, "
                        + "steps, tolerance, special)", "explain", BERT, "--ids", "1", "--set", "step=5"),
                fault("integrated-gradients: steps=x: is not possible (need auto or a whole number from 1)",
                        "explain", BERT, "--ids", "1", "--set", "steps=x"),
                fault("Value for option option '--set' (NAME=VALUE) should be in KEY=VALUE format but was steps",
                        "explain", BERT, "--ids", "1", "--set", "steps"),
                fault("target: there is no class 3 (need 0 to 2)", "explain", BERT, "--ids", "1", "--target", "logit:3"),
                fault("--target logit:good: is no target of this model (need the number of a class, or its label: 0 is negative)",
                        "explain", BERT, "--ids", "1", "--target", "logit:good"),
                fault("target: there is no position 2 (need 0 to 1, or -1 to -2 from the end)",
                        "explain", GPT2, "--ids", "1,2", "--target", "logit:#3@2"),
                fault("--target nonsense: is no target of this model (need predicted, logit:C, prob:C, logprob:C, diff:A,B, sequence, "
                        + "each, start:P, end:P, span:P,Q, entropy or similarity, or activation:SITE@P,UNIT)",
                        "explain", BERT, "--ids", "1", "--target", "nonsense"),
                fault("replacement=mask: this model has no mask token (need zero, mean, or token:#123 for a token of its vocabulary)",
                        "explain", GPT2, "--ids", "1,2", "--set", "replacement=mask"),
                fault("replacement=token:#401: 401 is no token of this model (need 0 to 400)",
                        "explain", GPT2, "--ids", "1,2", "--set", "replacement=token:#401"),
                fault("--ids: 65 tokens are too many (need at most 64, the positions that the model knows)",
                        "explain", GPT2, "--ids", ids(65)),
                fault("--pair-ids: 65 tokens are too many (need at most 64, the positions that the model knows)",
                        "explain", SENTENCE, "--ids", "1", "--pair-ids", ids(65)),
                fault("target similarity: there is one text (need a second one, --pair or --pair-ids)", "explain", SENTENCE, "--ids", "1"),
                fault("--pair-ids: is for models that give vectors, to compare two of them (need --type-ids for a second segment)",
                        "explain", BERT, "--ids", "1", "--pair-ids", "2"),
                fault("target each: is not what this model gives (need a model that writes)",
                        "explain", BERT, "--ids", "1", "--target", "each"),
                fault("target: of the tokens that are written, but there is none (need --target-text or --target-ids)",
                        "explain", GPT2, "--ids", "1", "--target", "each"),
                fault("--set side=source: stands beside the target predicted (need --target each)",
                        "explain", GPT2, "--ids", "1", "--set", "side=source"),
                fault("integrated-gradients: side=left: is not possible (need both, source)",
                        "explain", GPT2, "--ids", "1", "--target-ids", "2", "--target", "each", "--set", "side=left"),
                fault("--set leaf=pixels: is for pictures and methods of gradients (need --image or --pixels)",
                        "explain", BERT, "--ids", "1", "--set", "leaf=pixels"),
                fault("Invalid value for option '--memory': '1x' is no size of memory, such as 800m or 2g",
                        "explain", BERT, "--ids", "1", "--memory", "1x"),
                fault("--csv: is one file for all lines of --batch (need a key \"csv\" in each line)",
                        "explain", BERT, "--batch", "no/such.jsonl", "--csv", "FOLDER/x"),
                fault("--set step=5: none of these methods has such a setting (need perhaps 'steps'; one of leaf, quadrature, reduce, "
                        + "replacement, side, special, steps, tolerance)",
                        "compare", BERT, "--ids", "1", "--methods", "saliency,integrated-gradients", "--set", "step=5"),
                fault("--layer 2: is not there (need 0 to 1)", "attention", BERT, "--ids", "1", "--layer", "2"),
                fault("--site attention: is no attention of this model (need one of attn)",
                        "attention", BERT, "--ids", "1", "--site", "attention"),
                fault("no/such.jsonl: does not exist (need a file of lines, each a JSON object whose keys are long options without dashes)",
                        "predict", BERT, "--batch", "no/such.jsonl"),
                fault("pom.xml: is of an unknown kind (need a folder, or a .safetensors, .gguf, .onnx or tokenizer .json file)",
                        "inspect", "pom.xml"),
                fault("--seq 65: is no length that the model can read (need 1 to 64)", "inspect", GPT2, "--seq", "65"),
                fault("Unknown option: '--nonsense'", "predict", GPT2, "--nonsense"),
                fault("Unmatched argument at index 0: 'nonsense'", "nonsense"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsWrongInOneLine(List<String> arguments, String message) throws IOException {
        String[] here = arguments.stream().map(argument -> argument.replace("FOLDER", folder.toString())).toArray(String[]::new);
        assertThat(Shell.run(here)).isEqualTo(new Shell(2, "", message));
        assertThat(files()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test void workThatDoesNotFitIntoTheMemoryIsRefused() {
        assertThat(Shell.run("explain", BERT, "--ids", "1,2,3", "--memory", "10k").err())
                .matches("clearhead: memory: 10240 bytes are too few \\(need \\d+, what a single copy of the input takes, "
                        + "or a shorter input\\)\n");
    }

    @Test void pixelsOfAnotherSizeAreRefused() throws IOException {
        Path pixels = Files.writeString(folder.resolve("pixels.json"), "[[[1, 2], [3, 4]]]");
        assertThat(Shell.run("predict", VIT, "--pixels", pixels.toString())).isEqualTo(new Shell(2, "",
                "clearhead: --pixels: axis 1 has 2 elements (need [1][8][8]: the channels, height and width that the model reads)\n"));
        Files.writeString(pixels, "[[[1, 2], [3, 4");
        assertThat(Shell.run("predict", VIT, "--pixels", pixels.toString()).err()).contains("is not valid JSON").containsOnlyOnce("\n");
    }

    @Test void nothingIsLeftWhereTheResultCannotBeWritten() throws IOException {
        String out = folder.resolve("no/such.safetensors").toString();
        Shell trace = Shell.run("trace", GPT2, "--ids", "1", "--out", out);
        assertThat(trace).isEqualTo(new Shell(2, "",
                "clearhead: %s: cannot be written: its folder does not exist (need a folder with space where one may write)\n"
                        .formatted(out)));
        assertThat(Shell.run("predict", GPT2, "--ids", "1", "--json", folder.toString()).code()).isEqualTo(2);
        assertThat(files()).isEmpty();
    }
}
