package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.Level;
import clearhead.explain.methods.Methods;
import clearhead.explain.report.Report;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How explanations of one input are shown to people.
final class Showing {

    @Option(names = "--html", paramLabel = "FILE", description = "write a page to look into, which needs no network")
    private Optional<String> html = Optional.empty();

    @Option(names = "--level", paramLabel = "tokens|words|sentences", defaultValue = "tokens",
            description = "what the terminal shows scores of (default: tokens); the page has all of them")
    private Level level;

    /// Refuses one page for all lines of `--batch`.
    void checkBatch() {
        InputCommand.requireOwn("html", html);
    }

    /// Writes the page, if one is wanted.
    void write(Subject subject, List<Explanation> explanations) {
        html.ifPresent(file -> InputCommand.write("--html", file, report(subject).page(explanations).html()));
    }

    /// Shows them, side by side where there are several.
    void show(Screen screen, Subject subject, List<Explanation> explanations) {
        screen.tell(report(subject).terminal(explanations, level, screen.ink(), screen.width()));
    }

    private static Report report(Subject subject) {
        return new Report(subject.box(), Methods.ALL);
    }
}
