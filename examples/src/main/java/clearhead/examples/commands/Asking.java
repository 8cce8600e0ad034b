package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.explain.Limits;
import clearhead.explain.MethodCard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Option;

/// How much a model may be asked.
final class Asking {

    @Option(names = "--calls", paramLabel = "N", description = "ask the model at most so often; the best that is known by then is told")
    private Optional<Long> calls = Optional.empty();

    @Option(names = "--deadline", paramLabel = "TIME", converter = Time.class,
            description = "the same after that time, such as 30s; a number alone is seconds")
    private Optional<Duration> deadline = Optional.empty();

    Limits limits() {
        if (calls.isPresent() && calls.get() < 1) {
            throw new BadInput("--calls " + calls.get(), "is no number of calls", "1 or more");
        }
        Limits limits = calls.map(Limits.NONE::calls).orElse(Limits.NONE);
        return deadline.map(limits::time).orElse(limits);
    }

    /// The same; of a model behind a service one hears how often it was asked so far.
    Limits limits(Subject subject, AtomicLong heard) {
        return switch (subject) {
            case Opened _ -> limits();
            case Closed _ -> limits().telling(heard::set);
        };
    }

    /// What there is to tell meanwhile.
    static String told(String task, AtomicLong calls) {
        return calls.get() == 0 ? task : "%s, %,d calls so far".formatted(task, calls.get());
    }

    /// Refuses limits that nobody would heed.
    ///
    /// @throws BadInput if none of the methods only asks
    void check(List<MethodCard> cards) {
        Optional<String> given = calls.map(number -> "--calls " + number).or(() -> deadline.map(_ -> "--deadline"));
        if (given.isPresent() && cards.stream().noneMatch(card -> card.needs() == MethodCard.Needs.ANSWERS)) {
            throw new BadInput(given.get(), "is for methods that take away and ask again",
                    "such a method, such as occlusion or kernel-shap");
        }
    }
}
