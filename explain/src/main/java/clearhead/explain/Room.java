package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.core.BadInput;

/// What fits into a model's memory budget.
final class Room {

    private Room() {}

    /// The greatest number of rows, up to `most`, that can be worked on together.
    ///
    /// @throws BadInput if there is not enough for one
    static int rows(Budget budget, int most, Budget.Work work) {
        try {
            return budget.rows(most, work);
        } catch (Budget.Exceeded tooMuch) {
            throw new BadInput("memory", "%d bytes are too few".formatted(budget.bytes()),
                    "%d, what a single copy of the input takes, or a shorter input".formatted(tooMuch.needed()), tooMuch);
        }
    }
}
