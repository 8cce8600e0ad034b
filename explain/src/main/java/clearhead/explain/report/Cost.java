package clearhead.explain.report;

/// What an explanation cost, in counts only: times differ from run to run, and the same data must give the same page.
///
/// @param forwards  forward passes through the model
/// @param backwards backward passes
/// @param tokens    tokens that went through it
public record Cost(long forwards, long backwards, long tokens) {

    public static Cost of(clearhead.explain.Cost cost) {
        return new Cost(cost.forwards(), cost.backwards(), cost.tokens());
    }

    public Cost {
        if (forwards < 0 || backwards < 0 || tokens < 0) {
            throw new IllegalArgumentException("cost: " + forwards + " forwards, " + backwards + " backwards, "
                + tokens + " tokens (need counts from 0)");
        }
    }
}
