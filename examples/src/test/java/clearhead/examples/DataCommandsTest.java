package clearhead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `importance`, `surrogate` and `summary`, of a model of ours and of services, which are here: `/mood` knows good words and bad ones,
/// `/price` is `1 + 2a − 3b`.
class DataCommandsTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String BERT = Shell.oracle("bert-seqcls");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @TempDir private Path folder;

    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/mood", input -> {
            double good = input.stringValue().contains("great") ? 0.9 : input.stringValue().contains("dull") ? 0.2 : 0.6;
            return "[{\"label\":\"positive\",\"score\":%s},{\"label\":\"negative\",\"score\":%s}]".formatted(good, 1 - good);
        });
        serve("/price", input -> "[%s]".formatted(1 + 2 * input.get(0).doubleValue() - 3 * input.get(1).doubleValue()));
        server.start();
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    private void serve(String path, Function<JsonNode, String> model) {
        server.createContext(path, exchange -> {
            List<JsonNode> inputs = MAPPER.readTree(exchange.getRequestBody().readAllBytes()).get("inputs").valueStream().toList();
            byte[] answer = inputs.stream().map(model).collect(Collectors.joining(",", "[", "]")).getBytes(StandardCharsets.UTF_8);
            inputs.forEach(input -> asked.add(input.toString()));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private String url(String path) {
        return "http://localhost:%d%s".formatted(server.getAddress().getPort(), path);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /// Films, what somebody says of them, and what is right, one time in five not what the service says.
    private String films() throws IOException {
        return file("films.csv", IntStream.range(0, 120).mapToObj(i -> "%s,%s,%s".formatted(List.of("Alma", "Bolero", "Cobra").get(i % 3),
                List.of("great", "dull", "long", "great but dull").get(i * 7 % 4), i % 5 == 0 ? "negative" : i * 7 % 4 == 1 ? "negative"
                : "positive"))
                .collect(Collectors.joining("\n", "film,mood,label\n", "\n")));
    }

    @Test void aServiceHangsOnOneColumn() throws IOException {
        JsonNode said = Shell.json("importance", "--endpoint", url("/mood"), "--data", films(), "--template", "{film} is {mood}.",
                "--label", "label");
        assertThat(said.at("/columns/0/names/0").stringValue()).isEqualTo("film");
        assertThat(said.at("/columns/0/change/mean").doubleValue()).isZero();
        assertThat(said.at("/columns/0/drops/accuracy/high").doubleValue()).isZero();
        assertThat(said.at("/columns/1/change/low").doubleValue()).isPositive();
        assertThat(said.at("/columns/1/drops/accuracy/low").doubleValue()).isPositive();
        // 24 of 120 are turned, 6 of them back
        assertThat(said.at("/metrics/accuracy").doubleValue()).isCloseTo(0.85, within(1e-12));
        assertThat(new HashSet<>(asked)).hasSameSizeAs(asked).hasSize(12);                              // three films, four moods
        assertThat(said.get("calls").intValue()).isEqualTo(12);
        Shell people = Shell.run("importance", "--endpoint", url("/mood"), "--data", films(), "--template", "{film} is {mood}.");
        assertThat(people.out()).contains("120 examples, 10 permutations of each column, 12 calls", "mood", "film", "± 0.0000",
                "change: the mean square of how much the probability of the class that the example is given changes");
    }

    /// A service of numbers: the mean of all permutations is `2 w² Var`.
    @Test void aServiceOfNumbers() throws IOException {
        String data = file("a.csv", "b,a,price\n1,0,4\n2,4,8\n6,1,7\n3,3,0\n");
        JsonNode said = Shell.json("importance", "--endpoint", url("/price"), "--data", data, "--numbers", "a,b", "--scores", "numbers",
                "--repeats", "all");
        assertThat(said.at("/columns/0/change/mean").doubleValue()).isCloseTo(2 * 4 * 2.5, within(1e-12));      // Var(0, 4, 1, 3) = 2.5
        assertThat(said.at("/columns/1/change/mean").doubleValue()).isCloseTo(2 * 9 * 3.5, within(1e-12));      // Var(1, 2, 6, 3) = 3.5
        assertThat(said.at("/columns/1/change/standardError").doubleValue()).isZero();
        assertThat(said.at("/method/settings/permutations").stringValue()).isEqualTo("all");
        assertThat(asked).contains("[0.0,1.0]", "[0.0,6.0]").hasSize(16);
        JsonNode together = Shell.json("importance", "--endpoint", url("/price"), "--data", data, "--numbers", "a,b", "--scores", "numbers",
                "--together", "a,b", "--label", "price");
        assertThat(together.get("columns")).hasSize(1);
        assertThat(together.at("/columns/0/drops").propertyNames()).containsExactly("r2", "squared-error");
    }

    @Test void aSurrogateOfAService() throws IOException {
        Shell people = Shell.run("surrogate", "--endpoint", url("/mood"), "--data", texts(), "--kind", "rules", "--label", "label");
        assertThat(people.err()).isEmpty();
        assertThat(people.out()).contains("'dull' is in the text", "fidelity  1.00  [0.86, 1.00]  gives the class that the model gives",
                "accuracy  0.", "so does the model");
        JsonNode tree = Shell.json("surrogate", "--endpoint", url("/mood"), "--data", texts(), "--features", "words");
        assertThat(tree.at("/fidelity/surrogate/share").doubleValue()).isEqualTo(1);
        assertThat(tree.at("/accuracy/labels").booleanValue()).isFalse();
        assertThat(tree.at("/data/heldOut").intValue()).isEqualTo(24);
        JsonNode linear = Shell.json("surrogate", "--endpoint", url("/price"), "--data", numbers(), "--numbers", "a,b", "--scores",
                "numbers",
                "--kind", "linear");
        assertThat(linear.at("/outputs/0/weights/1/weight").doubleValue()).isCloseTo(-3, within(1e-6));
    }

    private String texts() throws IOException {
        return file("texts.jsonl", IntStream.range(0, 120).mapToObj(i -> "{\"text\":\"Number %d is %s.\",\"label\":\"%s\"}".formatted(i,
                List.of("great", "Dull", "dull", "long").get(i * 7 % 4).toLowerCase(), i % 5 == 0 ? "positive" : "negative"))
                .collect(Collectors.joining("\n")));
    }

    private String numbers() throws IOException {
        return file("numbers.tsv", IntStream.range(0, 60).mapToObj(i -> "%d\t%d".formatted(i * 7 % 13, i * 5 % 11))
                .collect(Collectors.joining("\n", "a\tb\n", "\n")));
    }

    /// A model of ours, whatever the number of threads.
    @Test void aModelOfOurs() throws IOException {
        String data = file("a.csv", IntStream.range(0, 24).mapToObj(i ->
                "%s,%s".formatted(List.of("the baker", "a king", "rain").get(i % 3),
                List.of("sings", "sleeps", "falls", "eats").get(i * 5 % 4))).collect(Collectors.joining("\n", "who,does\n", "\n")));
        String[] command = {"importance", BERT, "--data", data, "--template", "{who} {does}.", "--target", "prob:positive", "--repeats",
                "3"};
        JsonNode said = Shell.json(command);
        assertThat(said.at("/model/architecture").stringValue()).isEqualTo("bert");
        assertThat(said.get("output").stringValue()).isEqualTo("the probability of positive");
        assertThat(said.get("calls").intValue()).isEqualTo(12);
        assertThat(Shell.json(Stream.concat(Stream.of(command), Stream.of("--threads", "1")).toArray(String[]::new))).isEqualTo(said);
        JsonNode other = Shell.json(Stream.concat(Stream.of(command), Stream.of("--seed", "5")).toArray(String[]::new));
        assertThat(other.get("seed").intValue()).isEqualTo(5);
        assertThat(other.get("columns")).isNotEqualTo(said.get("columns"));
    }

    /// What `explain --batch` writes is what `summary` reads.
    @Test void aSummaryOfABatch() throws IOException {
        String inputs = file("in.jsonl", Stream.of("A dull film", "a dull plot", "great film", "dull", "great cast, great plot")
                .map(text -> "{\"text\":\"%s\"}\n".formatted(text)).collect(Collectors.joining()));
        String explained = folder.resolve("out.jsonl").toString();
        assertThat(Shell.run("explain", "--endpoint", url("/mood"), "--batch", inputs, "--target", "prob:positive", "--json", explained)
                .code())
                .isZero();
        JsonNode said = Shell.valid("summary", Shell.run("summary", explained, "--json", "-").out());
        assertThat(said.at("/groups/0/label").stringValue()).isEqualTo("positive");
        JsonNode dull = said.at("/groups/0/words/0");
        assertThat(dull.get("word").stringValue()).isEqualTo("dull");
        assertThat(dull.at("/score/mean").doubleValue()).isCloseTo(-0.4, within(1e-6));
        assertThat(dull.get("decisive").intValue()).isEqualTo(3);
        Shell people = Shell.run("summary", explained);
        assertThat(people.out()).contains("positive  occlusion of the target prob, 5 texts",
                "'dull' decides 3 of 5 texts, as in: A dull film");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            importance MODEL --data films.csv                                            | --template: is missing, and there are several columns (need how an example becomes a text, with names in braces: film, mood, label)
            importance MODEL --data films.csv --template {moot}                          | FOLDER/films.csv: has no column 'moot' (need perhaps 'mood'; one of film, mood, label)
            importance MODEL --data none.csv --template {mood}                           | FOLDER/none.csv: does not exist (need a .csv or .tsv file with a header, a .jsonl file with an object in each line, or a .txt file of texts)
            importance MODEL --data films.csv --template {mood} --label lable            | FOLDER/films.csv: has no column 'lable' (need perhaps 'label'; one of film, mood, label)
            importance MODEL --data films.csv --template {mood} --label film             | FOLDER/films.csv: line 2, column 'film': 'Alma' is no class of this model (need one of negative, neutral, positive)
            importance MODEL --data films.csv --template {mood} --repeats 1              | --repeats 1: leaves no way to tell the error (need 2 or more, or all)
            importance MODEL --data films.csv --template {mood} --repeats x              | --repeats x: is no number of permutations (need 2 or more, or all)
            importance MODEL --data films.csv --template {mood} --target entropy         | --target: entropy is not for data sets (need predicted, logit:C, prob:C, logprob:C or diff:A,B)
            importance MODEL --data films.csv --template {mood} --calls 2                | limits: a budget of 2 calls, before all 120 examples are known (need more, or fewer examples)
            importance MODEL --data films.csv --numbers film                             | --numbers: is for services, and MODEL reads texts (need --endpoint, or --template)
            importance --data films.csv --template {mood}                                | Missing required parameter: 'MODEL'
            importance GPT2 --data films.csv --template {mood}                           | MODEL: gives next, not one answer for an example (need a model that gives an input a class, or a number)
            surrogate MODEL --data films.csv --template {mood} --kind linear --depth 3   | --depth: stands beside --kind linear (need --kind tree)
            surrogate MODEL --data films.csv --template {mood}                           | FOLDER/films.csv: holds 4 different examples (need at least 20: some of them are held out)
            summary films.csv                                                            | FOLDER/films.csv: line 1: is not valid JSON near character 0 (need lines of JSON as explain --batch writes them)
            summary none.jsonl --top 0                                                   | --top 0: is no number of things to name (need 1 or more)
            """)
    void saysWhatIsWrong(String arguments, String message) throws IOException {
        films();
        Shell shell = Shell.run(Stream.of(arguments.split(" +")).map(word -> word.equals("MODEL") ? BERT : word.equals("GPT2")
                ? Shell.oracle("gpt2")
                : word.matches("[a-z]+\\.(csv|jsonl)") ? folder.resolve(word).toString() : word).toArray(String[]::new));
        assertThat(shell.err()).isEqualTo("clearhead: " + message.replace("FOLDER", folder.toString()) + "\n");
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
    }

    /// A text that is too long is named with its line.
    @Test void aTextThatIsTooLong() throws IOException {
        Shell shell = Shell.run("importance", BERT, "--data", file("a.txt", "a king\n\n" + "rain ".repeat(70) + "\n"));
        assertThat(shell.err()).startsWith("clearhead: " + folder.resolve("a.txt") + ": line 3: 'rain rain ")
                .contains(" tokens are too many (need at most 64")
                .containsOnlyOnce("\n");
    }
}
