package clearhead.autograd;

import static clearhead.autograd.Shape.require;

import java.io.Serial;

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

    /// Not even a single row fits.
    public static final class Exceeded extends IllegalArgumentException {

        @Serial private static final long serialVersionUID = 1;

        /// What a single row takes, in bytes.
        private final long needed;

        Exceeded(long needed, long bytes) {
            super("budget: a single row takes %d bytes and the budget is %d (need a budget of %d bytes, or a smaller row)"
                    .formatted(needed, bytes, needed));
            this.needed = needed;
        }

        /// What a single row takes, in bytes.
        public long needed() {
            return needed;
        }
    }

    /// The greatest number of rows, up to `most`, that can be worked on together.
    ///
    /// @throws Exceeded                 if a single row takes more than there is
    /// @throws IllegalArgumentException if there is no row
    public int rows(int most, Work work) {
        require(most >= 1, "budget: %d rows to choose from (need at least 1)", most);
        long all = peak(most, work);
        if (all <= bytes) {
            return most;                                                                         // so it is nearly always
        }
        long one = most == 1 ? all : peak(1, work);
        if (one > bytes) {
            throw new Exceeded(one, bytes);
        }
        int fits = 1;
        int over = most;
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
