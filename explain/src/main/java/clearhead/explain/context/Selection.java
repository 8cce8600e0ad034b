package clearhead.explain.context;

import clearhead.core.BadInput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Which of the written tokens count as sensitive to the context: those whose measure is above `mean + deviations · standard deviation` of
/// all of them (the deviation of these numbers themselves, divided by n), or the greatest few.
///
/// @param measure    what is compared
/// @param deviations how many of them above the mean
/// @param top        so many instead, if there
public record Selection(Measure measure, double deviations, OptionalInt top) {

    /// How much the context changes what the model expects.
    public enum Measure {
        /// `KL(p(·|context) ‖ p(·|no context))`, in nats: of all that could have been written.
        KL,
        /// `log₂ p(y|context) / p(y|no context)`, in bits: of the token that was written, above 0 where the context made it likelier
        /// (P-CXMI, Fernandes et al. 2023, arXiv 2109.07446; other libraries have it with the other sign).
        PCXMI
    }

    /// One deviation above the mean divergence, as in the paper.
    public static final Selection STANDARD = new Selection(Measure.KL, 1, OptionalInt.empty());

    /// Checks the numbers.
    ///
    /// @throws BadInput if they are none
    public Selection {
        if (!Double.isFinite(deviations) || top.isPresent() && top.getAsInt() < 1) {
            throw new BadInput("context", "std=%s, top=%s".formatted(deviations, top.isPresent() ? top.getAsInt() : "none"),
                    "a number, and at least 1");
        }
    }

    /// What must be passed; of the greatest few what the least of them has.
    double threshold(double[] values) {
        if (top.isPresent()) {
            return Arrays.stream(values).sorted().skip(Math.max(0, values.length - top.getAsInt())).findFirst().orElseThrow();
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double variance = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / values.length;
        return mean + deviations * Math.sqrt(variance);
    }

    /// The places of those, in order; among equals the first ones.
    int[] of(double[] values) {
        if (top.isPresent()) {
            return IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> -values[i])).limit(top.getAsInt())
                    .mapToInt(Integer::intValue).sorted().toArray();
        }
        double threshold = threshold(values);
        return IntStream.range(0, values.length).filter(i -> values[i] > threshold).toArray();
    }
}
