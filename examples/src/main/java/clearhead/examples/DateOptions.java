package clearhead.examples;

import clearhead.autograd.Engine;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.train.Trainer;
import clearhead.examples.dates.DateCorpus;
import clearhead.examples.dates.DateTraining;
import clearhead.examples.dates.TrainedDates;
import clearhead.examples.terminal.Progress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of everything that uses the dates model.
final class DateOptions {

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "where all random numbers come from (default: 0)")
    private long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "how many threads compute (default: one for each core); the results are the same")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--folder", paramLabel = "DIR",
            description = "where trained weights and the report are kept (default: the folder that the examples were built in)")
    private Optional<Path> folder = Optional.empty();

    Path folder() {
        try {
            return Files.createDirectories(folder.isPresent() ? folder.get() : built());
        } catch (IOException problem) {
            throw new BadInput("--folder " + folder.map(Path::toString).orElse(""), "cannot be made: " + problem.getMessage(),
                    "a folder where one may write", problem);
        }
    }

    /// `examples/target`, which holds the classes or the jar that runs.
    private static Path built() {
        try {
            return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    TrainedDates trained(DateCorpus corpus, Progress.Style style) {
        if (threads.isPresent() && threads.get() < 1) {
            throw new BadInput("--threads " + threads.get(), "is no number of threads", "1 or more");
        }
        Engine engine = threads.map(count -> Engine.with(Threads.of(count))).orElse(Engine.standard());
        return TrainedDates.open(folder().resolve("dates.safetensors"), corpus, DateTraining.STANDARD, seed, engine, () -> new Bar(style));
    }

    /// The progress of a training: loss and accuracy as moving means, rate and time left.
    private static final class Bar implements TrainedDates.Watcher {

        private static final double KEEP = 0.97;
        private final Progress progress;
        private double loss;
        private double accuracy;
        private double weight;

        Bar(Progress.Style style) {
            progress = new Progress("training", DateTraining.STANDARD.steps(), style);
        }

        @Override public void step(Trainer.Progress step) {
            loss = KEEP * loss + (1 - KEEP) * step.loss();
            accuracy = KEEP * accuracy + (1 - KEEP) * step.accuracy();
            weight = KEEP * weight + (1 - KEEP);
            progress.at(step.step(), "loss %.4f, right though partly hidden %.1f %%".formatted(loss / weight, 100 * accuracy / weight));
        }

        @Override public void close() {
            progress.close();
        }
    }
}
