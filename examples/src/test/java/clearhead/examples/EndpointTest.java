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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `--endpoint`: a model behind a service, which is here, and knows good words and bad ones; `/ids` is one of ours.
class EndpointTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String BERT = Shell.oracle("bert-seqcls");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @TempDir private Path folder;

    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/sentiment", input -> {
            double good = good(input.stringValue());
            return "[{\"label\":\"positive\",\"score\":%s},{\"label\":\"negative\",\"score\":%s}]".formatted(good, 1 - good);
        });
        serve("/ids", input -> {
            JsonNode said = Shell.json("predict", BERT, "--ids", Shell.list(input));
            double[] logits = new double[said.get("labels").size()];
            said.get("labels").forEach(label -> logits[label.get("index").intValue()] = label.get("logit").doubleValue());
            return Arrays.toString(logits);
        });
        server.createContext("/html", exchange -> {
            byte[] page = "<html>Log in</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    private static double good(String text) {
        long good = Stream.of(text.split("\\W+")).filter("good"::equals).count();
        long bad = Stream.of(text.split("\\W+")).filter("bad"::equals).count();
        return 1 / (1 + Math.exp(bad - 2.0 * good));
    }

    private void serve(String path, Function<JsonNode, String> model) {
        server.createContext(path, exchange -> {
            List<JsonNode> inputs = MAPPER.readTree(exchange.getRequestBody().readAllBytes()).get("inputs").valueStream().toList();
            byte[] answer = inputs.stream().map(model).collect(Collectors.joining(",", "[", "]")).getBytes(StandardCharsets.UTF_8);
            inputs.forEach(input -> asked.add(input.isString() ? input.stringValue() : input.toString()));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private String url(String path) {
        return "http://localhost:%d%s?key=verysecret".formatted(server.getAddress().getPort(), path);
    }

    @Test void aServiceIsExplainedWordByWord() {
        JsonNode said = Shell.json("explain", "--endpoint", url("/sentiment"), "--text", "A good film, not bad.", "--header",
                "Authorization: Bearer sk-1");
        assertThat(said.get("tokens").valueStream().map(token -> token.get("piece").stringValue()))
                .containsExactly("A", "good", "film", ",", "not", "bad", ".");
        assertThat(said.at("/method/id").stringValue()).isEqualTo("occlusion");
        assertThat(said.at("/model/digest").stringValue()).isEmpty();
        assertThat(said.at("/model/source").stringValue()).isEqualTo("http://localhost:%d/sentiment".formatted(server.getAddress().getPort()));
        assertThat(said.toString()).doesNotContain("secret").doesNotContain("sk-1");
        assertThat(said.at("/target/kind").stringValue()).isEqualTo("prob");
        assertThat(said.at("/target/label").stringValue()).isEqualTo("positive");
        assertThat(said.at("/scores/1").doubleValue()).isEqualTo(good("good bad") - good("bad"), within(1e-7));
        assertThat(said.at("/scores/0").doubleValue()).isZero();
        assertThat(asked).hasSize(8).doesNotHaveDuplicates();
    }

    @Test void itIsShownAndJudgedAndCompared() throws IOException {
        Path page = folder.resolve("why.html");
        Shell shell = Shell.run("explain", "--endpoint", url("/sentiment"), "--text", "a good film", "--target", "logprob:positive",
                "--judge", "--html",
                page.toString());
        assertThat(shell.err()).isEmpty();
        assertThat(shell.out()).contains("log-probability of “positive”").contains("good").doesNotContain("secret");
        assertThat(Files.readString(page)).contains("http://localhost").doesNotContain("verysecret");
        JsonNode both = Shell.json("compare", "--endpoint", url("/sentiment"), "--text", "a good film");
        assertThat(both.get("explanations").valueStream().map(one -> one.at("/method/id").stringValue()))
                .containsExactly("occlusion", "random");
        assertThat(both.at("/explanations/0/faithfulness/comprehensiveness").doubleValue()).isPositive();
    }

    /// The service is our own model, which is sent ids: the same numbers, to the rounding of its JSON, as of the model at hand.
    @Test void idsOfATokenizerAreSent() {
        List<String> question = List.of("--text", "the boxes are in the kitchen", "--method", "occlusion", "--target", "logit:1");
        JsonNode there = Shell.json(Stream.concat(Stream.of("explain", BERT, "--endpoint", url("/ids"), "--send", "ids", "--scores",
                "logits"),
                question.stream()).toArray(String[]::new));
        JsonNode here = Shell.json(Stream.concat(Stream.of("explain", BERT), question.stream()).toArray(String[]::new));
        assertThat(there.get("tokens")).isEqualTo(here.get("tokens"));
        assertThat(Shell.doubles(there.get("scores"))).containsExactly(Shell.doubles(here.get("scores")), within(1e-5));
    }

    @Test void tokensOfATokenizerAreCutOutOfTheText() {
        Shell.json("explain", BERT, "--endpoint", url("/sentiment"), "--text", "boxes are good", "--group", "word", "--mask", "…");
        assertThat(asked).containsExactly("boxes are good", "… are good", "boxes … good", "boxes are …");
    }

    @Test void aSecondRunAsksNothing() {
        String cache = folder.resolve("cache").toString();
        JsonNode first = Shell.json("explain", "--endpoint", url("/sentiment"), "--text", "so good", "--cache", cache);
        int before = asked.size();
        JsonNode second = Shell.json("explain", "--endpoint", url("/sentiment"), "--text", "so good", "--cache", cache);
        assertThat(asked).hasSize(before);
        assertThat(second.get("scores")).isEqualTo(first.get("scores"));
    }

    /// A process that is killed in the middle of a request: the next run asks what is missing, and nothing again.
    @Test void aRunThatWasKilledGoesOn() throws Exception {
        CountDownLatch sixth = new CountDownLatch(6);
        CountDownLatch killed = new CountDownLatch(1);
        serve("/slow", input -> {
            sixth.countDown();
            if (sixth.getCount() == 0) {
                await(killed);
            }
            return "[%s]".formatted(good(input.stringValue()));
        });
        String[] command = {"explain", "--endpoint", url("/slow"), "--text", "a very good film with a bad end", "--labels", "good",
                "--inputs", "1",
            "--parallel", "1", "--timeout", "10m", "--cache", folder.resolve("cache").toString()};
        Process run = program(command);
        assertThat(sixth.await(60, TimeUnit.SECONDS)).isTrue();
        run.destroyForcibly().waitFor();
        assertThat(asked).hasSize(5);
        List<String> before = List.copyOf(asked);
        killed.countDown();

        JsonNode said = Shell.json(command);
        assertThat(said.at("/scores/2").doubleValue()).isEqualTo(good("good bad") - good("bad"), within(1e-7));
        assertThat(before).doesNotHaveDuplicates();
        assertThat(asked.stream().filter(before::contains)).containsExactlyElementsOf(before);
        assertThat(asked.stream().distinct()).hasSize(1 + 8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// The command line in a process of its own, where this test's classes are.
    private static Process program(String... arguments) throws IOException {
        String modules = System.getProperty("jdk.module.path");
        List<String> java = modules == null ? List.of("-cp", System.getProperty("java.class.path"), "clearhead.examples.Main")
                : List.of("-p", modules, "-m", "clearhead.examples/clearhead.examples.Main");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(java);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test void aBatchOfTextsIsSent() throws IOException {
        Path lines = Files.write(folder.resolve("lines.jsonl"),
                List.of("{\"text\":\"a good film\"}", "{\"text\":\"a bad film\",\"group\":\"sentence\"}",
                "{\"text\":\"x\",\"endpoint\":\"http://elsewhere\"}"));
        Shell shell = Shell.run("explain", "--endpoint", url("/sentiment"), "--batch", lines.toString());
        assertThat(shell.code()).isEqualTo(2);
        List<String> results = shell.out().lines().toList();
        Shell.valid("explain", results.get(0));
        assertThat(Shell.valid("explain", results.get(1)).at("/method/settings/group").stringValue()).isEqualTo("sentence");
        assertThat(results.get(2)).contains("has the key 'endpoint'");
    }

    @Test void limitsHoldAndLoseNothing() {
        Shell few = Shell.run("explain", "--endpoint", url("/sentiment"), "--text", "a good film", "--calls", "3");
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.err()).contains("a budget of 3 calls is too small: occlusion by 3 windows takes 4").hasLineCount(1);
        JsonNode judged = Shell.json("explain", "--endpoint", url("/sentiment"), "--text", "a good film", "--calls", "4", "--judge");
        assertThat(judged.get("faithfulness").isNull()).isTrue();
        assertThat(judged.at("/warnings/0").stringValue()).startsWith("not judged: limits: a budget of 4 calls");
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--endpoint nonsense --text x|endpoint: is no address of a service (need an address such as https://example.org/model)",
        "--endpoint URL/html --text x|URL/html: gave no JSON (status 200): '<html>Log in</html>' (need a service that answers in JSON)",
        "--endpoint URL/none --text x|URL/none: status 404: '<h1>404 Not Found</h1>No context found for request' "
            + "(need the address of a model, which takes POST)",
        "--endpoint URL/sentiment --ids 1,2|--ids: the service is sent texts (need --text, or --send ids)",
        "--endpoint URL/sentiment --text x --send ids|--text: is to be sent as ids (need --ids, or a MODEL whose tokenizer cuts it)",
        "--endpoint URL/sentiment --text x --pair y|--pair: is for models that are at hand, and not for a service (need --text or --ids alone)",
        "--endpoint URL/sentiment --text x --method saliency|method saliency: looks into a model (gradients), and this one only answers "
            + "(need a method that needs answers only, such as occlusion, kernel-shap or lime)",
        "--endpoint URL/sentiment --text x --target logit:positive|target logit: the model gives probabilities "
            + "(need prob:C, logprob:C or diff:A,B)",
        "--endpoint URL/sentiment --text x --group word --set group=token|--group word: stands beside --set group=token (need one of them)",
        "--endpoint URL/sentiment --text x --timeout soon|Invalid value for option '--timeout': 'soon' is no time, such as 30s, 500ms or 2m",
        "BERT --text x --calls 5|--calls 5: is for methods that take away and ask again (need such a method, such as occlusion or kernel-shap)",
        "BERT --text x --group word|integrated-gradients: group=word: there is no such setting (need one of",
        "--text x|Missing required parameter: 'MODEL'"})
    void whatIsWrongIsOneLine(String arguments, String message) {
        String base = "http://localhost:" + server.getAddress().getPort();
        Shell shell = Shell.run(("explain " + arguments).replace("URL", base).replace("BERT", BERT).split(" "));
        assertThat(shell.code()).isEqualTo(2);
        assertThat(shell.err()).startsWith("clearhead: " + message.replace("URL", base)).hasLineCount(1);
    }

    /// What would have to be different for the service to answer otherwise.
    @Test void servicesHaveCounterfactuals() {
        String[] question = {"counterfactual", "--endpoint", url("/sentiment"), "--text", "good film, bad plot"};
        JsonNode without = Shell.json(question);
        assertThat(without.at("/edits/0/from").stringValue()).isEqualTo("good");
        assertThat(without.at("/before/label").stringValue()).isEqualTo("positive");
        assertThat(without.at("/after/label").stringValue()).isEqualTo("negative");
        JsonNode other = Shell.json(Stream.concat(Stream.of(question), Stream.of("--by", "replacement", "--alternatives", "fine,bad")).toArray(String[]::new));
        assertThat(other.at("/edits/0/to/piece").stringValue()).isEqualTo("bad");
        assertThat(asked).contains("bad film, bad plot", "fine film, bad plot").hasSizeGreaterThan(2);
        assertThat(Shell.json(Stream.concat(Stream.of(question), Stream.of("--by", "reduction")).toArray(String[]::new)).at("/certificate/text")
                .stringValue()).isEqualTo("one is left, and a model must read something");
        assertThat(Shell.run("counterfactual", "--endpoint", url("/sentiment"), "--text", "good", "--by", "hotflip").err())
                .isEqualTo("clearhead: --by hotflip: needs gradients, and a service only answers (need --by replacement)\n");
        assertThat(Shell.run("counterfactual", "--endpoint", url("/sentiment"), "--text", "good", "--by", "replacement").err())
                .startsWith("clearhead: --by replacement: knows no words that the service could read");
    }
}
