package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `clearhead compare MODEL … --methods A,B,C`: the same question to several methods.
@Command(name = "compare", mixinStandardHelpOptions = true,
        description = "Explains one input by several methods, side by side, and judges each. A setting goes to each method that has it.")
public final class CompareCommand extends InputCommand<Opened> {

    @Option(names = "--methods", paramLabel = "A,B,…", split = ",", defaultValue = "input-x-gradient,integrated-gradients,random",
            description = "those that 'clearhead methods' lists (default: ${DEFAULT-VALUE})")
    private List<String> methods = new ArrayList<>();

    @Mixin
    private Question question;

    @Mixin
    private Showing showing;

    /// For picocli.
    public CompareCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new CompareCommand();
    }

    @Override void checkBatch() {
        showing.checkBatch();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        List<MethodCard> cards = methods.stream().distinct().map(Methods::named).toList();
        requireKnown(cards);
        Input input = inputs.asked(opened);
        List<Explanation> explanations = new ArrayList<>();
        for (MethodCard card : cards) {
            Map<String, String> own = new LinkedHashMap<>(question.settings());
            own.keySet().removeIf(name -> !Question.known(card).contains(name));
            try (Patience _ = new Patience("explaining by " + card.id())) {
                explanations.add(question.judged(opened, question.answer(opened, input, card, own, common.seed), common.seed));
            }
        }
        showing.write(opened, explanations);
        return new Compared(opened, input, explanations, showing);
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
