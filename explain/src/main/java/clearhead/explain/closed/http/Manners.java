package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.time.Duration;

/// How a service is treated.
///
/// @param batch     how many inputs a request has, at most
/// @param parallel  how many requests are under way at once, at most
/// @param perSecond how many requests begin in a second, at most; infinite if there is no such limit
/// @param timeout   how long an answer may take
/// @param retries   how often a request is made again after the statuses 429 and 5xx, and where the connection fails
/// @param pause     before the first retry, doubled with each, half of it random; never less than what `Retry-After` asks for
/// @param seed      of what is random in that
public record Manners(int batch, int parallel, double perSecond, Duration timeout, int retries, Duration pause, long seed) {

    /// 16 inputs, 4 requests at once, half a minute for each, 5 retries over some 15 seconds.
    public static final Manners STANDARD = new Manners(16, 4, Double.POSITIVE_INFINITY, Duration.ofSeconds(30), 5,
            Duration.ofMillis(500), 0);

    /// Checks the numbers.
    ///
    /// @throws BadInput if one makes no sense
    public Manners {
        require(batch >= 1, "batch", batch, "at least 1");
        require(parallel >= 1, "parallel", parallel, "at least 1");
        require(perSecond > 0, "rate", perSecond, "more than 0 requests in a second");
        require(timeout.isPositive(), "timeout", timeout, "a time");
        require(retries >= 0, "retries", retries, "at least 0");
        require(!pause.isNegative(), "pause", pause, "a time");
    }

    private static void require(boolean holds, String what, Object found, String needed) {
        if (!holds) {
            throw new BadInput(what, found + " makes no sense", needed);
        }
    }
}
