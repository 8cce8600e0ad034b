package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Posts requests to a service, with the patience that its manners say. Serves any number of threads.
final class Caller implements AutoCloseable {

    /// Nobody waits longer because `Retry-After` asks for it.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Address address;
    private final Manners manners;
    private final Pace pace;
    private final HttpClient client;
    private final AtomicLong requests = new AtomicLong();

    Caller(Address address, Manners manners) {
        this.address = address;
        this.manners = manners;
        this.pace = new Pace(manners);
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(manners.timeout()).build();
    }

    /// How many requests were made, retries among them.
    long requests() {
        return requests.get();
    }

    /// The body of the answer to a request, made again as the manners say.
    String answer(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri()).timeout(manners.timeout())
                .header("Content-Type", "application/json").header("Accept", "application/json");
        try {
            address.headers().forEach(request::setHeader);
        } catch (IllegalArgumentException refused) {
            throw new BadInput("header", "one of them cannot be sent", "names that are not the client's own, such as Authorization",
                    refused);
        }
        HttpRequest ready = request.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)).build();
        long number = requests.get();
        try {
            for (int attempt = 0; ; attempt++) {
                pace.await();
                requests.incrementAndGet();
                Trouble trouble;
                try {
                    HttpResponse<String> response = send(ready);
                    if (response.statusCode() / 100 == 2) {
                        return response.body();
                    }
                    trouble = trouble(response);
                } catch (IOException failed) {
                    trouble = new Trouble(said(failed), Duration.ZERO, "a service that can be reached");
                }
                if (attempt == manners.retries()) {
                    throw new BadInput(address.shown(), "%s, %d times".formatted(trouble.found, attempt + 1), trouble.needed);
                }
                pace.hold(trouble.pause);
                Pace.sleep(pace.backoff(number, attempt).toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a service was asked", stopped);
        }
    }

    /// What went wrong in a way that may be right the next time.
    private record Trouble(String found, Duration pause, String needed) {}

    private Trouble trouble(HttpResponse<String> response) {
        int status = response.statusCode();
        String found = "status %d: %s".formatted(status, address.quoted(response.body()));
        if (status != 429 && status / 100 != 5) {
            throw new BadInput(address.shown(), found, switch (status) {
                case 401, 403 -> "the right --header, such as Authorization:Bearer …";
                case 404, 405 -> "the address of a model, which takes POST";
                default -> "a request as this service wants it, see --request";
            });
        }
        Duration wait = response.headers().firstValue("Retry-After").map(Caller::retryAfter).orElse(Duration.ZERO);
        if (wait.compareTo(PATIENCE) > 0) {
            throw new BadInput(address.shown(), "%s, and asks to wait for %d s".formatted(found, wait.toSeconds()),
                    "patience; answers are kept in --cache");
        }
        return new Trouble(found, wait, status == 429 ? "fewer requests, see --rate and --parallel" : "a service that is well");
    }

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private static Duration retryAfter(String value) {
        if (value.strip().matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        }
        try {
            Duration until = Duration.between(ZonedDateTime.now(),
                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException neither) {
            return Duration.ZERO;
        }
    }

    /// The time-out of the client ends where the body begins; this one holds for all of it.
    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            return answer.get(manners.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new HttpTimeoutException("late");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
        }
    }

    private String said(IOException failed) {
        return switch (failed) {
            case HttpTimeoutException _ -> "gives no answer within %s s".formatted(manners.timeout().toMillis() / 1000.0);
            case ConnectException _ -> "refuses the connection, or is not there";
            default -> "the connection fails: %s".formatted(address.quoted(String.valueOf(failed.getMessage())));
        };
    }

    @Override public void close() {
        client.close();
    }
}
