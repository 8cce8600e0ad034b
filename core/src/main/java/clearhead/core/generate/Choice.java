package clearhead.core.generate;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Indices;
import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.autograd.TopK;

/// How the next token is chosen.
public sealed interface Choice {

    /// The likeliest; of equally likely ones the one with the lowest id.
    Choice GREEDY = new Greedy();

    /// The token after these scores.
    ///
    /// @param logits   `[vocab]`
    /// @param sequence the number of the text
    /// @param place    the number of the token in what is written
    int token(Tensor logits, int sequence, int place);

    /// See [#GREEDY].
    record Greedy() implements Choice {

        @Override public int token(Tensor logits, int sequence, int place) {
            return logits.argmax(LAST).at(0);
        }
    }

    /// One of them at random, each as often as it is likely. First the temperature, then what is left of the `topK` likeliest, then of
    /// those again the least number whose probability together reaches `topP` (Holtzman et al. 2020, arXiv 1904.09751, section 3.1).
    ///
    /// A token is a function of the seed, its text's number and its place: not of threads, nor of the other texts.
    ///
    /// @param temperature what the scores are divided by: below 1 the likely get likelier, above 1 the unlikely do
    /// @param topK        how many tokens can be chosen at most; 0 for all
    /// @param topP        how much probability they have at least; 1 for all
    /// @param seed        of the random numbers
    record Sampling(float temperature, int topK, double topP, long seed) implements Choice {

        /// So many are looked at first, where it is not known how many it takes to reach topP.
        private static final int FEW = 64;

        /// Checks the settings.
        ///
        /// @throws IllegalArgumentException unless `temperature > 0`, `topK ≥ 0`, `0 < topP ≤ 1`
        public Sampling {
            if (!(temperature > 0 && temperature < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("sampling: a temperature of %s (need more than 0, where greedy is the limit)"
                        .formatted(temperature));
            }
            if (topK < 0 || !(topP > 0 && topP <= 1)) {
                throw new IllegalArgumentException("sampling: top k = %d, top p = %s (need k ≥ 0, 0 < p ≤ 1)".formatted(topK, topP));
            }
        }

        /// All tokens can be chosen.
        public Sampling(float temperature, long seed) {
            this(temperature, 0, 1, seed);
        }

        @Override public int token(Tensor logits, int sequence, int place) {
            float warmth = 1 / Math.max(temperature, Float.MIN_NORMAL);                                  // finite: 0 · ∞ is no number
            Tensor likelihood = logits.sub(logits.maxKeep()).scale(warmth).softmax();                    // [vocab]
            double dart = Seeds.uniform(Seeds.mix(seed, sequence), place);
            int vocab = logits.dim(0);
            if (topK == 0 && topP == 1) {
                return hit(likelihood.toArray(), vocab, dart);
            }
            int most = topK == 0 ? vocab : Math.min(topK, vocab);
            for (int few = topK == 0 ? Math.min(FEW, most) : most; ; few = Math.min(4 * few, most)) {
                Indices best = TopK.of(logits, few).indices();
                float[] shares = likelihood.take(best).toArray();
                int kept = reaching(shares, topP * (topK == 0 ? 1 : sum(shares, few)));
                if (kept < few || few == most) {
                    return best.at(hit(shares, kept, dart));
                }
            }
        }

        private static double sum(float[] shares, int n) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += shares[i];
            }
            return sum;
        }

        /// How many of the first make up that much: at least one, and all if they do not.
        private static int reaching(float[] shares, double enough) {
            double sum = shares[0];
            int n = 1;
            while (n < shares.length && sum < enough) {
                sum += shares[n++];
            }
            return n;
        }

        /// Which of the first n stretches, laid end to end, a dart hits that flies to `dart` of their length.
        private static int hit(float[] shares, int n, double dart) {
            double left = dart * sum(shares, n);
            int i = 0;
            while (i < n - 1 && left >= shares[i]) {
                left -= shares[i++];
            }
            return i;
        }
    }
}
