package clearhead.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// The program behind `bench/run`.
@Command(name = "bench/run", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "How fast it is: a quick table, or with --peers the one of the bars, beside ONNX Runtime, libtorch, OpenBLAS and PyTorch.",
    "`bench/run jmh …` hands over to JMH."})
final class Bench implements Callable<Integer> {

    @Option(names = "--peers", description = "Play against everybody who is there.")
    private boolean peers;

    @Option(names = "--only", arity = "1..*", paramLabel = "NAME", description = "Only the rows whose names begin like one of these.")
    private List<String> only = List.of("");

    @Option(names = "--json", paramLabel = "FILE", description = "With --peers: also write the table here.")
    private Path json;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = {
        "How often each has its turn (default: 7); 0 only to see whether the results agree."})
    private int rounds;

    @Option(names = "--millis", paramLabel = "N", defaultValue = "250", description = "How long a turn is, at least (default: 250).")
    private long milliseconds;

    @Option(names = "--avx2", description = "With --peers: nobody may use AVX-512, except ONNX Runtime, which has no switch for that.")
    private boolean avx2;

    @Option(names = "--java", paramLabel = "OPTION", description = {
        "With --peers: an option of our own Java, in place of those in examples/java.options; may be repeated."})
    private List<String> java = List.of();

    static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override public Integer call() throws IOException, InterruptedException {
        List<Table.Row> rows = Table.rows().stream().filter(row -> only.stream().anyMatch(row.work().name()::startsWith)).toList();
        if (rows.isEmpty()) {
            System.err.println("bench: no row is called like that; there are "
                    + String.join(", ", Table.rows().stream().map(row -> row.work().name()).toList()));
            return CommandLine.ExitCode.USAGE;
        }
        rows.forEach(row -> row.work().missing().ifPresent(text -> System.out.println(row.work().name() + ": " + text)));
        rows = rows.stream().filter(row -> row.work().missing().isEmpty()).toList();
        if (!peers) {
            Quick.print(rows, System.out);
            return CommandLine.ExitCode.OK;
        }
        return compare(rows);
    }

    private int compare(List<Table.Row> rows) throws IOException, InterruptedException {
        Setup setup = Setup.of(java, avx2);
        Set<Side> there = present(setup);
        Set<Side> introduced = EnumSet.noneOf(Side.class);
        List<Comparison> comparisons = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        System.out.println(Comparison.HEADING);
        for (Table.Row row : rows) {
            Progress progress = new Progress(row.work().name());
            Match match = new Match(setup, rounds, milliseconds, progress);
            Match.Outcome outcome = match.play(new Table.Row(row.work(), row.peers().stream().filter(v -> there.contains(v.peer())).toList()));
            progress.clear();
            outcome.descriptions().forEach((side, text) -> {
                if (introduced.add(side)) {
                    System.out.printf("%-18s %s%n", side.title(), text);
                }
            });
            if (rounds == 0 && outcome.problems().isEmpty()) {
                System.out.println(row.work().name() + ": all agree");
            }
            outcome.comparisons().forEach(comparison -> System.out.println(comparison.line()));
            outcome.problems().forEach(System.out::println);
            comparisons.addAll(outcome.comparisons());
            problems.addAll(outcome.problems());
        }
        if (json != null) {
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(json, comparisons);
        }
        return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /// Those who are there; the others are said to be missing.
    private static Set<Side> present(Setup setup) {
        Set<Side> there = EnumSet.noneOf(Side.class);
        for (Side side : Side.values()) {
            Optional<String> missing = side.missing(setup);
            missing.ifPresentOrElse(text -> System.out.printf("%-18s %s%n", side.title(), text), () -> there.add(side));
        }
        return there;
    }
}
