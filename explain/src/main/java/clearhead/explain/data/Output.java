package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Target;

/// The one number of a model's answer that is measured.
sealed interface Output {

    /// The only number that the model gives.
    record Number() implements Output {}

    /// The probability of the class that the example itself is given, whatever its values are exchanged for.
    record Decided() implements Output {}

    /// The score of a class.
    record Logit(int index) implements Output {}

    /// The probability of a class.
    record Probability(int index) implements Output {}

    /// Its logarithm.
    record LogProbability(int index) implements Output {}

    /// How far the score of one class is above that of another.
    record Difference(int index, int against) implements Output {}

    /// What a target names; that of the prediction is the only number, or else [Decided].
    ///
    /// @param classes how many scores the model gives
    /// @throws BadInput if it is no number of a whole input's classes
    static Output of(Target target, int classes) {
        return switch (target) {
            case Target.Predicted(var _) -> classes == 1 ? new Number() : new Decided();
            case Target.Logit(var _, int index) -> new Logit(known(index, classes));
            case Target.Probability(var _, int index) -> new Probability(known(index, classes));
            case Target.LogProbability(var _, int index) -> new LogProbability(known(index, classes));
            case Target.Difference(var _, int a, int b) -> new Difference(known(a, classes), known(b, classes));
            case Target.Entropy _, Target.Start _, Target.End _, Target.Span _, Target.Sequence _, Target.Similarity _, Target.Each _,
                 Target.Activation _ -> throw new BadInput("--target", "%s is not for data sets".formatted(target.kind()),
                    "predicted, logit:C, prob:C, logprob:C or diff:A,B");
        };
    }

    private static int known(int index, int classes) {
        if (index < 0 || index >= classes) {
            throw new BadInput("--target", "%d is no class of this model".formatted(index), "0 to %d".formatted(classes - 1));
        }
        return index;
    }

    /// The number.
    ///
    /// @param decided the class that the example itself is given
    default double of(Said said, int decided) {
        return switch (this) {
            case Number _ -> said.scores()[0];
            case Decided _ -> said.probabilities()[decided];
            case Logit(int index) -> said.scores()[index];
            case Probability(int index) -> said.probabilities()[index];
            case LogProbability(int index) -> said.log(index);
            case Difference(int index, int against) -> said.scores()[index] - said.scores()[against];
        };
    }

    /// What people read.
    default String text(BlackBox box) {
        return switch (this) {
            case Number _ -> "the model's number";
            case Decided _ -> "the probability of the class that the example is given";
            case Logit(int index) -> "the score of " + box.label(index);
            case Probability(int index) -> "the probability of " + box.label(index);
            case LogProbability(int index) -> "the log-probability of " + box.label(index);
            case Difference(int index, int against) -> "the score of %s minus that of %s".formatted(box.label(index), box.label(against));
        };
    }
}
