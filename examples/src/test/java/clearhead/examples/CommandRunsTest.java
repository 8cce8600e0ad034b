package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// How the commands run: many inputs, any number of threads, files that are whole.
class CommandRunsTest {

    private static final String GPT2 = Shell.oracle("gpt2");

    @TempDir private Path folder;

    private Map<String, List<Float>> trace(String... more) {
        Path out = folder.resolve("trace.safetensors");
        List<String> arguments = new ArrayList<>(List.of("trace", GPT2, "--ids", "1,2,3,4,5", "--out", out.toString()));
        arguments.addAll(List.of(more));
        Shell.json(arguments.toArray(String[]::new));
        Map<String, List<Float>> numbers = new TreeMap<>();
        try (Safetensors file = Safetensors.read(out)) {
            file.tensors().forEach((name, tensor) -> numbers.put(name, floats(tensor)));
        }
        return numbers;
    }

    private static List<Float> floats(Tensor tensor) {
        List<Float> floats = new ArrayList<>();
        for (float value : tensor.toArray()) {
            floats.add(value);
        }
        return floats;
    }

    @Test void aTraceHoldsWhatTheModelComputesHoweverManyThreads() {
        CausalModel model = (CausalModel) Pretrained.open(Path.of(GPT2)).model();
        Trace trace = Trace.all();
        model.forward(Batch.of(new int[] {1, 2, 3, 4, 5}), Pass.watched(trace));
        Map<String, List<Float>> expected = new TreeMap<>();
        trace.activations().forEach((Site site, Tensor value) -> expected.put(site.name(), floats(value)));
        assertThat(trace("--threads", "1")).isEqualTo(expected);
        assertThat(trace("--threads", "2")).isEqualTo(expected);
    }

    @Test void globsChooseSites() {
        assertThat(trace("--sites", "blocks.*.attn.pattern,logits").keySet())
                .containsExactly("blocks.0.attn.pattern", "blocks.1.attn.pattern", "blocks.2.attn.pattern", "logits");
        assertThat(trace("--sites", "*.mlp_out", "--sites", "blocks.?.mlp.p*").keySet()).hasSize(9);
    }

    @Test void theNumberOfThreadsChangesNoBit() {
        for (String command : List.of("predict", "generate")) {
            assertThat(Shell.json(command, GPT2, "--ids", "7,8,9", "--threads", "1"))
                    .isEqualTo(Shell.json(command, GPT2, "--ids", "7,8,9", "--threads", "2"));
        }
    }

    @Test void chanceIsAFunctionOfTheSeed() {
        JsonNode first = Shell.json("generate", GPT2, "--ids", "7", "--temperature", "2", "--seed", "1");
        assertThat(Shell.json("generate", GPT2, "--ids", "7", "--temperature", "2", "--seed", "1")).isEqualTo(first);
        JsonNode other = Shell.json("generate", GPT2, "--ids", "7", "--temperature", "2", "--seed", "2");
        assertThat(other.get("ids")).isNotEqualTo(first.get("ids"));
        assertThat(first.get("seed").intValue()).isEqualTo(1);
    }

    /// Each line is what a run of its own would give; a line at fault is told, and the others are done.
    @Test void manyInputsInOneRun() throws IOException {
        Path inputs = Files.writeString(folder.resolve("inputs.jsonl"), """
                {"ids":"5,9"}
                {"ids":[5,9,11],"top":2,"logits":true}
                {"ids":"5,x"}

                {"text":"","nonsense":1}
                nonsense
                {"target-ids":"7"}
                {"json":"x"}
                """);
        Shell shell = Shell.run("predict", GPT2, "--batch", inputs.toString(), "--ids", "1,2", "--seed", "7");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).isEmpty();
        List<String> lines = shell.out().lines().toList();
        assertThat(lines.get(0) + "\n").isEqualTo(Shell.run("predict", GPT2, "--ids", "5,9", "--seed", "7", "--json", "-").out());
        assertThat(lines.get(1) + "\n").isEqualTo(
                Shell.run("predict", GPT2, "--ids", "5,9,11", "--top", "2", "--logits", "--seed", "7", "--json", "-").out());
        assertThat(lines.get(2)).isEqualTo("{\"error\":\"--ids: 'x' is no number from 0 "
                + "(need numbers with commas between them, such as 101,7592,102)\",\"line\":3}");
        assertThat(lines.get(3)).isEqualTo(("{\"error\":\"%s: line 5: has the key 'nonsense' "
                + "(need the long options of 'predict' without dashes)\",\"line\":5}").formatted(inputs));
        assertThat(lines.get(4)).contains("is not valid JSON").endsWith("\"line\":6}");
        assertThat(lines.get(5) + "\n").isEqualTo(
                Shell.run("predict", GPT2, "--ids", "1,2", "--target-ids", "7", "--seed", "7", "--json", "-").out());
        assertThat(lines.get(6)).contains("has the key 'json'");
        assertThat(lines).hasSize(7);
    }

    @Test void aBatchGoesIntoAFile() throws IOException {
        Path inputs = Files.writeString(folder.resolve("inputs.jsonl"), "{\"text\":\"--ids\"}\n{\"text\":\"@x = '1'\"}\n");
        Path results = folder.resolve("results.jsonl");
        Shell shell = Shell.run("tokenize", GPT2, "--batch", inputs.toString(), "--json", results.toString());
        assertThat(shell).isEqualTo(new Shell(0, "", ""));
        assertThat(Files.readAllLines(results)).hasSize(2)
                .allSatisfy(line -> Shell.valid("tokenize", line))
                .anySatisfy(line -> assertThat(line).contains("\"decoded\":\"--ids\""))
                .anySatisfy(line -> assertThat(line).contains("\"decoded\":\"@x = '1'\""));
    }
}
