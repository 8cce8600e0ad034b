package clearhead.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One case, we beside its peers: all start, all compute the same, and only if they agree they run by turns.
///
/// @param setup        how the processes are started
/// @param rounds       how often each has its turn; 0 only to see whether they agree
/// @param milliseconds how long a turn is, at least
/// @param progress     told what goes on
record Match(Setup setup, int rounds, long milliseconds, Consumer<String> progress) {

    private static final int CALLS = 3;
    private static final long OUR_WARM_UP = 3000;             // until the JVM has compiled what is hot
    private static final int OUR_FIRST_CALLS = 8;
    private static final long SLEEP = 50;                     // until the threads of the one before no longer spin

    /// What came out, and what went wrong.
    ///
    /// @param descriptions who took part
    /// @param problems     a sentence for each peer that failed, or computed something else
    record Outcome(Map<Side, String> descriptions, List<Comparison> comparisons, List<String> problems) {}

    Outcome play(Table.Row row) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("clearhead-bench");
        Outcome outcome = new Outcome(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        try (Channel ours = Channel.open(Side.OURS, setup, folder)) {
            Case work = row.work();
            List<float[]> inputs = work.inputs();
            Floats.writeAll(folder, inputs);
            outcome.descriptions.put(Side.OURS, ours.hello());
            ours.prepare(work);
            float[] result = ours.result();
            if (rounds > 0) {
                progress.accept("warming up");
                ours.run(OUR_WARM_UP, OUR_FIRST_CALLS);
            }
            Check check = new Check(result, work.bound(inputs, result));
            for (Table.Versus versus : row.peers()) {
                try (Channel peer = Channel.open(versus.peer(), setup, folder)) {
                    play(work, versus, ours, peer, check, outcome);
                } catch (IOException e) {
                    outcome.problems.add("%s: %s".formatted(work.name(), e.getMessage()));
                }
            }
        } finally {
            delete(folder);
        }
        return outcome;
    }

    private void play(Case work, Table.Versus versus, Channel ours, Channel peer, Check check, Outcome outcome)
            throws IOException, InterruptedException {
        String title = versus.peer().title();
        progress.accept(title + " gets ready");
        outcome.descriptions.put(versus.peer(), peer.hello());
        if (!peer.prepare(work)) {
            throw new IOException(title + " does not know how");
        }
        Optional<String> difference = check.against(peer.result());
        if (difference.isPresent()) {
            outcome.problems.add("%s: %s %s".formatted(work.name(), title, difference.get()));
            return;
        }
        if (rounds == 0) {
            return;
        }
        peer.run(milliseconds, CALLS);
        double[] us = new double[rounds];
        double[] them = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            progress.accept("%s, round %d of %d".formatted(title, round + 1, rounds));
            us[round] = turn(ours);
            them[round] = turn(peer);
        }
        outcome.comparisons.add(Comparison.of(work.name(), versus, us, them, remark(ours, peer, title)));
    }

    /// What both say.
    private static String remark(Channel ours, Channel peer, String title) throws IOException {
        String us = ours.remark();
        String them = peer.remark();
        return us.isEmpty() && them.isEmpty() ? "" : "%s %s; %s %s".formatted(Side.OURS.title(), us, title, them);
    }

    private double turn(Channel channel) throws IOException, InterruptedException {
        Thread.sleep(SLEEP);
        return channel.run(milliseconds, CALLS);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
