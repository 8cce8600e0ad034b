package clearhead.explain.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/// How good a surrogate is, on examples that were held out. There is no fidelity without its accuracy, or the word that nobody knows it:
/// what agrees with a model need not be right, and what is right need not agree with the model.
///
/// @param fidelity agreement with the model
/// @param accuracy agreement with the labels
public record Quality(Fidelity fidelity, Accuracy accuracy) {

    /// Agreement with the model.
    public sealed interface Fidelity {

        /// Of classes.
        ///
        /// @param surrogate     how often it gives the model's class
        /// @param majority      how often the class does that the model gives most often in the training part
        /// @param probabilities how well it foretells the classes' probabilities
        record Classes(Share surrogate, Share majority, RSquared probabilities) implements Fidelity {}

        /// Of a number.
        record Number(RSquared surrogate) implements Fidelity {}
    }

    /// Agreement with the labels.
    public sealed interface Accuracy {

        /// Of classes.
        ///
        /// @param surrogate its own
        /// @param model     the model's
        /// @param majority  that of the label which is most frequent in the training part
        record Classes(Share surrogate, Share model, Share majority) implements Accuracy {}

        /// Of a number.
        record Number(RSquared surrogate, RSquared model) implements Accuracy {}

        /// Nobody knows.
        record NoLabels() implements Accuracy {}
    }

    static Quality of(Distilled distilled, double[][] x, Lesson lesson, Parts parts, Optional<Labels> labels, long seed) {
        return new Quality(fidelity(distilled, x, lesson, parts, seed),
                labels.map(known -> accuracy(distilled, x, lesson, parts, known, seed)).orElseGet(Accuracy.NoLabels::new));
    }

    private static Fidelity fidelity(Distilled distilled, double[][] x, Lesson lesson, Parts parts, long seed) {
        int[] rows = parts.heldOut();
        double[][] told = Arrays.stream(rows).mapToObj(row -> distilled.say(x[row]).outputs()).toArray(double[][]::new);
        RSquared outputs = RSquared.of(lesson.outputs(rows), told, lesson.mean(parts.training()), seed);
        int most = lesson.verdict(parts.training()).decision();
        return lesson.classes() ? new Fidelity.Classes(share(rows, row -> distilled.say(x[row]).decision() == lesson.decision(row)),
                share(rows, row -> most == lesson.decision(row)), outputs) : new Fidelity.Number(outputs);
    }

    private static Accuracy accuracy(Distilled distilled, double[][] x, Lesson lesson, Parts parts, Labels labels, long seed) {
        int[] rows = parts.heldOut();
        return switch (labels) {
            case Labels.Classes(int[] index) -> {
                int most = mostFrequent(index, parts.training());
                yield new Accuracy.Classes(share(rows, row -> distilled.say(x[row]).decision() == index[row]),
                        share(rows, row -> lesson.decision(row) == index[row]), share(rows, row -> most == index[row]));
            }
            case Labels.Numbers(double[] value) -> {
                double[][] right = Arrays.stream(rows).mapToObj(row -> new double[] {value[row]}).toArray(double[][]::new);
                double[] mean = {Arrays.stream(parts.training()).mapToDouble(row -> value[row]).sum() / parts.training().length};
                double[][] told = Arrays.stream(rows).mapToObj(row -> distilled.say(x[row]).outputs()).toArray(double[][]::new);
                yield new Accuracy.Number(RSquared.of(right, told, mean, seed), RSquared.of(right, lesson.outputs(rows), mean, seed));
            }
        };
    }

    private static int mostFrequent(int[] index, int[] rows) {
        int[] counts = new int[Arrays.stream(index).max().orElseThrow() + 1];
        Arrays.stream(rows).forEach(row -> counts[index[row]]++);
        int best = 0;
        for (int c = 1; c < counts.length; c++) {
            best = counts[c] > counts[best] ? c : best;
        }
        return best;
    }

    static Share share(int[] rows, IntPredicate hit) {
        return new Share((int) Arrays.stream(rows).filter(hit).count(), rows.length);
    }
}
