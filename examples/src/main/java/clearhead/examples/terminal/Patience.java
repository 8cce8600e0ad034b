package clearhead.examples.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Says on stderr, where that is a terminal, that something is still at work, once it takes longer than two seconds.
public final class Patience implements AutoCloseable {

    private static final int FIRST = 2;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread voice;

    /// @param task what it is at
    public Patience(String task) {
        this(() -> task);
    }

    /// @param task what it is at by now
    public Patience(Supplier<String> task) {
        voice = Thread.ofPlatform().daemon().unstarted(() -> speak(task));
        if (Screen.isTerminal()) {
            voice.start();
        }
    }

    private void speak(Supplier<String> task) {
        String erase = "";
        for (int seconds = FIRST; !isDone(seconds == FIRST ? FIRST : 1); seconds++) {
            String line = "%s … %d s".formatted(task.get(), seconds);
            System.err.print(erase + line);
            erase = "\r" + " ".repeat(line.length()) + "\r";
        }
        System.err.print(erase);
    }

    private boolean isDone(int seconds) {
        try {
            return done.await(seconds, TimeUnit.SECONDS);
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
