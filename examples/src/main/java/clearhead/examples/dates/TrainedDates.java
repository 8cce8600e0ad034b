package clearhead.examples.dates;

import clearhead.autograd.Engine;
import clearhead.core.BadInput;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.pretrained.Special;
import clearhead.core.train.Trainer;
import clearhead.explain.Digest;
import clearhead.explain.Names;
import clearhead.explain.OpenModel;
import clearhead.explain.WhiteBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A model that translates dates, its weights kept in a file. Weights belong to the corpus, the training and the seed that made them:
/// if one of these has changed, it is trained again.
///
/// @param corpus its data
/// @param task   its alphabets
/// @param model  its parameters, constants
/// @param seed   what it was trained with
public record TrainedDates(DateCorpus corpus, DateTask task, EncoderDecoder model, long seed) {

    /// What a training shows while it runs.
    public interface Watcher extends AutoCloseable {

        /// After each step.
        void step(Trainer.Progress progress);

        @Override void close();
    }

    /// From the file if it holds this model, else trained and put there.
    ///
    /// @throws BadInput if the file cannot be read or written
    public static TrainedDates open(Path file, DateCorpus corpus, DateTraining training, long seed, Engine engine, Supplier<Watcher> watcher) {
        DateTask task = DateTask.of(corpus);
        Map<String, String> origin = Map.of("corpus", corpus.digest(), "training", training.toString(), "sizes",
                training.sizes(task).toString(), "seed", Long.toString(seed));
        if (Files.exists(file)) {
            try (Safetensors weights = Safetensors.read(file)) {
                if (weights.metadata().equals(origin)) {
                    return new TrainedDates(corpus, task, load(training.untrained(task, seed), weights, file).on(engine), seed);
                }
            }
        }
        EncoderDecoder model;
        try (Watcher watching = watcher.get()) {
            model = training.train(corpus, task, seed, engine, watching::step);
        }
        Safetensors.write(file, model.parameters(), origin);
        return new TrainedDates(corpus, task, model, seed);
    }

    private static EncoderDecoder load(EncoderDecoder model, Safetensors weights, Path file) {
        try {
            return model.with(name -> weights.entries().containsKey(name) ? weights.tensor(name) : null);
        } catch (IllegalArgumentException misfit) {
            throw new BadInput(file, misfit.getMessage(), "the weights of a trained dates model; delete it to train again", misfit);
        }
    }

    /// Translates one text.
    ///
    /// @throws BadInput if it is empty or too long, or has a character that no date has
    public DateTask.Translation translate(String text) {
        return task.translate(model, List.of(text)).getFirst();
    }

    /// The share of these dates that comes out right, every character of it.
    double exactMatch(List<DatedText> dates) {
        List<DateTask.Translation> translations = task.translate(model, dates.stream().map(DatedText::text).toList());
        int right = 0;
        for (int i = 0; i < dates.size(); i++) {
            right += translations.get(i).answer().equals(dates.get(i).iso()) ? 1 : 0;
        }
        return right / (double) dates.size();
    }

    /// The model, opened for explanation.
    public OpenModel whiteBox() {
        String source = "trained on dates, seed " + seed;
        WhiteBox.ModelInfo info = new WhiteBox.ModelInfo(Digest.of(model.config(), model), "encoder-decoder", source);
        return new OpenModel(model, new Names(Optional.empty(), task.target()::piece, List.of(), source), Special.start(task.start()),
                OpenModel.standardBudget(), () -> info);
    }
}
