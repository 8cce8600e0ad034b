package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Where the numbers of a target stand in a model's output.
///
/// @param output  `[copies, positions of the excerpt, classes]`
/// @param excerpt the positions that were computed
record Places(WhiteBox model, Input input, Tensor output, Excerpt excerpt) {

    /// All positions were.
    Places(WhiteBox model, Input input, Tensor output) {
        this(model, input, output, Excerpt.all(output.dim(1)));
    }

    /// The explained numbers: for each row of the explanation, `[copies]`.
    ///
    /// @param with `[1, 1, width]`, the vector that a similarity is measured to
    /// @throws BadInput if the model gives no such position or class
    List<Tensor> numbers(Target target, Optional<Tensor> with) {
        return switch (target) {
            case Target.Predicted _ -> throw new IllegalStateException("a prediction is resolved before it is explained");
            case Target.Logit(OptionalInt position, int index) -> List.of(pick(position, index));
            case Target.Probability(OptionalInt position, int index) -> List.of(pick(row(position).softmax(), 0, index));
            case Target.LogProbability(OptionalInt position, int index) -> List.of(pick(row(position).logSoftmax(), 0, index));
            case Target.Difference(OptionalInt position, int a, int b) -> List.of(pick(position, a).sub(pick(position, b)));
            case Target.Entropy(OptionalInt position) -> {
                Tensor logs = row(position).logSoftmax();                                     // [copies, 1, classes]
                yield List.of(Tensor.scalar(0).sub(logs.exp().mul(logs).sum(2).reshape(output.dim(0))));
            }
            case Target.Start(int position) -> List.of(pick(position, 0));
            case Target.End(int position) -> List.of(pick(position, 1));
            case Target.Span(int first, int last) -> List.of(pick(first, 0).add(pick(last, 1)));
            case Target.Sequence _ -> List.of(targets(true).stream().reduce(Tensor::add).orElseThrow());
            case Target.Similarity(boolean cosine) -> {
                Tensor other = with.orElseThrow(() -> new BadInput("target similarity", "there is one text",
                        "a second one, --pair or --pair-ids"));
                Tensor a = cosine ? output.normalize(Target.LEAST) : output;
                Tensor b = cosine ? other.normalize(Target.LEAST) : other;
                yield List.of(a.mul(b).sum(2).reshape(output.dim(0)));
            }
            case Target.Activation activation -> List.of(activation.pick(output));
            case Target.Each(boolean logs, boolean _) -> targets(logs);
        };
    }

    /// The position from the start.
    ///
    /// @throws BadInput if the output has no such position, or none was given and the model has none of its own
    int position(OptionalInt given) {
        return given.isPresent() ? inside(given.getAsInt()) : own(model, input);
    }

    /// The model's own.
    ///
    /// @throws BadInput if it has none
    static int own(WhiteBox model, Input input) {
        return model.position(input).orElseThrow(() -> new BadInput("target", "says no position", switch (model.gives()) {
            case FILLING -> "a text with one mask, or a position: logit:TOKEN@3";
            case POSITION_CLASSES -> "a position: logit:CLASS@3";
            case SPAN -> "start:P, end:P or span:P,Q";
            case CLASSES, NUMBERS, NEXT, VECTOR, ROWS -> "a model that gives classes or tokens";
        }));
    }

    /// The same for one that was given.
    int inside(int position) {
        int positions = excerpt.of();
        int at = position < 0 ? position + positions : position;
        if (at < 0 || at >= positions) {
            throw new BadInput("target", "there is no position %d".formatted(position),
                    positions == 1 ? "0, the only one" : "0 to %d, or -1 to -%d from the end".formatted(positions - 1, positions));
        }
        return at;
    }

    /// The scores of a position, `[copies, 1, classes]`.
    Tensor row(OptionalInt position) {
        int at = position(position) - excerpt.from();
        return output.slice(1, at, at + 1);
    }

    /// A class of a position, `[copies]`.
    Tensor pick(OptionalInt position, int index) {
        return pick(output, position(position) - excerpt.from(), index);
    }

    /// The same for one that was given.
    Tensor pick(int position, int index) {
        return pick(OptionalInt.of(position), index);
    }

    /// @return `[copies]`
    Tensor pick(Tensor values, int position, int index) {
        if (index < 0 || index >= values.dim(2)) {
            throw new BadInput("target", "there is no class %d".formatted(index), "0 to %d".formatted(values.dim(2) - 1));
        }
        return values.slice(1, position, position + 1).slice(2, index, index + 1).reshape(values.dim(0));
    }

    /// What the model gives each target token, `[copies]` each.
    List<Tensor> targets(boolean logs) {
        int[] ids = input.targetIds();
        if (ids.length == 0) {
            throw new BadInput("target", "of the tokens that are written, but there is none", "--target-text or --target-ids");
        }
        int first = model.firstTarget(input) - excerpt.from();
        Tensor rows = output.slice(1, first, first + ids.length);                                // [copies, targets, classes]
        Tensor values = logs ? rows.logSoftmax() : rows;
        return IntStream.range(0, ids.length).mapToObj(t -> pick(values, t, ids[t])).toList();
    }
}
