package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Form;
import clearhead.explain.closed.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model behind an HTTP service. Every answer is kept as soon as it is there, under the address and the request that one would make for
/// its input alone: nothing is asked twice, in whatever company, and where there is a folder for them, in no later run either.
///
/// @param <Q> one input: a text, ids, a row, a list of words; it is sent as JSON
public final class Service<Q> implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int INPUT = 60;

    private final Address address;
    private final Protocol protocol;
    private final Template template;
    private final Manners manners;
    private final List<String> given;
    private final Answers answers;
    private final Caller caller;
    private List<String> learned = List.of();

    private Service(Address address, Protocol protocol, Manners manners, List<String> labels, Optional<Path> cache) {
        this.address = address;
        this.protocol = protocol;
        this.template = protocol.template();
        this.manners = manners;
        this.given = List.copyOf(labels);
        this.answers = new Answers(cache);
        this.caller = new Caller(address, manners);
    }

    /// Asks nothing yet.
    ///
    /// @param labels of the classes, in the order of the scores where the service names none; empty if it says them
    /// @param cache  a folder where answers are kept
    /// @throws BadInput if the folder cannot be used
    public static <Q> Service<Q> open(Address address, Protocol protocol, Manners manners, List<String> labels, Optional<Path> cache) {
        return new Service<>(address, protocol, manners, labels, cache);
    }

    /// The model behind it.
    public ClosedBox<Q> box(Form<Q> form, Scale scale) {
        return new ClosedBox<>(form, this::scores, scale, this::labels, together(), address.shown());
    }

    /// How many inputs are under way at once, at most.
    private int together() {
        return Math.multiplyExact(template.together() ? manners.batch() : 1, manners.parallel());
    }

    /// How many requests were made, retries among them.
    public long requests() {
        return caller.requests();
    }

    /// The labels, as far as they are known: those that were given, else those of the first answer in a fixed order.
    public synchronized List<String> labels() {
        return given.isEmpty() ? learned : given;
    }

    /// The scores of inputs, in their order.
    ///
    /// @throws BadInput if the service does not give them
    public List<double[]> scores(List<Q> inputs) {
        Map<String, JsonNode> open = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (Q input : inputs) {
            JsonNode json = MAPPER.valueToTree(input);
            String key = Answers.key(address.uri().toString(), protocol.answer().orElse(""), template.body(List.of(json)));
            keys.add(key);
            if (answers.get(key).isEmpty()) {
                open.put(key, json);
            }
        }
        ask(open);
        return keys.stream().map(key -> scores(answers.get(key).orElseThrow())).toList();
    }

    private double[] scores(JsonNode answer) {
        try {
            Answered answered = Answered.of(answer);
            return answered.in(order(answered));
        } catch (Answered.Unreadable wrong) {
            throw new BadInput(address.shown(), wrong.getMessage(), wrong.needed());
        }
    }

    private synchronized List<String> order(Answered answered) {
        if (given.isEmpty() && learned.isEmpty()) {
            learned = answered.sorted();
        }
        return labels();
    }

    /// Asks about all of them, some at a time. Where one request fails, those that are under way are waited for, and kept.
    private void ask(Map<String, JsonNode> open) {
        int batch = template.together() ? manners.batch() : 1;
        List<Map.Entry<String, JsonNode>> all = List.copyOf(open.entrySet());
        List<List<Map.Entry<String, JsonNode>>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += batch) {
            chunks.add(all.subList(from, Math.min(all.size(), from + batch)));
        }
        if (chunks.size() <= 1 || manners.parallel() == 1) {
            chunks.forEach(this::post);
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(manners.parallel(), chunks.size()))) {
            List<Future<?>> under = new ArrayList<>();
            chunks.forEach(chunk -> under.add(pool.submit(() -> post(chunk))));
            try {
                for (Future<?> one : under) {
                    one.get();
                }
            } catch (ExecutionException failed) {
                under.forEach(one -> one.cancel(false));                     // those that have begun go on to their end
                throw failed.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(failed.getCause());
            } catch (InterruptedException stopped) {
                under.forEach(one -> one.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a service was asked", stopped);
            }
        }
    }

    /// Makes a request until it is answered, and keeps what can be read of the answer.
    private void post(List<Map.Entry<String, JsonNode>> chunk) {
        String body = caller.answer(template.body(chunk.stream().map(Map.Entry::getValue).toList()));
        Map<String, JsonNode> read = new LinkedHashMap<>();
        Optional<BadInput> fault = Optional.empty();
        try {
            List<JsonNode> split = Answered.split(body, protocol.pointer(), chunk.size());
            for (int i = 0; i < chunk.size(); i++) {
                try {
                    Answered.of(split.get(i));
                    read.put(chunk.get(i).getKey(), split.get(i));
                } catch (Answered.Unreadable wrong) {
                    String input = chunk.get(i).getValue().toString();
                    String shown = input.length() <= INPUT ? input : input.substring(0, INPUT) + "…";
                    fault = fault.or(() ->
                            Optional.of(new BadInput(address.shown(), wrong.getMessage() + " for " + shown, wrong.needed())));
                }
            }
        } catch (Answered.Unreadable wrong) {
            fault = Optional.of(new BadInput(address.shown(), "%s (status 200): %s".formatted(wrong.getMessage(), address.quoted(body)),
                    wrong.needed()));
        }
        answers.put(read);
        fault.ifPresent(one -> {
            throw one;
        });
    }

    @Override public void close() {
        caller.close();
        answers.close();
    }
}
