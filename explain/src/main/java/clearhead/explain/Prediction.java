package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a model says of an input: which target [Target.Predicted] stands for, and whether a target is a close call.
///
/// @param output `[1, positions, classes]`
record Prediction(WhiteBox model, Input input, Tensor output) {

    /// Candidates that are no further apart are as good as equal.
    private static final double TIE = 1e-6;

    /// The target with its positions counted from the start, or what the model predicts.
    Target resolve(Target target) {
        Places at = new Places(model, input, output);
        return switch (target) {
            case Target.Predicted(OptionalInt position) -> predicted(position);
            case Target.Logit(OptionalInt position, int index) -> new Target.Logit(classesAt(position, target), index);
            case Target.Probability(OptionalInt position, int index) -> new Target.Probability(classesAt(position, target), index);
            case Target.LogProbability(OptionalInt position, int index) -> new Target.LogProbability(classesAt(position, target), index);
            case Target.Difference(OptionalInt position, int a, int b) -> new Target.Difference(classesAt(position, target), a, b);
            case Target.Entropy(OptionalInt position) -> new Target.Entropy(OptionalInt.of(classesAt(position, target)));
            case Target.Start(int position) -> {
                requireSpans(target);
                yield new Target.Start(at.inside(position));
            }
            case Target.End(int position) -> {
                requireSpans(target);
                yield new Target.End(at.inside(position));
            }
            case Target.Span(int first, int last) -> {
                requireSpans(target);
                yield new Target.Span(at.inside(first), at.inside(last));
            }
            case Target.Sequence _, Target.Each _ -> {
                require(model.gives() == WhiteBox.Gives.NEXT, target, "a model that writes");
                yield target;
            }
            case Target.Activation _ -> target;
            case Target.Similarity _ -> {
                require(model.gives() == WhiteBox.Gives.VECTOR, target, "a model that gives vectors");
                yield target;
            }
        };
    }

    private void requireSpans(Target target) {
        require(model.gives() == WhiteBox.Gives.SPAN, target, "a model that finds answers");
    }

    private int classesAt(OptionalInt position, Target target) {
        require(switch (model.gives()) {
            case CLASSES, NUMBERS, POSITION_CLASSES, NEXT, FILLING -> true;
            case SPAN, VECTOR, ROWS -> false;
        }, target, "a model that gives classes or tokens");
        return new Places(model, input, output).position(position);
    }

    private static void require(boolean holds, Target target, String needed) {
        if (!holds) {
            throw new BadInput("target " + target.kind(), "is not what this model gives", needed);
        }
    }

    private Target predicted(OptionalInt position) {
        return switch (model.gives()) {
            case CLASSES, NUMBERS, POSITION_CLASSES, NEXT, FILLING -> {
                int at = new Places(model, input, output).position(position);
                yield new Target.Logit(at, output.slice(1, at, at + 1).reshape(output.dim(2)).argmax(0).at(0));
            }
            case SPAN -> Target.Span.likeliest(((Input.Text) input).words(), output);
            case VECTOR -> new Target.Similarity(true);
            case ROWS -> throw new BadInput("target predicted", "this model has no head that predicts", "a model with a head");
        };
    }

    /// What to say where another candidate is as good as the one that is explained.
    List<String> warnings(Target target) {
        List<String> warnings = new ArrayList<>();
        tie(target).ifPresent(rival -> warnings.add("tie: %s is within 1e-6 of what is explained; which of them the model prefers is chance"
                .formatted(rival)));
        never(target).ifPresent(warnings::add);
        return warnings;
    }

    /// What is the same for every input explains nothing.
    private Optional<String> never(Target target) {
        boolean one = output.dim(2) == 1;
        return switch (target) {
            case Target.Difference(OptionalInt _, int a, int b) when a == b ->
                    Optional.of("both are %s: their difference is always 0".formatted(model.label(a)));
            case Target.Probability _, Target.LogProbability _, Target.Entropy _ when one ->
                    Optional.of("there is one class: its probability is always 1; its logit can be explained");
            case Target.Predicted _, Target.Logit _, Target.Probability _, Target.LogProbability _, Target.Difference _, Target.Entropy _,
                    Target.Start _, Target.End _, Target.Span _, Target.Sequence _, Target.Similarity _, Target.Activation _,
                    Target.Each _ -> Optional.empty();
        };
    }

    private Optional<String> tie(Target target) {
        Places at = new Places(model, input, output);
        return switch (target) {
            case Target.Logit(OptionalInt position, int index) -> rival(at.position(position), index);
            case Target.Probability(OptionalInt position, int index) -> rival(at.position(position), index);
            case Target.LogProbability(OptionalInt position, int index) -> rival(at.position(position), index);
            case Target.Difference(OptionalInt position, int a, int b) -> {
                int row = at.position(position);
                yield a != b && near(output.at(0, row, a), output.at(0, row, b)) ? Optional.of(model.label(b)) : Optional.empty();
            }
            case Target.Start(int position) -> rivalPosition(at.inside(position), 0);
            case Target.End(int position) -> rivalPosition(at.inside(position), 1);
            case Target.Span(int first, int last) -> rivalPosition(at.inside(first), 0).or(() -> rivalPosition(at.inside(last), 1));
            case Target.Predicted _, Target.Entropy _, Target.Sequence _, Target.Similarity _, Target.Activation _,
                    Target.Each _ -> Optional.empty();
        };
    }

    private static boolean near(float a, float b) {
        return Math.abs((double) a - b) <= TIE;
    }

    /// The best of the others, if it is near.
    private Optional<String> rival(int row, int index) {
        int best = -1;
        for (int c = 0; c < output.dim(2); c++) {
            best = c != index && (best < 0 || output.at(0, row, c) > output.at(0, row, best)) ? c : best;
        }
        return best >= 0 && near(output.at(0, row, best), output.at(0, row, index)) ? Optional.of(model.label(best)) : Optional.empty();
    }

    private Optional<String> rivalPosition(int position, int which) {
        int best = -1;
        for (int p = 0; p < output.dim(1); p++) {
            best = p != position && (best < 0 || output.at(0, p, which) > output.at(0, best, which)) ? p : best;
        }
        return best >= 0 && near(output.at(0, best, which), output.at(0, position, which)) ? Optional.of("position " + best)
                : Optional.empty();
    }
}
