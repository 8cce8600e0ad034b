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
import tools.jackson.databind.node.ObjectNode;

/// `clearhead explain MODEL … --method M`: one explanation.
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Says how much each token of an input counts for what a model makes of it, by one method.")
public final class ExplainCommand extends InputCommand<Opened> {

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "integrated-gradients",
            description = "one of those that 'clearhead methods' lists (default: integrated-gradients)")
    private String method;

    @Mixin
    private Question question;

    private final Showing showing = new Showing();

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
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        Explanation explanation;
        try (Patience _ = new Patience("explaining")) {
            explanation = question.answer(opened, inputs.asked(opened), Methods.named(method), question.settings(), common.seed);
        }
        csv.ifPresent(file -> write("--csv", file, explanation.csv()));
        return new Explained(opened, explanation, showing);
    }

    private record Explained(Opened opened, Explanation explanation, Showing showing) implements Answer {

        @Override public void write(ObjectNode json) {
            json.setAll(Json.parse(explanation.json(opened.box())));
        }

        @Override public void show(Screen screen) {
            showing.show(screen, opened, List.of(explanation));
        }
    }
}
