package clearhead.explain;

/// Student's distribution (Student 1908): how far a mean may be off whose deviation is itself only estimated.
public final class Student {

    private Student() {}

    /// The quantile t with `P(|T| ≤ t) = 0.95`: `mean ± t · standard error` holds the truth in 95 of 100 studies.
    ///
    /// @param freedom its degrees of freedom, at least 1
    public static double t95(int freedom) {
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
