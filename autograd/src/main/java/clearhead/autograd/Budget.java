package clearhead.autograd;

import static clearhead.autograd.Shape.require;

/// How much memory work on many rows may take at a time. What it will take is found by a [DryRun], before anything is allocated.
///
/// @param bytes at most
public record Budget(long bytes) {

    /// What is to be done with some rows. It enters the dry run's engine, and does as much as the real work does while its results are
    /// held: the peak grows with the rows.
    @FunctionalInterface
    public interface Work {

        /// Does it for so many rows.
        void on(int rows, DryRun dry);
    }

    /// The greatest number of rows, up to `most`, that can be worked on together.
    ///
    /// @throws IllegalArgumentException if a single row takes more than there is, or there is no row
    public int rows(int most, Work work) {
        require(most >= 1, "budget: %d rows to choose from (need at least 1)", most);
        long one = peak(1, work);
        require(one <= bytes, "budget: a single row takes %d bytes and the budget is %d (need a budget of %d bytes, or a smaller row)",
                one, bytes, one);
        int fits = 1;
        int over = most + 1;
        while (over - fits > 1) {
            int tried = fits + (over - fits) / 2;
            if (peak(tried, work) <= bytes) {
                fits = tried;
            } else {
                over = tried;
            }
        }
        return fits;
    }

    private static long peak(int rows, Work work) {
        DryRun dry = new DryRun();
        work.on(rows, dry);
        return dry.cost().peak();
    }
}
