package clearhead.examples;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Locale;

/// # Example 3: attention, with a pencil
///
/// Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1), the heart of every transformer, on three tokens:
///
/// `attention(Q, K, V) = softmax(Q Kᵀ / √d) V`
///
/// Every token asks a question (its row of Q), offers an answer to be found by (its row of K), and has something to say (its row of V).
/// Who asks compares the question with every key, turns the likenesses into weights that sum to 1, and takes home the values, mixed in
/// these proportions. The weights say who was read, and how much: therefore [#attend] hands them back beside the output.
final class Example03Attention {

    private static final List<String> TOKENS = List.of("the", "cat", "sleeps");

    /// What attention computes.
    ///
    /// @param output  `[seqQ, dValue]` the values, mixed
    /// @param weights `[seqQ, seqK]` in which proportions; rows sum to 1
    record Attended(Tensor output, Tensor weights) {}

    /// Attention in three lines.
    ///
    /// @param q    `[seqQ, d]` the questions
    /// @param k    `[seqK, d]` the keys
    /// @param v    `[seqK, dValue]` the values
    /// @param mask `[seqQ, seqK]` 0 where reading is allowed, −∞ where not
    static Attended attend(Tensor q, Tensor k, Tensor v, Tensor mask) {
        float d = q.shape().last();
        Tensor scores = q.matmulT(k).scale((float) (1 / Math.sqrt(d)));             // [seqQ, seqK]
        Tensor weights = scores.add(mask).softmax();                                // [seqQ, seqK], rows sum to 1
        return new Attended(weights.matmul(v), weights);                            // [seqQ, dValue]
    }

    static void main() {
        // Three tokens with d = 4 features: article, noun, verb, and one that every key has.
        Tensor q = Tensor.of(Shape.of(3, 4),
                0, 2, 0, 0,                                 // "the" looks for a noun
                1, 0, 2, 0,                                 // "cat" for an article, and twice as hard for a verb
                0, 1, 0, 2);                                // "sleeps" for a noun, and for what every key has
        Tensor k = Tensor.of(Shape.of(3, 4),
                2, 0, 0, 1,                                 // "the" is an article
                0, 2, 0, 1,                                 // "cat" is a noun
                0, 0, 2, 1);                                // "sleeps" is a verb
        Tensor v = Tensor.of(Shape.of(3, 2),
                0, 1,                                       // what "the" has to say
                2, 0,                                       // what "cat"
                4, 3);                                      // what "sleeps"

        // First slowly. Each score is the dot product of a question and a key. "cat" asks "sleeps": 1·0 + 0·0 + 2·2 + 0·1 = 4.
        Tensor scores = q.matmulT(k);
        show("scores = Q Kᵀ", scores);

        // Divided by √4 = 2. Dot products grow with d; undivided, large ones would leave the softmax only one token to look at.
        Tensor scaled = scores.scale(0.5f);
        show("scaled = Q Kᵀ / √d", scaled);

        // The greatest of each row is taken off, so that no power overflows. What is added to a whole row does not change its softmax:
        // nor did the fourth feature, which "sleeps" asked for and got from everybody.
        Tensor powers = scaled.sub(scaled.max(LAST).reshape(3, 1)).exp();
        show("powers = exp(scaled - greatest of the row)", powers);
        show("sums of the powers", powers.sumKeep(LAST));

        // Now at once. The weights are the powers divided by the sum of their row; the output of "cat" is 0.2447 times the first row of V,
        // plus 0.0900 times the second, plus 0.6652 times the third.
        Attended all = attend(q, k, v, Tensor.full(Shape.of(3, 3), 0));
        show("weights = softmax(Q Kᵀ / √d)", all.weights());
        show("output = weights V", all.output());

        // Who writes from left to right must not read what comes later. There the mask puts −∞, and e to the power of that is 0.
        float no = Float.NEGATIVE_INFINITY;
        Attended past = attend(q, k, v, Tensor.of(Shape.of(3, 3),
                0, no, no,
                0, 0, no,
                0, 0, 0));
        show("causal weights = softmax(Q Kᵀ / √d + mask)", past.weights());
        show("causal output", past.output());
    }

    private static void show(String title, Tensor matrix) {
        IO.println(title);
        if (matrix.dim(LAST) == TOKENS.size()) {
            IO.println("%8s%9s%9s%9s".formatted("", TOKENS.get(0), TOKENS.get(1), TOKENS.get(2)));
        }
        for (int i = 0; i < TOKENS.size(); i++) {
            StringBuilder line = new StringBuilder("  %-6s".formatted(TOKENS.get(i)));
            for (int j = 0; j < matrix.dim(LAST); j++) {
                line.append(String.format(Locale.ROOT, "%9.4f", matrix.at(i, j)));
            }
            IO.println(line);
        }
        IO.println();
    }

    // What you should see: scores of 0, 2 and 4, halved; weights that sum to 1 in every row; "the" and "sleeps" reading mostly "cat", and
    // "cat" reading mostly "sleeps". In the causal weights all is 0 right of the diagonal: "the" can only read itself, and "cat", whose
    // verb is yet to come, falls back on its article:
    //
    //                    the      cat   sleeps
    //       the       1.0000   0.0000   0.0000
    //       cat       0.7311   0.2689   0.0000
    //       sleeps    0.2119   0.5761   0.2119
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example03Attention
}
