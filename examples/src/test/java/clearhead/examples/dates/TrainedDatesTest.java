package clearhead.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Engine;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.train.Trainer;
import clearhead.explain.WhiteBox;
import clearhead.explain.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main example on a small scale: a model that is trained for a moment and knows next to nothing, but does all that the real one does.
class TrainedDatesTest {

    private static final DateCorpus CORPUS = DateCorpus.load();
    private static final DateTraining SMALL = new DateTraining(16, 2, 32, 1, 20, 16, 4e-3f, 0.15);
    private static final DateStudy.Size FEW = new DateStudy.Size(1, 8, 3);

    @TempDir private Path folder;

    /// Counts the steps of a training.
    private static final class Counter implements TrainedDates.Watcher {
        private int steps;

        @Override public void step(Trainer.Progress progress) {
            steps++;
        }

        @Override public void close() {
            // nothing is open
        }
    }

    private TrainedDates train(String name, DateTraining training, long seed, int threads, Counter counter) {
        try (Threads team = Threads.of(threads)) {
            return TrainedDates.open(folder.resolve(name), CORPUS, training, seed, Engine.with(team), () -> counter);
        }
    }

    @Test void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        for (int threads : new int[] {1, 2, 3}) {
            TrainedDates dates = train("weights" + threads, SMALL, 0, threads, new Counter());
            WhiteBox box = dates.whiteBox();
            DateStudy study = DateStudy.open(folder.resolve("study" + threads), dates, box, FEW, done -> { });
            DatedText date = CORPUS.showcase().getFirst();
            Page page = DatePage.page(List.of(DatePage.panel(dates, box, dates.translate(date.text()), date)), study);
            page.write(folder.resolve("page" + threads));
        }
        for (String file : new String[] {"weights", "study", "page"}) {
            assertThat(folder.resolve(file + 2)).hasSameBinaryContentAs(folder.resolve(file + 1));
            assertThat(folder.resolve(file + 3)).hasSameBinaryContentAs(folder.resolve(file + 1));
        }
    }

    @Test void weightsAreKeptAndBelongToWhatMadeThem() {
        Counter counter = new Counter();
        TrainedDates first = train("weights", SMALL, 0, 1, counter);
        TrainedDates again = train("weights", SMALL, 0, 1, counter);
        assertThat(counter.steps).isEqualTo(SMALL.steps());
        assertThat(again.whiteBox().info()).isEqualTo(first.whiteBox().info());

        train("weights", SMALL, 1, 1, counter);
        assertThat(counter.steps).isEqualTo(2 * SMALL.steps());
    }

    @Test void weightsThatWereCutInHalfAreRefused() throws IOException {
        train("weights", SMALL, 0, 1, new Counter());
        byte[] whole = Files.readAllBytes(folder.resolve("weights"));
        Files.write(folder.resolve("weights"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> train("weights", SMALL, 0, 1, new Counter()))
                .isInstanceOf(BadInput.class).hasMessageStartingWith(folder.resolve("weights") + ": ");
    }

    /// Whoever does not read the date can at best know how often each answer comes: each of the 73,049 days equally, in ten characters.
    @Test void trainingLearnsToRead() {
        List<Float> losses = new ArrayList<>();
        DateTask task = DateTask.of(CORPUS);
        DateTraining longer = new DateTraining(32, 4, 64, 1, 150, 32, 4e-3f, 0);
        longer.train(CORPUS, task, 0, Engine.standard(), progress -> losses.add(progress.loss()));
        double blind = Math.log(73_049) / DateTask.ANSWER;
        assertThat(losses.subList(0, 5)).allMatch(loss -> loss > blind);
        assertThat(losses.subList(140, 150)).allMatch(loss -> loss < blind);
    }

    @Test void translatesManyAsItTranslatesOne() {
        TrainedDates dates = train("weights", SMALL, 0, 2, new Counter());
        List<String> texts = CORPUS.showcase().stream().map(DatedText::text).toList();
        assertThat(dates.task().translate(dates.model(), texts)).isEqualTo(texts.stream().map(dates::translate).toList());
    }

    @Test void noDateOfTheCorpusIsTooLong() {
        DatedText longest = null;
        for (int i = 0; i < 20_000; i++) {
            DatedText date = CORPUS.training(3).apply(i);
            longest = longest == null || date.text().length() > longest.text().length() ? date : longest;
        }
        assertThat(longest.text().length()).isBetween(40, DateTask.LONGEST);
    }
}
