package clearhead.explain;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// How much may be asked in a game. A method that draws samples stops where a limit is reached and says what it knows by then, with its
/// error; one that needs all its answers says so at once.
///
/// @param calls     how often the model may be asked, the input as it is included; empty if as often as one likes
/// @param time      how long it may take; empty if as long as it takes. What is known by then depends on the machine
/// @param cancelled asked between calls: whether to stop
/// @param told      hears how often the model has been asked so far
public record Limits(OptionalLong calls, Optional<Duration> time, BooleanSupplier cancelled, LongConsumer told) {

    /// No limit.
    public static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty(), () -> false, _ -> { });

    /// So many calls at most.
    public Limits calls(long most) {
        return new Limits(OptionalLong.of(most), time, cancelled, told);
    }

    /// So long at most.
    public Limits time(Duration most) {
        return new Limits(calls, Optional.of(most), cancelled, told);
    }

    /// Until somebody stops it.
    public Limits until(BooleanSupplier stop) {
        return new Limits(calls, time, stop, told);
    }

    /// Somebody hears how often the model has been asked.
    public Limits telling(LongConsumer listener) {
        return new Limits(calls, time, cancelled, listener);
    }

    /// Whether somebody may stop it in the middle, or hears how far it is.
    boolean interrupts() {
        return time.isPresent() || this.cancelled != NONE.cancelled || this.told != NONE.told;
    }
}
