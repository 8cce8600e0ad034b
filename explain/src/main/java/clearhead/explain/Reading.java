package clearhead.explain;

import clearhead.autograd.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads answers out of a model's output.
///
/// @param target is no prediction any more
/// @param with   what a similarity is measured to
record Reading(WhiteBox model, Input input, Target target, Optional<Tensor> with) {

    /// One answer for each copy.
    ///
    /// @param output `[copies, positions, classes]`, or the activation that is explained
    List<Answer> of(Tensor output) {
        List<float[]> values = target.of(output, model, input, with).stream().map(Tensor::toArray).toList();
        List<Answer> answers = new ArrayList<>();
        Decisions decisions = decisions(output);
        for (int copy = 0; copy < values.getFirst().length; copy++) {
            int at = copy;
            answers.add(new Answer(values.stream().mapToDouble(all -> all[at]).toArray(), decisions.decision(copy), decisions.rank(copy)));
        }
        return answers;
    }

    /// @param scores among which the model decides, row after row
    /// @param classes how many they are
    /// @param index   the explained one
    private record Decisions(float[] scores, int classes, int index) {

        static final Decisions NONE = new Decisions(new float[0], 0, Answer.NONE);

        int decision(int copy) {
            if (classes == 0) {
                return Answer.NONE;
            }
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[copy * classes + c] > scores[copy * classes + best] ? c : best;
            }
            return best;
        }

        int rank(int copy) {
            if (index == Answer.NONE) {
                return Answer.NONE;
            }
            int higher = 0;
            for (int c = 0; c < classes; c++) {
                higher += scores[copy * classes + c] > scores[copy * classes + index] ? 1 : 0;
            }
            return higher;
        }
    }

    private Decisions decisions(Tensor output) {
        return switch (target) {
            case Target.Logit(OptionalInt position, int index) -> classes(output, position, index);
            case Target.Probability(OptionalInt position, int index) -> classes(output, position, index);
            case Target.LogProbability(OptionalInt position, int index) -> classes(output, position, index);
            case Target.Difference(OptionalInt position, int a, int _) -> classes(output, position, a);
            case Target.Entropy(OptionalInt position) -> classes(output, position, Answer.NONE);
            case Target.Start(int position) -> positions(output, 0, position);
            case Target.End(int position) -> positions(output, 1, position);
            case Target.Span(int first, int _) -> positions(output, 0, first);
            case Target.Predicted _, Target.Sequence _, Target.Similarity _, Target.Activation _, Target.Each _ -> Decisions.NONE;
        };
    }

    private Decisions classes(Tensor output, OptionalInt position, int index) {
        return new Decisions(new Places(model, input, output).row(position).toArray(), output.dim(2), index);
    }

    private Decisions positions(Tensor output, int which, int position) {
        return new Decisions(output.slice(2, which, which + 1).toArray(), output.dim(1), new Places(model, input, output).inside(position));
    }
}
