package clearhead.explain.perturb;

import clearhead.explain.Student;
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
        fit.put("t95", Student.t95(freedom));
    }
}
