package clearhead.bench;

import clearhead.autograd.Engine;
import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/// The table without peers: what a call takes, how much work that is in a second, and how many bytes it allocates. All in this process, in
/// under a minute, so it is for a first look; to decide something, compare.
final class Quick {

    private static final long WARM_UP = 600;
    private static final long TURN = 400;

    private Quick() {}

    static void print(List<Table.Row> rows, PrintStream out) {
        out.println(Engine.standard().description());
        for (Table.Row row : rows) {
            out.println(line(row.work()));
        }
    }

    private static String line(Case work) {
        Contender.Job job = new Ours().prepare(work, work.inputs()).orElseThrow();
        Stopwatch.median(job, WARM_UP, 1);
        double seconds = Stopwatch.median(job, TURN, 1);
        return String.format(Locale.ROOT, "%-22s %11s  %12s  %,14d bytes", work.name(), Comparison.time(seconds),
                rate(work.work() / seconds, work.unit()), allocated(job));
    }

    /// Amounts of 10⁹ in a second, or of 1 where the unit is that large.
    private static String rate(double perSecond, String unit) {
        return perSecond < 1e7 ? String.format(Locale.ROOT, "%,.0f %s/s", perSecond, unit)
                : String.format(Locale.ROOT, unit.equals("FLOP") ? "%.1f GFLOP/s" : "%.2f·10⁹ %s/s", perSecond / 1e9, unit);
    }

    /// By all threads, in one call.
    private static long allocated(Contender.Job job) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getTotalThreadAllocatedBytes();
        job.run();
        return threads.getTotalThreadAllocatedBytes() - before;
    }
}
