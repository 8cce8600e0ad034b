package clearhead.examples.commands;

import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.counter.Counterfactual;
import clearhead.explain.counter.InputReduction;
import clearhead.explain.counter.Removals;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead counterfactual MODEL …`: what would have to be different for another decision.
@Command(name = "counterfactual", mixinStandardHelpOptions = true,
        description = "Searches for the smallest change of an input after which the model decides otherwise, and says how far it is proven "
                + "that there is none smaller; or takes away all that the decision can do without.")
public final class CounterfactualCommand extends InputCommand<Opened> {

    /// How the input is changed.
    enum Way { REMOVAL, REDUCTION }

    @Option(names = "--by", paramLabel = "WAY", defaultValue = "removal",
            description = "removal (default): the fewest tokens whose loss flips the decision; reduction: all tokens whose loss does not. "
                    + "Settings: replacement, group, special, as for the methods that remove; beam; of removal exhaustive=2 (all sets "
                    + "up to that size are tried) and sets=100000 (but of each size no more)")
    private Way by;

    @Mixin
    private Question question;

    @Mixin
    private Asking limits;

    /// For picocli.
    public CounterfactualCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new CounterfactualCommand();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        OpenModel box = question.box(opened);
        Input input = inputs.given(opened);
        Target target = question.target(box);
        try (Patience _ = new Patience("searching")) {
            return new Told(opened, found(box, input, target));
        }
    }

    private Counterfactual found(OpenModel box, Input input, Target target) {
        Settings settings = new Settings("counterfactual --by " + by.name().toLowerCase(Locale.ROOT), question.settings(), common.seed);
        BlackBox asked = box.within(limits.limits());
        return switch (by) {
            case REMOVAL -> made(settings, Removals.of(settings)).search(asked, input, target);
            case REDUCTION -> made(settings, InputReduction.of(settings)).search(asked, input, target);
        };
    }

    private static <T> T made(Settings settings, T made) {
        settings.finish();
        return made;
    }

    private record Told(Opened opened, Counterfactual found) implements Answer {

        @Override public void write(ObjectNode json) {
            json.setAll(Json.parse(found.json(opened.box())));
            opened.warnings(found.explanation().input()).forEach(json.withArray("warnings")::add);
        }

        @Override public void show(Screen screen) {
            screen.tell(Screen.flowing(found.text()));
            opened.warnings(found.explanation().input()).forEach(screen::caution);
        }
    }
}
