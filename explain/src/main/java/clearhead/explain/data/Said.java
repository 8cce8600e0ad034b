package clearhead.explain.data;

/// What a model says of an example.
///
/// @param scores        of each class; or its only number
/// @param probabilities of each class
record Said(double[] scores, double[] probabilities) {

    /// Below it the logarithm says more about rounding than about the model.
    private static final double LEAST = 1e-12;

    /// How many classes.
    int classes() {
        return scores.length;
    }

    /// The class of the greatest score, the first of equal ones.
    int decision() {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    /// `log p`, of nothing less than 1e-12.
    double log(int index) {
        return Math.log(Math.max(LEAST, probabilities[index]));
    }
}
