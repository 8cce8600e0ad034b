package clearhead.examples.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says on stderr, where that is a terminal, that something is still at work, once it takes longer than a moment.
public final class Patience implements AutoCloseable {

    private static final long MOMENT = 1_000;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread voice;

    /// @param task what it is at
    public Patience(String task) {
        voice = Thread.ofPlatform().daemon().unstarted(() -> speak(task));
        if (Screen.isTerminal()) {
            voice.start();
        }
    }

    private void speak(String task) {
        String erase = "";
        for (int seconds = 1; !isDone(); seconds++) {
            String line = "%s … %d s".formatted(task, seconds);
            System.err.print("\r" + line);
            erase = "\r" + " ".repeat(line.length()) + "\r";
        }
        System.err.print(erase);
    }

    private boolean isDone() {
        try {
            return done.await(MOMENT, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            return true;
        }
    }

    @Override public void close() {
        done.countDown();
        try {
            voice.join();                                    // so that the line is gone before others write
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
