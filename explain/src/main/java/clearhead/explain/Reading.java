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
        return of(output, Excerpt.all(output.dim(1)));
    }

    /// The same of an output of which not all positions were computed.
    ///
    /// @param output `[copies, positions of the excerpt, classes]`
    List<Answer> of(Tensor output, Excerpt excerpt) {
        Places at = new Places(model, input, output, excerpt);
        List<float[]> values = at.numbers(target, with).stream().map(Tensor::toArray).toList();
        List<Answer> answers = new ArrayList<>();
        Decisions decisions = decisions(at);
        for (int copy = 0; copy < values.getFirst().length; copy++) {
            int which = copy;
            answers.add(new Answer(values.stream().mapToDouble(all -> all[which]).toArray(), decisions.decision(copy),
                    decisions.rank(copy)));
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

    private Decisions decisions(Places at) {
        return switch (target) {
            case Target.Logit(OptionalInt position, int index) -> classes(at, position, index);
            case Target.Probability(OptionalInt position, int index) -> classes(at, position, index);
            case Target.LogProbability(OptionalInt position, int index) -> classes(at, position, index);
            case Target.Difference(OptionalInt position, int a, int _) -> classes(at, position, a);
            case Target.Entropy(OptionalInt position) -> classes(at, position, Answer.NONE);
            case Target.Start(int position) -> positions(at, 0, position);
            case Target.End(int position) -> positions(at, 1, position);
            case Target.Span(int first, int _) -> positions(at, 0, first);
            case Target.Predicted _, Target.Sequence _, Target.Similarity _, Target.Activation _, Target.Each _ -> Decisions.NONE;
        };
    }

    private static Decisions classes(Places at, OptionalInt position, int index) {
        return new Decisions(at.row(position).toArray(), at.output().dim(2), index);
    }

    private static Decisions positions(Places at, int which, int position) {
        return new Decisions(at.output().slice(2, which, which + 1).toArray(), at.output().dim(1), at.inside(position));
    }
}
