package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Context reliance, on the command line: what it says is what `generate` writes and what `predict` and `explain` say of it.
class ContextCommandTest {

    @ParameterizedTest @ValueSource(strings = {"gpt2", "llama", "marian", "t5"}) void theOtherCommandsSayTheSame(String model) {
        String folder = Shell.oracle(model);
        JsonNode found = Shell.json("context", folder, "--context-ids", "31,44,50", "--ids", "17,60,23", "--max-new-tokens", "4", "--top",
                "1");
        JsonNode written = Shell.json("generate", folder, "--ids", "31,44,50,17,60,23", "--max-new-tokens", "4");
        List<Integer> ids = found.get("targetTokens").valueStream().map(token -> token.get("id").intValue()).toList();
        assertThat(Shell.ints(written.get("ids")).subList(0, ids.size())).isEqualTo(ids);
        String target = String.join(",", ids.stream().map(String::valueOf).toList());
        double[] with = Shell.doubles(Shell.json("predict", folder, "--ids", "31,44,50,17,60,23", "--target-ids", target)
                .get("tokenLogprobs"));
        double[] without = Shell.doubles(Shell.json("predict", folder, "--ids", "17,60,23", "--target-ids", target).get("tokenLogprobs"));
        for (int t = 0; t < with.length; t++) {
            JsonNode step = found.get("steps").get(t);
            assertThat(step.get("logprob").doubleValue()).isCloseTo(with[t], within(1e-4 * Math.max(1, Math.abs(with[t]))));
            assertThat(step.get("logprobWithout").doubleValue()).isCloseTo(without[t], within(1e-4 * Math.max(1, Math.abs(without[t]))));
        }
        JsonNode cue = found.get("cues").get(0);
        int t = cue.get("token").intValue();
        String before = String.join(",", ids.subList(0, t).stream().map(String::valueOf).toList());
        String contrast = "diff:#%d,#%d".formatted(ids.get(t), cue.get("alternative").intValue());
        String[] question = {"explain", folder, "--ids", "31,44,50,17,60,23", "--target", contrast, "--method", "occlusion"};
        JsonNode explained = t == 0 ? Shell.json(question)
                : Shell.json(Stream.concat(Stream.of(question), Stream.of("--target-ids", before)).toArray(String[]::new));
        for (int i = 0; i < 3; i++) {
            assertThat(cue.get("scores").get(i).floatValue()).isEqualTo(explained.get("scores").get(i).floatValue());
        }
    }

    @Test void textsArePutTogether(@TempDir Path folder) throws IOException {
        String gpt2 = Shell.oracle("gpt2");
        JsonNode found = Shell.json("context", gpt2, "--context", "ab", "--text", "cd", "--target-text", "ef", "--top", "1");
        assertThat(found.get("context").valueStream().map(i -> found.get("tokens").get(i.intValue()).get("start").intValue()))
                .allMatch(start -> start < 2);
        Path page = folder.resolve("page.html");
        Shell people = Shell.run("context", gpt2, "--context", "ab", "--text", "cd", "--target-text", "ef", "--top", "2", "--html",
                page.toString());
        assertThat(people.code()).isZero();
        assertThat(people.out()).startsWith("ab cd → ef\n").contains("P-CXMI").contains("rather than");
        assertThat(Files.readString(page)).contains("What does the text owe to its context?");
    }

    @Test void linesAtFaultAreToldAndTheOthersDone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines.jsonl");
        Files.writeString(file, """
                {"ids":"17,60","context-ids":"31,44"}
                {"ids":"17,60"}
                {"ids":"17,60","context":"abc"}
                {"ids":"17,60","context-ids":"31,44","top":"0"}
                {"ids":"17,60","context-ids":"31,99999"}
                {"ids":"17,60","context-ids":"31,44","method":"attention","top":"1"}
                {"ids":"17,60","context-ids":"31,44","method":"magic"}
                {"ids":"17,60","context-ids":"31,44","max-new-tokens":"0"}
                {"ids":"17,60","context-ids":"31,44","measure":"pcxmi","target-ids":"5,6,7","std":"0.5","method":"input-x-gradient"}
                """);
        Shell shell = Shell.run("context", Shell.oracle("gpt2"), "--batch", file.toString(), "--max-new-tokens", "3");
        assertThat(shell.code()).isEqualTo(2);
        List<JsonNode> lines = shell.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(lines.stream().map(line -> line.path("error").asString(""))).satisfiesExactly(
                fine -> assertThat(fine).isEmpty(),
                fault -> assertThat(fault).isEqualTo("context: is missing (need --context with --text, or --context-ids with --ids)"),
                fault -> assertThat(fault).isEqualTo("context: fits no question (need --context with --text, or --context-ids with --ids)"),
                fault -> assertThat(fault).isEqualTo("context: std=1.0, top=0 (need a number, and at least 1)"),
                fault -> assertThat(fault).isEqualTo("--context-ids: 99999 is no token of this model (need 0 to 400)"),
                fault -> assertThat(fault).isEqualTo(
                        "method attention: scores pairs of tokens (need one that scores each token, such as occlusion)"),
                fault -> assertThat(fault).startsWith("method 'magic': there is no such method"),
                fault -> assertThat(fault).isEqualTo("--max-new-tokens 0: cannot be (need 1 or more)"),
                fine -> assertThat(fine).isEmpty());
        Shell.valid("context", lines.getFirst().toString());
        Shell.valid("context", lines.getLast().toString());
    }

    @Test void aModelThatDoesNotWriteIsRefused() {
        assertThat(Shell.run("context", Shell.oracle("bert-seqcls"), "--ids", "2,3", "--context-ids", "5").err())
                .startsWith("clearhead: MODEL: ").contains("reads, and does not write");
    }
}
