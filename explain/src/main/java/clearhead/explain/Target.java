package clearhead.explain;

import clearhead.autograd.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/// What is explained: one number that the model's outputs give, or one for each row of a matrix. The logit is the usual choice; a
/// probability near 1 is flat, so its gradients vanish where the model is most sure.
public sealed interface Target {

    /// The name of this kind of target in JSON.
    default String kind() {
        return switch (this) {
            case Logit _ -> "logit";
            case Probability _ -> "prob";
            case LogProbability _ -> "logprob";
            case Difference _ -> "diff";
            case Each _ -> "each";
        };
    }

    /// How many numbers are explained.
    ///
    /// @throws IllegalArgumentException if it is one for each target token and there is none
    default int rows(Input input) {
        return switch (this) {
            case One _ -> 1;
            case Each _ -> {
                if (input.targets().isEmpty()) {
                    throw new IllegalArgumentException("target: each of the input's target tokens, but it has none");
                }
                yield input.targets().size();
            }
        };
    }

    /// The explained numbers, one row at a time.
    ///
    /// @param logits `[copies, positions, classes]`
    /// @return       for each row of the explanation, `[copies]`
    /// @throws IllegalArgumentException if the model gives no such position or class
    default List<Tensor> of(Tensor logits, Input input) {
        return switch (this) {
            case Logit(int position, int index) -> List.of(pick(logits, position, index));
            case Probability(int position, int index) -> List.of(pick(logits.softmax(), position, index));
            case LogProbability(int position, int index) -> List.of(pick(logits.logSoftmax(), position, index));
            case Difference(int position, int a, int b) -> List.of(pick(logits, position, a).sub(pick(logits, position, b)));
            case Each(boolean logs) -> {
                Tensor values = logs ? logits.logSoftmax() : logits;
                int[] ids = input.targetIds();
                yield IntStream.range(0, rows(input)).mapToObj(t -> pick(values, t, ids[t])).toList();
            }
        };
    }

    /// One number, which the model gives at one position; a negative one counts from the end.
    sealed interface One extends Target {

        /// The position as it was given.
        int position();

        /// The position counted from the start.
        default int position(int positions) {
            return fromStart(position(), positions);
        }
    }

    /// The logit of a class at a position.
    record Logit(int position, int index) implements One {}

    /// The probability of a class at a position.
    record Probability(int position, int index) implements One {}

    /// The logarithm of that probability.
    record LogProbability(int position, int index) implements One {}

    /// The logit of class `a` minus that of class `b`, at a position: why this one rather than that one.
    record Difference(int position, int a, int b) implements One {}

    /// One row for each target token: how likely it was, given the input and the targets before it.
    ///
    /// @param logs its log-probability if true, else its logit
    record Each(boolean logs) implements Target {

        /// Log-probabilities, which is what `each` means on the command line.
        public Each() {
            this(true);
        }
    }

    /// @return `[copies]`
    private static Tensor pick(Tensor values, int position, int index) {
        int positions = values.dim(1);
        int classes = values.dim(2);
        int at = fromStart(position, positions);
        if (at < 0 || at >= positions || index < 0 || index >= classes) {
            throw new IllegalArgumentException("target: class %d at position %d, but the model gives %d classes at %d positions"
                    .formatted(index, position, classes, positions));
        }
        return values.slice(1, at, at + 1).slice(2, index, index + 1).reshape(values.dim(0));
    }

    private static int fromStart(int position, int positions) {
        return position < 0 ? position + positions : position;
    }
}
