package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Patience;
import clearhead.examples.terminal.Screen;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Settings;
import clearhead.explain.layer.Ledger;
import clearhead.explain.layer.StraightPath;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead ledger MODEL …`: where the difference comes from, token by token, layer by layer, head by head, each level adding up.
@Command(name = "ledger", mixinStandardHelpOptions = true,
        description = "Splits what a model makes of an input into tokens, layers, heads and neurons; every level adds up to the one above.")
public final class LedgerCommand extends InputCommand<Opened> {

    @Option(names = "--most", paramLabel = "N", defaultValue = "6", description = "how many parts of a split to name; the others are summed (default: 6)")
    private int most;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "4", description = "how deep to split (default: 4)")
    private int depth;

    @Mixin
    private Question question;

    /// For picocli.
    public LedgerCommand() {}

    @Override Opened open() {
        return Opened.open(model, common.engine());
    }

    @Override InputCommand<Opened> another() {
        return new LedgerCommand();
    }

    @Override Answer answer(Opened opened, Optional<Screen> live) {
        requirePositive("--most", most);
        requirePositive("--depth", depth);
        Settings settings = new Settings("ledger", question.settings(), common.seed);
        StraightPath path = StraightPath.of(settings);
        settings.finish();
        OpenModel box = question.box(opened);
        Input input = inputs.asked(opened);
        try (Patience _ = new Patience("adding up")) {
            return new Told(box, Ledger.of(box, input, question.target(box), path), most, depth);
        }
    }

    private static void requirePositive(String option, int number) {
        if (number < 1) {
            throw new BadInput(option + " " + number, "is too small", "1 or more");
        }
    }

    private record Told(OpenModel box, Ledger ledger, int most, int depth) implements Answer {

        @Override public void write(ObjectNode json) {
            json.setAll(Json.parse(ledger.json(box, most, depth)));
        }

        @Override public void show(Screen screen) {
            screen.say(Screen.flowing(ledger.text(most, depth)));
        }
    }
}
