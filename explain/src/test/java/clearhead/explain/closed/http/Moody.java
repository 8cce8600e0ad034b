package clearhead.explain.closed.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service of our own, as one meets them: what it does with a request is a function of its number and body. Remembers what it was asked.
final class Moody implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// What it says to a request.
    ///
    /// @param status 0 hangs up
    record Said(int status, String body, Map<String, String> headers) {

        static Said ok(String body) {
            return new Said(200, body, Map.of());
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> inputs = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final BiFunction<Integer, String, Said> mood;
    private int requests;

    Moody(BiFunction<Integer, String, Said> mood) {
        this.mood = mood;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException problem) {
            throw new IllegalStateException(problem);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    Address address() {
        return Address.of("http://localhost:%d/model?key=verysecret".formatted(server.getAddress().getPort()));
    }

    /// The model: the scores of good and bad words as `{label, score}` pairs, the greater first.
    static String sentiment(String body) {
        return strings(body).stream().map(text -> {
            double positive = positive(text);
            String yes = "{\"label\":\"positive\",\"score\":%s}".formatted(positive);
            String no = "{\"label\":\"negative\",\"score\":%s}".formatted(1 - positive);
            return positive > 0.5 ? "[%s,%s]".formatted(yes, no) : "[%s,%s]".formatted(no, yes);
        }).collect(Collectors.joining(",", "[", "]"));
    }

    static double positive(String text) {
        double score = 2 * count(text, "good") - 3 * count(text, "bad") + 0.25 * count(text, "very") * count(text, "good");
        return 1 / (1 + Math.exp(-score));
    }

    private static int count(String text, String word) {
        return text.split("\\b" + word + "\\b", -1).length - 1;
    }

    static List<String> strings(String body) {
        List<String> strings = new ArrayList<>();
        MAPPER.readTree(body).get("inputs").forEach(node -> strings.add(node.asString()));
        return strings;
    }

    /// What was answered, input by input.
    synchronized List<String> answered() {
        return List.copyOf(inputs);
    }

    /// When requests came, in nanoseconds.
    synchronized List<Long> times() {
        return List.copyOf(times);
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int number;
        synchronized (this) {
            number = ++requests;
            times.add(System.nanoTime());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        }
        Said said = mood.apply(number, body);
        if (said.status == 200) {
            synchronized (this) {
                JsonNode sent = MAPPER.readTree(body).path("inputs");
                sent.forEach(node -> inputs.add(node.isString() ? node.asString() : node.toString()));
            }
        }
        if (said.status == 0) {
            exchange.close();
            return;
        }
        byte[] bytes = said.body.getBytes(StandardCharsets.UTF_8);
        said.headers.forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(said.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
