package clearhead.explain.layer;

import java.util.Arrays;

/// How the numbers of one position become its score.
public enum Reduce {
    /// The root of the sum of squares.
    L2,
    /// The sum of absolute values.
    L1,
    /// The sum with its signs.
    SUM;

    double of(double[] numbers) {
        return switch (this) {
            case L2 -> Math.sqrt(Arrays.stream(numbers).map(number -> number * number).sum());
            case L1 -> Arrays.stream(numbers).map(Math::abs).sum();
            case SUM -> Arrays.stream(numbers).sum();
        };
    }
}
