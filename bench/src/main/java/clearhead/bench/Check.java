package clearhead.bench;

import java.util.Optional;

/// Holds another's result against ours: what is timed must be the same work.
///
/// @param ours  our result
/// @param bound how far each number may be off
record Check(float[] ours, Case.Bound bound) {

    /// Where it differs by more than two right computations can, in words.
    Optional<String> against(float[] theirs) {
        if (theirs.length != ours.length) {
            return Optional.of("gives %d numbers, we %d".formatted(theirs.length, ours.length));
        }
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs((double) ours[i] - theirs[i]) <= bound.at(i))) {
                return Optional.of("gives %s for number %d, we %s; two right answers lie at most %.2g apart"
                        .formatted(theirs[i], i, ours[i], bound.at(i)));
            }
        }
        return Optional.empty();
    }
}
