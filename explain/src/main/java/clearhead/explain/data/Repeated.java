package clearhead.explain.data;

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
        double reach = quantile(n - 1) * error;
        return new Repeated(mean, error, mean - reach, mean + reach, n);
    }

    /// @param values all that there are: their mean has no error
    static Repeated all(double... values) {
        double mean = Arrays.stream(values).sum() / values.length;
        return new Repeated(mean, 0, mean, mean, values.length);
    }

    /// The t that Student's distribution keeps within ±t in 95 of 100 cases.
    static double quantile(int degrees) {
        double low = 0;
        double high = 13;                                                       // 12.71 for one degree of freedom
        while (Math.nextUp(low) < high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (within(middle, degrees) < 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /// The share of Student's distribution within ±t, a sum of ν/2 terms (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4): with θ =
    /// atan(t/√ν),
    ///
    /// - even ν: `sin θ (1 + ½ cos²θ + ½·¾ cos⁴θ + …)` up to `cos^(ν−2)`
    /// - odd ν:  `2/π (θ + sin θ (cos θ + ⅔ cos³θ + ⅔·⅘ cos⁵θ + …))` up to `cos^(ν−2)`
    static double within(double t, int degrees) {
        double angle = Math.atan(t / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }
}
