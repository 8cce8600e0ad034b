package clearhead.explain.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a model says of all examples, as somebody else may learn it.
///
/// @param said    example by example
/// @param classes whether it gives classes, or one number
record Lesson(List<Said> said, boolean classes) {

    /// What is to be foretold of an example: the classes' probabilities, or the number.
    double[] output(int row) {
        return classes ? said.get(row).probabilities() : said.get(row).scores();
    }

    double[][] outputs(int[] rows) {
        return Arrays.stream(rows).mapToObj(this::output).toArray(double[][]::new);
    }

    /// The class that the model gives an example; of a number always 0.
    int decision(int row) {
        return classes ? said.get(row).decision() : 0;
    }

    /// What trees and rules split by: the decisions, as zeros and a one; or the number's distance from the mean.
    double[][] targets(int[] rows) {
        double[] mean = mean(rows);
        return Arrays.stream(rows).mapToObj(row -> {
            double[] target = new double[classes ? said.get(row).classes() : 1];
            target[decision(row)] = classes ? 1 : output(row)[0] - mean[0];
            return target;
        }).toArray(double[][]::new);
    }

    /// The mean output.
    double[] mean(int[] rows) {
        double[] mean = new double[output(0).length];
        for (int row : rows) {
            double[] output = output(row);
            for (int c = 0; c < mean.length; c++) {
                mean[c] += output[c] / rows.length;
            }
        }
        return mean;
    }

    /// What to say where these examples are all that is known: the most frequent decision, the first of equally frequent ones.
    Verdict verdict(int[] rows) {
        int[] counts = new int[output(0).length];
        Arrays.stream(rows).forEach(row -> counts[decision(row)]++);
        return new Verdict(IntStream.range(0, counts.length).boxed().max((a, b) -> counts[a] == counts[b] ? b - a : counts[a] - counts[b])
                .orElseThrow(), mean(rows), rows.length);
    }

    /// What a surrogate says of some examples.
    ///
    /// @param decision the class
    /// @param outputs  probabilities, or the number
    /// @param training how many examples of the training part taught it that
    record Verdict(int decision, double[] outputs, int training) {}
}
