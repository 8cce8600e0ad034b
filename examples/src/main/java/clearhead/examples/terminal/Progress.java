package clearhead.examples.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows on stderr how far something has come: a bar with rate and time left on a terminal, else a line now and then, or nothing.
public final class Progress implements AutoCloseable {

    /// What to do where no person sees it.
    public enum Style {
        /// A line every few seconds.
        ALWAYS,
        /// Nothing.
        TERMINAL
    }

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int WIDTH = 110;

    private final String task;
    private final long total;
    private final boolean lines;
    private final ProgressBar bar;
    private final long begin = System.nanoTime();
    private long lastLine = begin;

    /// @param task  what is done
    /// @param total how much there is to do
    public Progress(String task, long total, Style style) {
        boolean terminal = Screen.isTerminal();
        this.task = task;
        this.total = total;
        this.lines = !terminal && style == Style.ALWAYS;
        this.bar = !terminal ? null : new ProgressBarBuilder().setTaskName(task).setInitialMax(total).setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200).showSpeed().setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH)).build();
    }

    /// @param message what else to say, in a few words
    public void at(long done, String message) {
        if (bar != null) {
            bar.stepTo(done).setExtraMessage(" " + message);
        } else if (lines && (done == total || System.nanoTime() - lastLine > BETWEEN_LINES.toNanos())) {
            lastLine = System.nanoTime();
            double seconds = (lastLine - begin) / 1e9;
            System.err.printf("%s %,d of %,d  %.0f s, %.1f/s, %.0f s left  %s%n", task, done, total, seconds, done / seconds,
                    (total - done) * seconds / done, message);
        }
    }

    @Override public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
