package clearhead.core.generate;

import java.util.OptionalInt;
import java.util.Set;

/// When a text is finished.
///
/// @param tokens at most so many new ones
/// @param ends   each of these ends it, and belongs to it
/// @param forced what the last token must be of a text that gets as long as allowed; it then costs nothing
public record Limit(int tokens, Set<Integer> ends, OptionalInt forced) {

    /// Copies the set.
    ///
    /// @throws IllegalArgumentException if nothing may be written
    public Limit {
        ends = Set.copyOf(ends);
        if (tokens < 1) {
            throw new IllegalArgumentException("limit: %d new tokens (need at least 1)".formatted(tokens));
        }
    }

    /// So many tokens, unless one of these comes before.
    public Limit(int tokens, Integer... ends) {
        this(tokens, Set.of(ends), OptionalInt.empty());
    }

    /// Whether a text that ends with this token is finished.
    boolean finished(int written, int last) {
        return written == tokens || ends.contains(last);
    }

    /// The token that there is no choice but to write after so many others.
    OptionalInt forced(int written) {
        return written == tokens - 1 ? forced : OptionalInt.empty();
    }
}
