package clearhead.examples;

import clearhead.examples.dates.DatePage;
import clearhead.examples.dates.DateStudy;
import clearhead.examples.dates.DateTask;
import clearhead.examples.dates.DatedText;
import clearhead.examples.dates.TrainedDates;
import clearhead.examples.terminal.Progress;
import clearhead.examples.terminal.Screen;
import clearhead.explain.WhiteBox;
import clearhead.explain.report.Page;
import clearhead.explain.report.Panel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The main example: a transformer that reads dates as people write them in 50 languages, and why it translated as it did.
///
/// @param dates  the trained model
/// @param size   how much is measured
/// @param folder where the study and the page go
record DatesExample(TrainedDates dates, DateStudy.Size size, Path folder) {

    void run(Screen screen) {
        WhiteBox box = dates.whiteBox();
        DateStudy study;
        try (Progress progress = new Progress("explaining", size.explained(), Progress.Style.ALWAYS)) {
            study = DateStudy.open(folder.resolve("dates-study.json"), dates, box, size, done -> progress.at(done, "dates"));
        }
        screen.out().println(DatePage.scores(study));

        List<DatedText> shown = dates.corpus().showcase();
        List<DateTask.Translation> translations = dates.task().translate(dates.model(), shown.stream().map(DatedText::text).toList());
        List<Panel> panels = IntStream.range(0, shown.size())
                .mapToObj(i -> DatePage.panel(dates, box, translations.get(i), shown.get(i))).toList();
        translations.forEach(translation -> screen.out().println(DatePage.sentence(translation)));
        screen.out().println();
        screen.out().print(DatePage.terminal(panels.getFirst(), screen.ink(), screen.width()));
        screen.out().println();
        screen.out().print(DatePage.comparison(study));

        Page page = DatePage.page(panels, study);
        Path file = folder.resolve("dates.html");
        page.write(file);
        screen.out().println("\nLook into it: " + file.toAbsolutePath());
    }
}
