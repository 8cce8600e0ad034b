package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.examples.terminal.Screen;
import clearhead.examples.terminal.Table;
import clearhead.explain.data.Distillation;
import clearhead.explain.data.Quality;
import clearhead.explain.data.RSquared;
import clearhead.explain.data.RowModel;
import clearhead.explain.data.Share;
import clearhead.explain.data.Surrogate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `clearhead surrogate MODEL --data FILE --kind tree|rules|linear …`: a model that a person can follow says what another says.
@Command(name = "surrogate", mixinStandardHelpOptions = true,
        description = "Teaches a tree, a list of rules, or weights to say what the model says of the examples of a table, and tells how often "
                + "they do on examples that were held out; beside it, where a column says what is right, how often they are right.")
public final class SurrogateCommand extends DataCommand {

    /// What is taught.
    enum Kind { TREE, RULES, LINEAR }

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "tree", description = "tree (default), rules or linear")
    private Kind kind;

    @Option(names = "--features", paramLabel = "WHAT", defaultValue = "auto",
            description = "what it looks at: columns of the table, or words of the text that the model reads (default: words where the text is one "
                    + "column of many different texts)")
    private Distillation.View features;

    @Option(names = "--words", paramLabel = "N", defaultValue = "200", description = "how many words it knows, at most (default: 200)")
    private int words;

    @Option(names = "--depth", paramLabel = "N", description = "of a tree: how many questions an example is asked, at most (default: 4)")
    private Optional<Integer> depth = Optional.empty();

    @Option(names = "--leaf", paramLabel = "N", description = "of a tree: how many examples an answer is for, at least (default: 5)")
    private Optional<Integer> leaf = Optional.empty();

    @Option(names = "--rules", paramLabel = "N", description = "how many rules, at most (default: 10)")
    private Optional<Integer> rules = Optional.empty();

    @Option(names = "--conditions", paramLabel = "N", description = "how many conditions a rule has, at most (default: 2)")
    private Optional<Integer> conditions = Optional.empty();

    @Option(names = "--support", paramLabel = "N", description = "how many examples a rule is about, at least (default: 5)")
    private Optional<Integer> support = Optional.empty();

    /// For picocli.
    public SurrogateCommand() {}

    @Override Told answer(RowModel rows, Optional<String> label) {
        return new Found(new Distillation(taught(), features, words, common.seed).of(rows, label));
    }

    private Distillation.Kind taught() {
        Map<String, Kind> owners = new LinkedHashMap<>();
        depth.ifPresent(_ -> owners.put("--depth", Kind.TREE));
        leaf.ifPresent(_ -> owners.put("--leaf", Kind.TREE));
        rules.ifPresent(_ -> owners.put("--rules", Kind.RULES));
        conditions.ifPresent(_ -> owners.put("--conditions", Kind.RULES));
        support.ifPresent(_ -> owners.put("--support", Kind.RULES));
        owners.forEach((option, owner) -> {
            if (owner != kind) {
                String needed = "--kind " + owner.name().toLowerCase(Locale.ROOT);
                throw new BadInput(option, "stands beside --kind " + kind.name().toLowerCase(Locale.ROOT), needed);
            }
        });
        return switch (kind) {
            case TREE -> new Distillation.Kind.Tree(depth.orElse(4), leaf.orElse(5));
            case RULES -> new Distillation.Kind.Rules(rules.orElse(10), conditions.orElse(2), support.orElse(5));
            case LINEAR -> new Distillation.Kind.Linear();
        };
    }

    private record Found(Surrogate surrogate) implements Told {

        @Override public String json() {
            return surrogate.json();
        }

        @Override public void show(Screen screen) {
            screen.say(Screen.flowing(surrogate.title()));
            Table table = new Table("lrll");
            switch (surrogate.quality().fidelity()) {
                case Quality.Fidelity.Classes(Share own, Share majority, RSquared probabilities) -> {
                    row(table, "fidelity", own, "gives the class that the model gives");
                    row(table, "", majority, "so does who always gives the model's most frequent class");
                    row(table, "", probabilities, "R² of the model's probabilities");
                }
                case Quality.Fidelity.Number(RSquared own) -> row(table, "fidelity", own, "R² of the model's number");
            }
            switch (surrogate.quality().accuracy()) {
                case Quality.Accuracy.Classes(Share own, Share model, Share majority) -> {
                    row(table, "accuracy", own, "gives the class that is right");
                    row(table, "", model, "so does the model");
                    row(table, "", majority, "so does who always gives the most frequent label");
                }
                case Quality.Accuracy.Number(RSquared own, RSquared model) -> {
                    row(table, "accuracy", own, "R² of the labels");
                    row(table, "", model, "R² of the labels, by the model");
                }
                case Quality.Accuracy.NoLabels _ -> table.row("accuracy", "–", "", "nobody says what is right (--label)");
            }
            table.print(screen, 2);
            screen.say("");
            screen.tell(Screen.flowing(surrogate.text()));
            surrogate.warnings().forEach(screen::caution);
        }

        private static void row(Table table, String title, Share share, String meaning) {
            table.row(title, "%.2f".formatted(share.value()), "[%.2f, %.2f]".formatted(share.low(), share.high()), meaning);
        }

        private static void row(Table table, String title, RSquared fit, String meaning) {
            table.row(title, Double.isFinite(fit.value()) ? "%.2f".formatted(fit.value()) : "–",
                    Double.isFinite(fit.low()) ? "[%.2f, %.2f]".formatted(fit.low(), fit.high()) : "", meaning);
        }
    }
}
