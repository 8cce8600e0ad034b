package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Counterfactuals, on the command line: what they say about the changed input is what the model says of it.
class CounterfactualCommandTest {

    private static final String BERT = Shell.oracle("bert-seqcls");
    private static final String GPT2 = Shell.oracle("gpt2");

    /// The tokens left behind a removal are an input of their own, of which `predict` says the same.
    @ParameterizedTest @CsvSource(delimiter = ';', value = {
        "gpt2; 5,17,300,42,8,99; removal", "gpt2; 5,17,300,42,8,99; reduction", "llama; 1,20,31,44,50; removal",
                "llama; 1,20,31,44,50; reduction"})
    void theModelSaysTheSameOfWhatIsLeft(String model, String ids, String way) {
        JsonNode found = Shell.json("counterfactual", Shell.oracle(model), "--ids", ids, "--by", way, "--set", "replacement=delete");
        List<Integer> gone = found.get("edits").valueStream().flatMap(edit -> Shell.ints(edit.get("tokens")).stream()).toList();
        String[] all = ids.split(",");
        String left = String.join(",", IntStream.range(0, all.length).filter(i -> !gone.contains(i)).mapToObj(i -> all[i]).toList());
        JsonNode next = Shell.json("predict", Shell.oracle(model), "--ids", left, "--top", "1").at("/next/0/top/0");
        assertThat(next.get("id").intValue()).isEqualTo(found.at("/after/decision").intValue());
        JsonNode before = Shell.json("predict", Shell.oracle(model), "--ids", ids, "--top", "1").at("/next/0/top/0");
        assertThat(before.get("id").intValue()).isEqualTo(found.at("/before/decision").intValue());
        assertThat(found.get("flipped").booleanValue()).isEqualTo(next.get("id").intValue() != before.get("id").intValue());
        assertThat(found.at("/method/id").stringValue()).isEqualTo(way);
    }

    @Test void positionsAndAnswersAreDecisionsToo() {
        JsonNode label = Shell.json("counterfactual", Shell.oracle("bert-ner"), "--ids", "2,176,90,31,3", "--target", "predicted@2");
        assertThat(label.get("looked").intValue()).isPositive();
        String[] question = {"--ids", "2,176,90,31,3,44,51,60,3", "--type-ids", "0,0,0,0,0,1,1,1,1"};
        JsonNode said = Shell.json(Stream.concat(Stream.of("predict", Shell.oracle("bert-qa"), "--logits"), Stream.of(question))
                .toArray(String[]::new));
        int start = argmax(said.get("startLogits"));
        JsonNode answer = Shell.json(Stream.concat(Stream.of("counterfactual", Shell.oracle("bert-qa"), "--target", "start:" + start),
                Stream.of(question)).toArray(String[]::new));
        assertThat(answer.at("/before/decision").intValue()).isEqualTo(start);
        JsonNode filling = Shell.json("counterfactual", Shell.oracle("bert-mlm"), "--ids", "2,176,4,31,3", "--target", "predicted@2",
                "--by", "reduction");
        assertThat(filling.get("flipped").booleanValue()).isFalse();
    }

    private static int argmax(JsonNode numbers) {
        double[] all = Shell.doubles(numbers);
        return IntStream.range(0, all.length).reduce((a, b) -> all[b] > all[a] ? b : a).orElseThrow();
    }

    @Test void peopleReadTheTextWithItsEdits() {
        Shell people = Shell.run("counterfactual", GPT2, "--ids", "5,17,300,42", "--calls", "3");
        assertThat(people.code()).isZero();
        assertThat(people.out()).contains("[-").contains("; 1 alternative looked at\n").contains("stopped early: a budget of 3 calls");
    }

    @Test void linesAtFaultAreToldAndTheOthersDone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lines.jsonl");
        Files.writeString(file, """
                {"ids":"2,176,90,3"}
                {"ids":"2,176,90,3","calls":"0"}
                {"ids":"2,176,90,3","deadline":"-1"}
                {"ids":"2,176,90,3","by":"magic"}
                {"ids":"2,176,90,3","set":{"steps":"5"}}
                {"ids":"2,176,90,3","target":"entropy"}
                {"ids":"2,176,90,3","set":{"exhaustive":"0"}}
                {"ids":"2,176,90,3","alternatives":"all"}
                {"ids":"2,176,90,3","by":"replacement","alternatives":"#5,#99999"}
                {"ids":"2,176,90,3","by":"replacement","alternatives":"proposals:3"}
                {"ids":"2,176,90,3","by":"hotflip","proposer":"x"}
                {"ids":"2,176,90,3","by":"replacement","alternatives":"#5,#6,#7,#8"}
                {"ids":"2,176,90,3","by":"hotflip","set":{"verify":"9"}}
                {"ids":"2,176,90,3","by":"reduction","set":{"beam":"2","replacement":"delete"}}
                """);
        Shell shell = Shell.run("counterfactual", BERT, "--batch", file.toString());
        assertThat(shell.code()).isEqualTo(2);
        List<JsonNode> lines = shell.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(lines).hasSize(14);
        assertThat(lines.stream().map(line -> line.path("error").asString(""))).satisfiesExactly(
                fine -> assertThat(fine).isEmpty(),
                fault -> assertThat(fault).isEqualTo("--calls 0: is no number of calls (need 1 or more)"),
                fault -> assertThat(fault).endsWith("'--deadline': '-1' is no time, such as 30s, 500ms or 2m"),
                fault -> assertThat(fault).contains("magic"),
                fault -> assertThat(fault).startsWith("counterfactual --by removal: steps=5: there is no such setting"),
                fault -> assertThat(fault).isEqualTo(
                        "target entropy: the model decides nothing there (need predicted, or a class or token)"),
                fault -> assertThat(fault).isEqualTo(
                        "counterfactual --by removal: exhaustive=0: is not possible (need a whole number from 1)"),
                fault -> assertThat(fault).isEqualTo("--alternatives: stands beside --by removal (need --by replacement or hotflip)"),
                fault -> assertThat(fault).startsWith("alternatives #5,#99999: '#99999' is no token of this model"),
                fault -> assertThat(fault).contains("does not say what belongs between tokens"),
                fault -> assertThat(fault).startsWith("--proposer: has nothing to propose"),
                fine -> assertThat(fine).isEmpty(),
                fine -> assertThat(fine).isEmpty(),
                fine -> assertThat(fine).isEmpty());
        lines.stream().filter(line -> !line.has("error")).forEach(line -> Shell.valid("counterfactual", line.toString()));
        assertThat(lines.get(12).at("/method/fit/verified").intValue()).isEqualTo(9);
    }

    @Test void whatDecidesNothingIsRefused() {
        assertThat(Shell.run("counterfactual", Shell.oracle("bert-sentence"), "--ids", "2,176,3").err()).startsWith("clearhead: target")
                .endsWith("\n");
        assertThat(Shell.run("counterfactual", GPT2, "--ids", "5,17", "--target-ids", "3", "--target", "sequence").code()).isEqualTo(2);
    }
}
