package clearhead.explain.closed.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Ids;
import clearhead.explain.closed.Scale;
import clearhead.explain.closed.Texts;
import clearhead.explain.perturb.Occlusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

    private static final Input TEXT = Texts.read("A very good film , but the end is bad .");
    private static final Manners QUICK = new Manners(4, 3, Double.POSITIVE_INFINITY, Duration.ofSeconds(10), 6, Duration.ofMillis(2), 7);

    @TempDir
    private Path folder;

    private static ClosedBox<String> inProcess() {
        return ClosedBox.of(new Texts(), texts ->
                texts.stream().map(text -> new double[] {1 - Moody.positive(text), Moody.positive(text)}).toList(),
                Scale.PROBABILITIES, "negative", "positive");
    }

    private Service<String> open(Moody moody, Manners manners) {
        return Service.open(moody.address(), Protocol.STANDARD, manners, List.of(), Optional.of(folder));
    }

    private static Explanation explain(ClosedBox<String> box) {
        Game game = box.game(TEXT, new Target.Probability(0, 1), Players.TOKENS);
        game.values(IntStream.range(0, 64).mapToObj(bits -> BitSet.valueOf(new long[] {bits * 37})).toList());
        return new Occlusion().explain(box, TEXT, new Target.Predicted());
    }

    /// Slow, hanging up now and then, out of order now and then, and no more than so many requests in a second: what it says arrives,
    /// is what the same function says in this process, bit by bit, and nothing is asked about twice.
    @Test void whatAMoodyServiceSaysArrives() {
        long[] begun = {System.nanoTime(), 0};
        try (Moody moody = new Moody((number, body) -> {
            pause(3);
            synchronized (begun) {
                double seconds = (System.nanoTime() - begun[0]) / 1e9;
                if (begun[1] > 5 + seconds * 100) {
                    return new Moody.Said(429, "slower", Map.of("Retry-After", "0"));
                }
                begun[1]++;
            }
            return number % 7 == 3 ? new Moody.Said(503, "<html>busy</html>", Map.of()) : number % 11 == 5 ? new Moody.Said(0, "", Map.of())
                    : Moody.Said.ok(Moody.sentiment(body));
        }); Service<String> service = open(moody, QUICK)) {
            Explanation there = explain(service.box(new Texts(), Scale.PROBABILITIES));
            Explanation here = explain(inProcess());
            assertThat(there.rows().getFirst().scores()).isEqualTo(here.rows().getFirst().scores());
            assertThat(there.target()).isEqualTo(here.target());
            assertThat(there.model().source()).isEqualTo(moody.address().shown()).doesNotContain("secret");
            assertThat(moody.answered()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
            assertThat(service.requests()).isGreaterThan(moody.answered().size() / 4);
            assertThat(service.labels()).containsExactly("negative", "positive");
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Gone in the middle, and with the last line of its cache cut off: the next run asks about what is missing, and nothing else.
    @Test void anAbortedRunGoesOn() throws IOException {
        Manners none = new Manners(4, 1, Double.POSITIVE_INFINITY, Duration.ofSeconds(10), 0, Duration.ZERO, 0);
        AtomicReference<BiFunction<Integer, String, Moody.Said>> mood = new AtomicReference<>((number, body) ->
                number > 5 ? new Moody.Said(500, "gone", Map.of()) : Moody.Said.ok(Moody.sentiment(body)));
        Moody moody = new Moody((number, body) -> mood.get().apply(number, body));
        try (Service<String> service = open(moody, none)) {
            assertThatThrownBy(() -> explain(service.box(new Texts(), Scale.PROBABILITIES))).isInstanceOf(BadInput.class)
                    .hasMessageEndingWith("/model: status 500: 'gone', 1 times (need a service that is well)");
        }
        List<String> first = moody.answered();
        assertThat(first).hasSize(1 + 4 * 4);
        Path file = folder.resolve("answers.jsonl");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
        assertThat(Files.readString(file)).doesNotContain("verysecret").doesNotContain("localhost");

        mood.set((_, body) -> Moody.Said.ok(Moody.sentiment(body)));
        for (int run = 0; run < 2; run++) {
            try (Service<String> service = open(moody, none)) {
                Explanation why = explain(service.box(new Texts(), Scale.PROBABILITIES));
                assertThat(why.rows().getFirst().scores()).isEqualTo(explain(inProcess()).rows().getFirst().scores());
            }
        }
        List<String> all = moody.answered();
        List<String> once = all.stream().distinct().toList();
        assertThat(all).hasSize(once.size() + 1);                            // the one whose line was cut off
        assertThat(all.subList(first.size(), all.size())).contains(first.getLast());
        moody.close();
    }

    @Test void requestsBeginAtTheRate() {
        Manners slow = new Manners(1, 4, 50, Duration.ofSeconds(10), 0, Duration.ZERO, 0);
        try (Moody moody = new Moody((_, body) -> Moody.Said.ok(Moody.sentiment(body))); Service<String> service = open(moody, slow)) {
            long begin = System.nanoTime();
            service.scores(IntStream.range(0, 10).mapToObj(i -> "text " + i).toList());
            assertThat(System.nanoTime() - begin).isGreaterThan(9 * 20_000_000L);
            assertThat(moody.times()).hasSize(10);
        }
    }

    @Test void retryAfterIsHonoured() {
        try (Moody moody = new Moody((number, body) -> number == 1 ? new Moody.Said(429, "", Map.of("Retry-After", "1"))
                : Moody.Said.ok(Moody.sentiment(body))); Service<String> service = open(moody, QUICK)) {
            service.scores(List.of("good"));
            assertThat(moody.times().get(1) - moody.times().get(0)).isGreaterThanOrEqualTo(1_000_000_000L);
        }
    }

    @Test void idsAndOtherProtocolsAreSent() {
        try (Moody moody = new Moody((_, body) ->
                Moody.Said.ok("{\"out\":{\"p\":" + (body.equals("{\"instance\":[5,6]}") ? "[1,2]" : "[3,4]") + "}}"));
             Service<int[]> service = Service.open(moody.address().header("Authorization: Bearer abcdef"),
                     new Protocol("{\"instance\":\"$input\"}", Optional.of("/out/p")), QUICK, List.of("a", "b"), Optional.empty())) {
            ClosedBox<int[]> box = service.box(new Ids(), Scale.LOGITS);
            assertThat(box.scores(List.of(Ids.read(5, 6), Ids.read(7))).stream().map(scores -> scores[1])).containsExactly(2.0, 4.0);
            assertThat(box.label(1)).isEqualTo("b");
            assertThat(moody.authorizations()).containsOnly("Bearer abcdef");
        }
    }

    /// Forms of one answer to one input, and of an answer to two.
    @Test void scoresAreReadInAllForms() {
        for (String one : List.of("[[0.25,0.75]]", "[0.25,0.75]", "{\"scores\":[[0.25,0.75]]}", "{\"scores\":[0.25,0.75]}",
                "[[{\"label\":\"b\",\"score\":0.75},{\"label\":\"a\",\"score\":0.25}]]",
                        "[{\"label\":\"b\",\"score\":0.75},{\"label\":\"a\",\"score\":0.25}]")) {
            assertThat(said(one, "x").getFirst()).containsExactly(0.25, 0.75);
        }
        assertThat(said("[[1,2],[3,4]]", "x", "y").get(1)).containsExactly(3, 4);
        assertThat(said("[1,2]", "x", "y").get(1)).containsExactly(2);
        assertThat(said("[1.5]", "x").getFirst()).containsExactly(1.5);
        assertThat(said("[[{\"label\":\"LABEL_2\",\"score\":2},{\"label\":\"LABEL_10\",\"score\":10},{\"label\":\"LABEL_0\",\"score\":0}]]", "x")
                .getFirst()).containsExactly(0, 2, 10);
    }

    private static List<double[]> said(String body, String... inputs) {
        try (Moody moody = new Moody((_, _) -> Moody.Said.ok(body)); Service<String> service = Service.open(moody.address(),
                Protocol.STANDARD, QUICK,
                List.of(), Optional.empty())) {
            return service.scores(List.of(inputs));
        }
    }
}
