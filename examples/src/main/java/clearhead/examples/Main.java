package clearhead.examples;

import clearhead.core.BadInput;
import clearhead.examples.commands.GenerateCommand;
import clearhead.examples.commands.InspectCommand;
import clearhead.examples.commands.PredictCommand;
import clearhead.examples.commands.TokenizeCommand;
import clearhead.examples.commands.TraceCommand;
import clearhead.examples.dates.DateCorpus;
import clearhead.examples.dates.DateStudy;
import clearhead.examples.terminal.Progress;
import clearhead.examples.terminal.Screen;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line. Without a command it runs the main example.
///
/// Exit codes: 0 done, 2 the input is at fault (one line on stderr), 1 our fault.
@Command(name = "clearhead", version = "clearhead 0.1.0", mixinStandardHelpOptions = true, subcommands = {InspectCommand.class, TokenizeCommand.class, PredictCommand.class, GenerateCommand.class, TraceCommand.class, DatesCommand.class},
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

    /// Runs the command line in this process.
    ///
    /// @return the exit code
    static int run(String... args) {
        Main main = new Main();
        return new CommandLine(main).setExpandAtFiles(false)
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
