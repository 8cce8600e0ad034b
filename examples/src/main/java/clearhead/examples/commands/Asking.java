package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.explain.Limits;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How much a model may be asked.
final class Asking {

    @Option(names = "--calls", paramLabel = "N", description = "ask the model at most so often; the best that is known by then is told")
    private Optional<Long> calls = Optional.empty();

    @Option(names = "--deadline", paramLabel = "SECONDS", description = "the same after so many seconds")
    private Optional<Double> deadline = Optional.empty();

    Limits limits() {
        if (calls.isPresent() && calls.get() < 1) {
            throw new BadInput("--calls " + calls.get(), "is no number of calls", "1 or more");
        }
        if (deadline.isPresent() && !(deadline.get() > 0 && Double.isFinite(deadline.get()))) {
            throw new BadInput("--deadline " + deadline.get(), "is no time", "seconds, more than 0");
        }
        Limits limits = calls.map(Limits.NONE::calls).orElse(Limits.NONE);
        return deadline.map(seconds -> limits.time(Duration.ofNanos((long) (seconds * 1e9)))).orElse(limits);
    }
}
