package clearhead.explain.data;

import clearhead.explain.Student;
import java.util.Arrays;

/// The mean over independent cases, and how sure it is: `SE = sd / √cases`, and the interval `mean ± t · SE` that holds what endless cases
/// would give in 95 of 100 studies, with Student's t of `cases − 1` degrees of freedom. Of permutations, that is how much their own chance
/// matters, the examples taken as given; of texts, how much it matters which texts these are.
///
/// @param mean  over the cases
/// @param error its standard error; 0 where nothing was left to chance, no number of a single case
/// @param low   lower end of the interval
/// @param high  upper end
/// @param cases how many
public record Repeated(double mean, double error, double low, double high, int cases) {

    /// @param values of cases that others would be just as likely as
    static Repeated of(double... values) {
        int n = values.length;
        if (n == 1) {
            return new Repeated(values[0], Double.NaN, Double.NaN, Double.NaN, 1);
        }
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        double reach = Student.t95(n - 1) * error;
        return new Repeated(mean, error, mean - reach, mean + reach, n);
    }

    /// @param values all that there are: their mean has no error
    static Repeated all(double... values) {
        double mean = Arrays.stream(values).sum() / values.length;
        return new Repeated(mean, 0, mean, mean, values.length);
    }
}
