package clearhead.examples.commands;

import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.Limits;
import clearhead.explain.MethodCard;
import clearhead.explain.methods.Methods;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `clearhead explain MODEL … --method M`: one explanation.
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Says how much each token of an input counts for what a model makes of it, by one method.")
public final class ExplainCommand extends InputCommand<Subject> {

    @Option(names = "--method", paramLabel = "METHOD",
            description = "one of those that 'clearhead methods' lists (default: integrated-gradients; with --endpoint, occlusion)")
    private Optional<String> method = Optional.empty();

    @Mixin
    private Question question;

    @Mixin
    private Asking asking;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Showing showing;

    @Option(names = "--judge", description = "ask the model again without the tokens that are said to matter, and with nothing else")
    private boolean judge;

    @Option(names = "--csv", paramLabel = "FILE", description = "write the scores as comma-separated values")
    private Optional<String> csv = Optional.empty();

    /// For picocli.
    public ExplainCommand() {}

    @Override boolean needsModel() {
        return !endpoint.isGiven();
    }

    @Override Subject open() {
        return endpoint.isGiven() ? endpoint.open(model(), common.seed) : Opened.open(model, common.engine());
    }

    @Override InputCommand<Subject> another() {
        return new ExplainCommand();
    }

    @Override void checkBatch() {
        requireOwn("csv", csv);
        showing.checkBatch();
    }

    @Override Answer answer(Subject subject, Optional<Screen> live) {
        MethodCard card = Methods.named(method.orElse(subject instanceof Closed ? "occlusion" : "integrated-gradients"));
        asking.check(List.of(card));
        AtomicLong calls = new AtomicLong();
        Limits limits = asking.limits(subject, calls);
        Explanation explanation;
        try (Patience _ = new Patience(() -> Asking.told("explaining", calls))) {
            Explanation said = question.answer(subject, subject.input(inputs), card, question.settings(), common.seed, limits);
            explanation = judge ? question.judged(subject, said, common.seed, limits) : said;
        }
        csv.ifPresent(file -> write("--csv", file, explanation.csv()));
        showing.write(subject, List.of(explanation));
        return new Explained(subject, explanation, showing);
    }
}
