package clearhead.examples.commands;

import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.methods.Methods;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `clearhead explain MODEL … --method M`: one explanation.
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Says how much each token of an input counts for what a model makes of it, by one method.")
public final class ExplainCommand extends InputCommand<Opened> {

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "integrated-gradients",
            description = "one of those that 'clearhead methods' lists (default: integrated-gradients)")
    private String method;

    @Mixin
    private Question question;

    @Mixin
    private Showing showing;

    @Option(names = "--judge", description = "ask the model again without the tokens that are said to matter, and with nothing else")
    private boolean judge;

    @Option(names = "--csv", paramLabel = "FILE", description = "write the scores as comma-separated values")
    private Optional<String> csv = Optional.empty();

    /// For picocli.
    public ExplainCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new ExplainCommand();
    }

    @Override void checkBatch() {
        requireOwn("csv", csv);
        showing.checkBatch();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        Explanation explanation;
        try (Patience _ = new Patience("explaining")) {
            Explanation said = question.answer(opened, inputs.asked(opened), Methods.named(method), question.settings(), common.seed);
            explanation = judge ? question.judged(opened, said, common.seed) : said;
        }
        csv.ifPresent(file -> write("--csv", file, explanation.csv()));
        showing.write(opened, List.of(explanation));
        return new Explained(opened, explanation, showing);
    }
}
