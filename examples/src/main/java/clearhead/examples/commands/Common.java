package clearhead.examples.commands;

import clearhead.autograd.Engine;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that every command of this package has.
final class Common {

    @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON; - prints it, and nothing else")
    Optional<String> json = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "where all random numbers come from (default: 0)")
    long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "how many threads compute (default: one for each core); the results are the same")
    private Optional<Integer> threads = Optional.empty();

    /// Who computes.
    Engine engine() {
        if (threads.isPresent() && threads.get() < 1) {
            throw new BadInput("--threads " + threads.get(), "is no number of threads", "1 or more");
        }
        return threads.map(count -> Engine.with(Threads.of(count))).orElse(Engine.standard());
    }
}
