package clearhead.explain.perturb;

import java.util.Map;

/// How far off a score may be that draws have given. An error here is a standard error: the interval `score ± t95 · error` holds what
/// endless drawing would give in 95 of 100 cases, with t95 the quantile of Student's distribution at the degrees of freedom that the
/// draws leave. Both are told in `fit`.
final class Errors {

    private Errors() {}

    /// The standard errors of means over m draws: `√(Σₖ (dₖ − d̄)² / (m (m − 1)))`.
    ///
    /// @param draws `[m][scores]`
    static double[] ofMeans(double[][] draws) {
        return scaled(draws, 1.0 / draws.length / (draws.length - 1));
    }

    /// The jackknife's standard errors: `√((m − 1) / m · Σₖ (pₖ − p̄)²)`.
    ///
    /// @param pulls `[m][scores]`, how far each draw pulls each score
    static double[] ofPulls(double[][] pulls) {
        return scaled(pulls, (pulls.length - 1.0) / pulls.length);
    }

    private static double[] scaled(double[][] draws, double scale) {
        double[] means = means(draws);
        double[] errors = new double[means.length];
        for (int i = 0; i < errors.length; i++) {
            double sum = 0;
            for (double[] draw : draws) {
                sum += (draw[i] - means[i]) * (draw[i] - means[i]);
            }
            errors[i] = Math.sqrt(scale * sum);
        }
        return errors;
    }

    /// Means over draws.
    static double[] means(double[][] draws) {
        double[] means = new double[draws[0].length];
        for (double[] draw : draws) {
            for (int i = 0; i < means.length; i++) {
                means[i] += draw[i] / draws.length;
            }
        }
        return means;
    }

    /// A score is written with 24 bits: where draws agree better than that, this is what it may be off.
    static double[] atLeastRounding(double[] errors, double[] scores) {
        double[] honest = errors.clone();
        for (int i = 0; i < honest.length; i++) {
            honest[i] = Math.max(honest[i], Math.ulp((float) scores[i]));
        }
        return honest;
    }

    /// Tells how to make an interval.
    static void tell(int freedom, Map<String, Object> fit) {
        fit.put("degreesOfFreedom", freedom);
        fit.put("t95", t95(freedom));
    }

    /// The quantile t with `P(|T| ≤ t) = 0.95` of Student's distribution.
    ///
    /// @param freedom its degrees of freedom, at least 1
    static double t95(int freedom) {
        double low = 0;
        double high = Math.PI / 2;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (within(middle, freedom) < 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.tan(low) * Math.sqrt(freedom);
    }

    /// `P(|T| ≤ √ν tan θ)`, a finite sum for whole ν (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4):
    ///
    /// - ν odd:  `2/π (θ + sin θ (cos θ + 2/3 cos³ θ + … + (2 · 4 ⋯ (ν − 3)) / (3 · 5 ⋯ (ν − 2)) cos^{ν − 2} θ))`
    /// - ν even: `sin θ (1 + 1/2 cos² θ + … + (1 · 3 ⋯ (ν − 3)) / (2 · 4 ⋯ (ν − 2)) cos^{ν − 2} θ)`
    private static double within(double theta, int freedom) {
        double cosine = Math.cos(theta);
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= freedom - 2; power += 2) {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        return odd ? 2 / Math.PI * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
    }
}
