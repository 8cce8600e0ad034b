package clearhead.explain.judge;

import java.util.Arrays;

/// A mean over independent cases, with the interval that holds the true mean in 95 of 100 studies: `mean ± 1.96 · sd / √n`.
///
/// @param mean  the mean
/// @param low   the interval's lower end
/// @param high  the interval's upper end
/// @param cases n
public record Estimate(double mean, double low, double high, int cases) {

    /// The estimate from these cases. The normal distribution stands for Student's: use thirty cases or more.
    ///
    /// @throws IllegalArgumentException with fewer than two
    public static Estimate of(double... values) {
        if (values.length < 2) {
            throw new IllegalArgumentException("estimate: %d cases (need at least 2)".formatted(values.length));
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / (values.length - 1);
        double reach = 1.96 * Math.sqrt(variance / values.length);
        return new Estimate(mean, mean - reach, mean + reach, values.length);
    }
}
