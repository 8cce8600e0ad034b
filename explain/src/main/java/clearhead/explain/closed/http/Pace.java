package clearhead.explain.closed.http;

import clearhead.autograd.Seeds;
import java.time.Duration;

/// When the next request may begin. Serves any number of threads.
final class Pace {

    /// No wait before a retry grows longer by itself.
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Manners manners;
    private long next = System.nanoTime();

    Pace(Manners manners) {
        this.manners = manners;
    }

    /// Waits for its turn: requests begin `1/rate` after each other.
    void await() throws InterruptedException {
        long until;
        synchronized (this) {
            until = Math.max(next, System.nanoTime());
            next = until + (long) (1e9 / manners.perSecond());
        }
        sleep(until - System.nanoTime());
    }

    /// Nobody begins before that time is over: the service has asked for it.
    synchronized void hold(Duration time) {
        next = Math.max(next, System.nanoTime() + time.toNanos());
    }

    /// `pause · 2^k · (½ + ½u)`, u uniform from the seed: not all who failed at once come back at once.
    Duration backoff(long request, int k) {
        double share = 0.5 + 0.5 * Seeds.uniform(Seeds.mix(manners.seed(), request), k);
        double nanos = Math.min(LONGEST.toNanos(), manners.pause().toNanos() * Math.pow(2, k));
        return Duration.ofNanos((long) (nanos * share));
    }

    static void sleep(long nanos) throws InterruptedException {
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos));
        }
    }
}
