package clearhead.explain.closed.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a service says that is no answer becomes one line, which names the address without what is secret in it.
class ServiceFaultsTest {

    private static final Manners IMPATIENT = new Manners(4, 1, Double.POSITIVE_INFINITY, Duration.ofSeconds(20), 1, Duration.ofMillis(1),
            0);

    private static String fault(Moody moody, List<String> inputs) {
        return fault(moody, inputs, IMPATIENT);
    }

    private static String fault(Moody moody, List<String> inputs, Manners manners) {
        try (Service<String> service = Service.open(moody.address().header("Authorization: Bearer sk-12345"), Protocol.STANDARD,
                manners, List.of(), Optional.empty())) {
            service.scores(inputs);
        } catch (BadInput fault) {
            assertThat(fault.getMessage()).startsWith(moody.address().shown() + ": ").doesNotContain("verysecret").doesNotContain("sk-12345")
                    .doesNotContain("\n");
            return fault.getMessage().substring(moody.address().shown().length() + 2);
        }
        return "none";
    }

    private static String fault(int status, String body) {
        try (Moody moody = new Moody((_, _) -> new Moody.Said(status, body, Map.of()))) {
            return fault(moody, List.of("good", "bad"));
        }
    }

    @ParameterizedTest @CsvSource(delimiter = '|', maxCharsPerColumn = 1000, quoteCharacter = '`', value = {
        "200|<html><body>Log in</body></html>|gave no JSON (status 200): '<html><body>Log in</body></html>' (need a service that answers in JSON)",
        "200|``|gave an empty answer (status 200): nothing (need a service that answers in JSON)",
        "200|[[0.1,0.9]]|gave 1 answers to 2 inputs (status 200): '[[0.1,0.9]]' (need one for each, in their order)",
        "200|{\"error\":\"loading\"}|gave no list (status 200): '{\"error\":\"loading\"}' (need a list with the scores of each input, see --answer)",
        "200|[[0.1,0.9],[NaN,1]]|gave NaN in place of a score for \"bad\" (need a finite number)",
        "200|[[0.1,0.9],[null,1]]|gave null in place of a score for \"bad\" (need a finite number)",
        "200|[[0.1,0.9],[1e999,1]]|gave Infinity in place of a score for \"bad\" (need a finite number)",
        "200|[[0.1,0.9],[\"x\",1]]|gave \"x\" in place of a score for \"bad\" (need a finite number)",
        "200|[{\"label\":\"a\",\"score\":1},{\"label\":\"b\",\"score\":1}]|gave only its best label for \"good\" "
            + "(need the scores of all labels, as with top_k or return_all_scores)",
        "200|[[{\"label\":\"a\",\"score\":1}],[{\"label\":\"b\",\"score\":1}]]|gave the labels b "
            + "(need those of the first answer, or of --labels: a; all of them each time)",
        "401|Bearer sk-12345 is no key|status 401: '*** is no key' (need the right --header, such as Authorization:Bearer …)",
        "404|no such model|status 404: 'no such model' (need the address of a model, which takes POST)",
        "400|\"text\" is missing|status 400: '\"text\" is missing' (need a request as this service wants it, see --request)",
        "302|``|status 302: nothing (need a request as this service wants it, see --request)",
        "503|down for today|status 503: 'down for today', 2 times (need a service that is well)",
        "429|too fast|status 429: 'too fast', 2 times (need fewer requests, see --rate and --parallel)"})
    void aFaultIsOneLine(int status, String body, String message) {
        assertThat(fault(status, body)).isEqualTo(message);
    }

    @Test void aServiceThatHangsUpOrSleepsIsNamed() {
        assertThat(fault(0, "")).matches("the connection fails: .*, 2 times \\(need a service that can be reached\\)");
        Manners hasty = new Manners(4, 1, Double.POSITIVE_INFINITY, Duration.ofMillis(400), 1, Duration.ofMillis(1), 0);
        try (Moody asleep = new Moody((_, _) -> {
            sleep();
            return Moody.Said.ok("[]");
        })) {
            assertThat(fault(asleep, List.of("good"), hasty)).isEqualTo(
                    "gives no answer within 0.4 s, 2 times (need a service that can be reached)");
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(2000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test void aServiceThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (Service<String> service = Service.open(Address.of("http://localhost:%d/x".formatted(port)), Protocol.STANDARD, IMPATIENT,
                List.of(),
                Optional.empty())) {
            assertThatThrownBy(() -> service.scores(List.of("x"))).isInstanceOf(BadInput.class).hasMessage(
                    "http://localhost:%d/x: refuses the connection, or is not there, 2 times (need a service that can be reached)".formatted(port));
        }
    }

    @Test void aWaitOfHoursIsNotWaitedFor() {
        try (Moody moody = new Moody((_, _) -> new Moody.Said(429, "quota", Map.of("Retry-After", "7200")))) {
            assertThat(fault(moody, List.of("good"))).isEqualTo(
                    "status 429: 'quota', and asks to wait for 7200 s (need patience; answers are kept in --cache)");
        }
    }

    /// Of four answers in one request, the three that are some are kept.
    @Test void whatWasPaidForIsKept(@TempDir Path folder) {
        try (Moody moody = new Moody((number, _) -> Moody.Said.ok(number == 1 ? "[[1],[2],[NaN],[4]]" : "[[3]]"));
             Service<String> service = Service.open(moody.address(), Protocol.STANDARD, IMPATIENT, List.of(), Optional.of(folder))) {
            assertThatThrownBy(() -> service.scores(List.of("a", "b", "c", "d"))).isInstanceOf(BadInput.class);
            assertThat(service.scores(List.of("a", "b", "c", "d")).stream().map(one -> one[0])).containsExactly(1.0, 2.0, 3.0, 4.0);
            assertThat(moody.answered()).containsExactly("a", "b", "c", "d", "c");
        }
    }

    @ParameterizedTest @ValueSource(strings = {"", "localhost:80", "ftp://x/y", "http:///x", "http://a b"})
    void addressesThatAreNoneAreRefused(String url) {
        assertThatThrownBy(() -> Address.of(url)).isInstanceOf(BadInput.class).hasMessageStartingWith("endpoint: is no address");
    }

    @Test void settingsThatMakeNoSenseAreRefused(@TempDir Path folder) throws IOException {
        Address address = Address.of("https://user:pass@example.org:8080/a/b?key=k#f");
        assertThat(address.shown()).isEqualTo("https://example.org:8080/a/b");
        assertThat(address).hasToString("https://example.org:8080/a/b");
        assertThatThrownBy(() -> address.header("no colon")).hasMessage("header: has no name (need Name:value)");
        assertThatThrownBy(() -> address.header("A: b\nc")).hasMessage("header: 'A' is no header (need Name:value)");
        assertThatThrownBy(() -> new Protocol("{\"inputs\": 1}", Optional.empty())).hasMessage(
                "request: has 0 places for inputs (need one $inputs, or one $input)");
        assertThatThrownBy(() -> new Protocol("{inputs: $inputs", Optional.empty())).isInstanceOf(BadInput.class)
                .hasMessageStartingWith("request: is no JSON: ");
        assertThatThrownBy(() -> new Protocol("[$inputs]", Optional.of("x"))).hasMessage(
                "answer: 'x' is no JSON pointer (need one such as /predictions)");
        assertThatThrownBy(() -> new Manners(0, 1, 1, Duration.ofSeconds(1), 0, Duration.ZERO, 0))
                .hasMessage("batch: 0 makes no sense (need at least 1)");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Service.open(address, Protocol.STANDARD, IMPATIENT, List.of(), Optional.of(file)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("cannot be used");
    }
}
