package clearhead.examples.commands;

import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.MethodCard;
import clearhead.explain.Settings;
import clearhead.explain.methods.Methods;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `clearhead methods`: every method of explanation.
@Command(name = "methods", mixinStandardHelpOptions = true,
        description = "Lists every method of explanation: what it needs, what it promises, its cost, its source, its settings.")
public final class MethodsCommand implements Callable<Integer> {

    @Option(names = "--json", paramLabel = "FILE", description = "write the list as JSON; - prints it, and nothing else")
    private Optional<String> json = Optional.empty();

    @Option(names = "--markdown", description = "print the list as a table in Markdown")
    private boolean markdown;

    /// For picocli.
    public MethodsCommand() {}

    @Override public Integer call() {
        json.ifPresent(file -> InputCommand.print(file, Json.line(written())));
        if (markdown) {
            System.out.print(drawn());
        } else if (!json.equals(Optional.of("-"))) {
            show(Screen.standard());
        }
        return 0;
    }

    private static String needs(MethodCard card) {
        return Settings.id(card.needs()).replace('-', ' ');
    }

    private static List<String> settings(MethodCard card) {
        return card.settings().entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()).toList();
    }

    private static ObjectNode written() {
        ObjectNode json = Json.object().put("schema", "clearhead/methods/1");
        ArrayNode methods = json.putArray("methods");
        for (MethodCard card : Methods.ALL) {
            ObjectNode method = methods.addObject().put("id", card.id()).put("title", card.title()).put("needs", needs(card))
                    .put("promise", card.promise()).put("cost", card.cost()).put("source", card.source()).put("signed", card.signed())
                    .put("note", card.note());
            ObjectNode settings = method.putObject("settings");
            card.settings().forEach(settings::put);
        }
        return json;
    }

    private static String drawn() {
        String header = "| method | needs | promise | cost | source | settings (default first) |\n|---|---|---|---|---|---|\n";
        return Methods.ALL.stream().map(card -> "| `%s` | %s | %s | %s | %s | %s |\n".formatted(card.id(), needs(card),
                cell(card.promise()), cell(card.cost()), cell(card.source()),
                settings(card).stream().map(setting -> "`" + cell(setting) + "`")
                        .collect(Collectors.joining(", ")))).collect(Collectors.joining("", header, ""));
    }

    /// A bar would end the cell.
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static void show(Screen screen) {
        for (MethodCard card : Methods.ALL) {
            screen.say("%s  %s", screen.strong(card.id()), screen.faint(card.title()));
            Table table = new Table("ll").row("needs", needs(card)).row("promise", card.promise()).row("cost", card.cost())
                    .row("source", card.source());
            List<String> settings = settings(card);
            for (int i = 0; i < settings.size(); i++) {
                table.row(i == 0 ? "settings" : "", settings.get(i));
            }
            table.print(screen, 2);
            screen.say("");
        }
        screen.say("Settings are given as --set NAME=VALUE, the default stands first. With the target each, side=source holds what was\n"
                + "written before fixed; of pictures, leaf=pixels lets methods that need gradients explain pixels in place of patches.");
    }
}
