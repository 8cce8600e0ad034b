package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.Target;
import clearhead.explain.data.Importance;
import clearhead.explain.data.Metric;
import clearhead.explain.data.PermutationImportance;
import clearhead.explain.data.Repeated;
import clearhead.explain.data.RowModel;
import clearhead.explain.data.Strata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `clearhead importance MODEL --data FILE …`: how much a model's answers hang on each column of a table.
@Command(name = "importance", mixinStandardHelpOptions = true,
        description = "Exchanges a column's values among the examples of a table and asks the model again: how much do its answers change, and, "
                + "where a column says what is right, how much worse do they become?")
public final class ImportanceCommand extends DataCommand {

    private static final int BAR = 12;

    @Option(names = "--target", paramLabel = "TARGET", defaultValue = "predicted",
            description = "what changes: predicted (default: the probability of the class that the example is given, or the model's only "
                    + "number), logit:C, prob:C, logprob:C, diff:A,B")
    private String target;

    @Option(names = "--repeats", paramLabel = "N|all", defaultValue = "10",
            description = "how many permutations of each column (default: 10); all: the mean of all of them, which asks about each example as "
                    + "often as there are examples")
    private String repeats;

    @Option(names = "--together", paramLabel = "A,B,…", description = "columns that are exchanged as one; may be given several times")
    private List<String> together = List.of();

    @Option(names = "--conditional",
            description = "exchange values only among examples that are alike in the other columns, so that what goes together stays together")
    private boolean conditional;

    /// For picocli.
    public ImportanceCommand() {}

    @Override Told answer(RowModel rows, Optional<String> label) {
        List<List<String>> groups = together.stream().map(group -> List.of(group.split(","))).toList();
        // refused before it asks
        new PermutationImportance(new Target.Predicted(OptionalInt.empty()), count(), groups, strata(), common.seed);
        rows.ask();
        return new Found(new PermutationImportance(Target.named(target, rows.box()), count(), groups, strata(), common.seed)
                .measure(rows, label));
    }

    private Optional<Strata> strata() {
        return conditional ? Optional.of(new Strata()) : Optional.empty();
    }

    private OptionalInt count() {
        if (!repeats.matches("all|\\d{1,9}")) {
            throw new BadInput("--repeats " + repeats, "is no number of permutations", "2 or more, or all");
        }
        return repeats.equals("all") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(repeats));
    }

    private record Found(Importance importance) implements Told {

        @Override public String json() {
            return importance.json();
        }

        @Override public void show(Screen screen) {
            boolean all = importance.method().repeats().isEmpty();
            screen.say(Screen.flowing("%s: %,d examples, %s, %,d calls".formatted(importance.source(), importance.examples(),
                    all ? "all permutations" : "%d permutations of each column".formatted(importance.repeats()), importance.calls())));
            if (!importance.unchanged().isEmpty()) {
                screen.say("as they are: " + importance.unchanged().entrySet().stream()
                        .map(metric -> "%s %s".formatted(metric.getKey().title(), number(metric.getValue())))
                        .collect(Collectors.joining(", ")));
            }
            List<Metric> metrics = List.copyOf(importance.unchanged().keySet());
            Table table = new Table("lrrl" + "rr".repeat(metrics.size()));
            List<String> header = new ArrayList<>(List.of("exchanged", "change", all ? "" : "95 %", ""));
            metrics.forEach(metric -> header.addAll(List.of(metric.title() + " lost", all ? "" : "95 %")));
            table.row(header.toArray());
            List<Importance.Column> columns = importance.columns().stream().sorted(Comparator.comparing(one -> -one.change().mean()))
                    .toList();
            for (Importance.Column column : columns) {
                List<String> cells = new ArrayList<>(List.of(String.join(" + ", column.names()), number(column.change().mean()),
                        all ? "" : reach(column.change()), Screen.bar(share(column, columns.getFirst()), BAR)));
                metrics.forEach(metric -> cells.addAll(List.of(number(column.drops().get(metric).mean()),
                        all ? "" : reach(column.drops().get(metric)))));
                table.row(cells.toArray());
            }
            table.print(screen, 2);
            screen.say(screen.faint(Screen.flowing("change: the mean square of how much %s changes".formatted(importance.output()))));
            importance.warnings().forEach(screen::caution);
        }

        private static double share(Importance.Column column, Importance.Column greatest) {
            return greatest.change().mean() > 0 ? column.change().mean() / greatest.change().mean() : 0;
        }

        private static String number(double number) {
            return Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "–";
        }

        private static String reach(Repeated value) {
            return Double.isFinite(value.high()) ? String.format(Locale.ROOT, "± %.4f", value.high() - value.mean()) : "";
        }
    }
}
