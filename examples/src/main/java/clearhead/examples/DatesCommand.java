package clearhead.examples;

import clearhead.core.AtomicFile;
import clearhead.examples.dates.DateCorpus;
import clearhead.examples.dates.DatePage;
import clearhead.examples.dates.DateTask;
import clearhead.examples.dates.SourceText;
import clearhead.examples.dates.TrainedDates;
import clearhead.examples.terminal.Progress;
import clearhead.examples.terminal.Screen;
import clearhead.explain.report.Panel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// `clearhead dates TEXT`: the main example on the user's own date.
@Command(name = "dates", mixinStandardHelpOptions = true,
        description = "Translates a date as people write it in any of 50 languages into ISO 8601, and shows why.")
final class DatesCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Parameters(paramLabel = "TEXT", description = "the date, for instance \"3 mars 2025\"")
    private String text;

    @Option(names = "--json", paramLabel = "FILE", description = "write the answer as JSON; - prints it, and nothing else")
    private Optional<String> json = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "write the explanation as a page to look into")
    private Optional<Path> html = Optional.empty();

    @Mixin
    private DateOptions options;

    @Override public Integer call() {
        String date = SourceText.compose(text.strip());
        DateCorpus corpus = DateCorpus.load();
        DateTask.of(corpus).encode(date);                    // refuses what cannot be a date before anything is trained
        TrainedDates dates = options.trained(corpus, Progress.Style.TERMINAL);
        DateTask.Translation translation = dates.translate(date);
        json.ifPresent(file -> writeJson(file, translation));
        boolean quiet = json.equals(Optional.of("-"));
        if (quiet && html.isEmpty()) {
            return 0;
        }
        Panel panel = DatePage.panel(dates, translation);
        html.ifPresent(file -> DatePage.page(translation, panel).write(file));
        if (!quiet) {
            Screen screen = Screen.standard();
            screen.out().println(DatePage.sentence(translation) + "\n");
            screen.out().print(DatePage.terminal(panel, screen.ink(), screen.width()));
            html.ifPresent(file -> screen.out().println("\nLook into it: " + file.toAbsolutePath()));
        }
        return 0;
    }

    private static void writeJson(String file, DateTask.Translation translation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema", "clearhead/dates/1");
        fields.put("text", translation.text());
        fields.put("answer", translation.answer());
        fields.put("confidence", translation.confidence());
        String object = JSON.writeValueAsString(fields) + "\n";
        if (file.equals("-")) {
            System.out.print(object);
        } else {
            AtomicFile.write(Path.of(file), out -> out.write(object.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
