package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.data.Repeated;
import clearhead.explain.data.Summary;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `clearhead summary FILE`: what many explanations have in common.
@Command(name = "summary", mixinStandardHelpOptions = true,
        description = "Says which words count for which class, over many explanations.")
public final class SummaryCommand implements Callable<Integer> {

    private static final int DECISIVE = 3;

    @Parameters(paramLabel = "FILE", description =
            "explanations as 'clearhead explain --batch … --json FILE' writes them, one in each line")
    private String file;

    @Option(names = "--least", paramLabel = "N", defaultValue = "2", description = "leave out words of fewer texts (default: 2)")
    private int least;

    @Option(names = "--top", paramLabel = "N", defaultValue = "15",
            description = "how many words of each class to show (default: 15); the JSON has all")
    private int top;

    @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON; - prints it, and nothing else")
    private Optional<String> json = Optional.empty();

    /// For picocli.
    public SummaryCommand() {}

    @Override public Integer call() {
        if (top < 1) {
            throw new BadInput("--top " + top, "is no number of things to name", "1 or more");
        }
        Summary summary = Summary.read(InputCommand.path("FILE", file), least);
        json.ifPresent(name -> InputCommand.print(name, Json.line(Json.parse(summary.json()))));
        if (!json.equals(Optional.of("-"))) {
            show(Screen.standard(), summary);
        }
        return 0;
    }

    private void show(Screen screen, Summary summary) {
        for (Summary.Group group : summary.groups()) {
            screen.say("%s  %s", screen.strong(Screen.flowing(group.label().isEmpty() ? group.target() : group.label())), screen.faint(
                    Screen.flowing("%s of the target %s, %,d texts".formatted(group.method(), group.target(), group.explanations()))));
            Table table = new Table("lrrrrrr").row("word", "texts", "mean |score|", "95 %", "mean score", "95 %", "decisive");
            group.words().stream().limit(top).forEach(word -> table.row(word.word(), word.texts(), number(word.size().mean()),
                    reach(word.size()), number(word.score().mean()), reach(word.score()), word.decisive()));
            table.print(screen, 2);
            group.words().stream().filter(word -> word.decisive() > 0).sorted(Comparator.comparing(word -> -word.decisive()))
                    .limit(DECISIVE)
                    .forEach(word -> screen.say("  %s", Screen.flowing("'%s' decides %,d of %,d texts, as in: %s".formatted(word.word(),
                            word.decisive(), group.explanations(), word.examples().getFirst().text()))));
            screen.say("");
        }
        summary.warnings().forEach(screen::caution);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }

    private static String reach(Repeated value) {
        return Double.isFinite(value.high()) ? String.format(Locale.ROOT, "± %.4f", value.high() - value.mean()) : "";
    }
}
