package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.MethodCard;
import clearhead.explain.Nearest;
import clearhead.explain.methods.Methods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `clearhead compare MODEL … --methods A,B,C`: the same question to several methods.
@Command(name = "compare", mixinStandardHelpOptions = true,
        description = "Explains one input by several methods, side by side, and judges each. A setting goes to each method that has it.")
public final class CompareCommand extends InputCommand<Subject> {

    @Option(names = "--methods", paramLabel = "A,B,…", split = ",",
            description = "those that 'clearhead methods' lists (default: input-x-gradient,integrated-gradients,random; with --endpoint, "
                    + "occlusion,random)")
    private List<String> methods = List.of();

    @Mixin
    private Question question;

    @Mixin
    private Asking asking;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Showing showing;

    /// For picocli.
    public CompareCommand() {}

    @Override boolean needsModel() {
        return !endpoint.isGiven();
    }

    @Override Subject open() {
        return endpoint.isGiven() ? endpoint.open(model(), common.seed) : Opened.open(model, common.engine());
    }

    @Override InputCommand<Subject> another() {
        return new CompareCommand();
    }

    @Override void checkBatch() {
        showing.checkBatch();
    }

    @Override Answer answer(Subject subject, Optional<Screen> live) {
        List<String> standard = subject instanceof Closed ? List.of("occlusion", "random")
                : List.of("input-x-gradient", "integrated-gradients", "random");
        List<MethodCard> cards = (methods.isEmpty() ? standard : methods).stream().distinct().map(Methods::named).toList();
        requireKnown(cards);
        asking.check(cards);
        AtomicLong calls = new AtomicLong();
        Limits limits = asking.limits(subject, calls);
        Input input = subject.input(inputs);
        List<Explanation> explanations = new ArrayList<>();
        for (MethodCard card : cards) {
            Map<String, String> own = new LinkedHashMap<>(question.settings());
            own.keySet().removeIf(name -> !Question.known(card).contains(name));
            try (Patience _ = new Patience(() -> Asking.told("explaining by " + card.id(), calls))) {
                Explanation said = question.answer(subject, input, card, own, common.seed, limits);
                explanations.add(question.judged(subject, said, common.seed, limits));
            }
        }
        showing.write(subject, explanations);
        return new Compared(subject, input, explanations, showing);
    }

    private void requireKnown(List<MethodCard> cards) {
        Set<String> known = new TreeSet<>();
        cards.forEach(card -> known.addAll(Question.known(card)));
        question.settings().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new BadInput("--set %s=%s".formatted(name, value), "none of these methods has such a setting",
                        Nearest.suggestion(name, known));
            }
        });
    }
}
