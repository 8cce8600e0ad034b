package clearhead.examples;

import clearhead.core.BadInput;
import clearhead.examples.commands.AttentionCommand;
import clearhead.examples.commands.CompareCommand;
import clearhead.examples.commands.ContextCommand;
import clearhead.examples.commands.CounterfactualCommand;
import clearhead.examples.commands.ExplainCommand;
import clearhead.examples.commands.GenerateCommand;
import clearhead.examples.commands.ImportanceCommand;
import clearhead.examples.commands.InspectCommand;
import clearhead.examples.commands.LedgerCommand;
import clearhead.examples.commands.MethodsCommand;
import clearhead.examples.commands.PredictCommand;
import clearhead.examples.commands.SummaryCommand;
import clearhead.examples.commands.SurrogateCommand;
import clearhead.examples.commands.TokenizeCommand;
import clearhead.examples.commands.TraceCommand;
import clearhead.examples.dates.DateCorpus;
import clearhead.examples.dates.DateStudy;
import clearhead.examples.terminal.Progress;
import clearhead.examples.terminal.Screen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line. Without a command it runs the main example.
///
/// Exit codes: 0 done, 2 the input is at fault (one line on stderr), 1 our fault.
@Command(name = "clearhead", version = "clearhead 0.1.0", mixinStandardHelpOptions = true,
        description = "A transformer with its explanations built in. Without a command: trains one on real dates, "
                + "and shows why it translated as it did.")
public final class Main implements Callable<Integer> {

    @Option(names = "--debug", scope = CommandLine.ScopeType.INHERIT, description = "on an error of ours, print where it happened")
    private boolean debug;

    @Mixin
    private DateOptions options;

    /// For picocli.
    public Main() {}

    @Override public Integer call() {
        new DatesExample(options.trained(DateCorpus.load(), Progress.Style.ALWAYS), DateStudy.Size.STANDARD, options.folder()).run(Screen.standard());
        return 0;
    }

    private static Map<String, Supplier<Callable<Integer>>> commands() {
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("inspect", InspectCommand::new);
        commands.put("tokenize", TokenizeCommand::new);
        commands.put("predict", PredictCommand::new);
        commands.put("generate", GenerateCommand::new);
        commands.put("trace", TraceCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("attention", AttentionCommand::new);
        commands.put("ledger", LedgerCommand::new);
        commands.put("counterfactual", CounterfactualCommand::new);
        commands.put("context", ContextCommand::new);
        commands.put("importance", ImportanceCommand::new);
        commands.put("surrogate", SurrogateCommand::new);
        commands.put("summary", SummaryCommand::new);
        commands.put("methods", MethodsCommand::new);
        commands.put("dates", DatesCommand::new);
        return commands;
    }

    /// The command that is asked for: reading what all the others have for options takes longer than a small model does. Where none is
    /// named, or one that does not exist, there are all.
    private static CommandLine parser(Main main, String... args) {
        CommandLine parser = new CommandLine(main);
        Map<String, Supplier<Callable<Integer>>> commands = commands();
        String named = Arrays.stream(args).filter(commands::containsKey).findFirst().orElse("");
        commands.forEach((name, command) -> {
            if (named.isEmpty() || named.equals(name)) {
                parser.addSubcommand(name, command.get());
            }
        });
        return parser.setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /// Runs the command line in this process.
    ///
    /// @return the exit code
    static int run(String... args) {
        Main main = new Main();
        return parser(main, args)
                .setParameterExceptionHandler((problem, _) -> fault(2, oneLine(problem.getMessage())))
                .setExecutionExceptionHandler((problem, _, _) -> {
                    if (problem instanceof BadInput) {
                        return fault(2, problem.getMessage());
                    }
                    if (main.debug) {
                        problem.printStackTrace();
                    }
                    return fault(1, "internal error: " + problem + (main.debug ? "" : " (--debug prints where it happened)"));
                })
                .execute(args);
    }

    private static int fault(int code, String message) {
        System.err.println("clearhead: " + message);
        return code;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /// Runs the command line.
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);      // numbers look the same everywhere
        System.exit(run(args));
    }
}
