package clearhead.core.generate;

/// What a model has written.
///
/// @param ids      the new tokens, with the one that ended it
/// @param logProbs how sure the model was of each, `ln p`, whatever the choice made of it
/// @param finish   why it is no longer
public record Written(int[] ids, float[] logProbs, Finish finish) {

    /// Why nothing more was written.
    public enum Finish {
        /// It was as long as allowed.
        LENGTH,
        /// The model ended it.
        STOP
    }

    /// How sure the model was of all of it: the logarithm of the product of the probabilities.
    public double logProbability() {
        double sum = 0;
        for (float logProb : logProbs) {
            sum += logProb;
        }
        return sum;
    }

    /// How sure the model was of all of it: the product of the probabilities.
    public double probability() {
        return Math.exp(logProbability());
    }
}
