package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Where the numbers of a target stand in a model's output.
///
/// @param output `[copies, positions, classes]`
record Places(WhiteBox model, Input input, Tensor output) {

    /// The position from the start.
    ///
    /// @throws BadInput if the output has no such position, or none was given and the model has none of its own
    int position(OptionalInt given) {
        if (given.isPresent()) {
            return inside(given.getAsInt());
        }
        return model.position(input).orElseThrow(() -> new BadInput("target", "says no position", switch (model.gives()) {
            case FILLING -> "a text with one mask, or a position: logit:TOKEN@3";
            case POSITION_CLASSES -> "a position: logit:CLASS@3";
            case SPAN -> "start:P, end:P or span:P,Q";
            case CLASSES, NUMBERS, NEXT, VECTOR, ROWS -> "a model that gives classes or tokens";
        }));
    }

    /// The same for one that was given.
    int inside(int position) {
        int positions = output.dim(1);
        int at = position < 0 ? position + positions : position;
        if (at < 0 || at >= positions) {
            throw new BadInput("target", "there is no position %d".formatted(position),
                    positions == 1 ? "0, the only one" : "0 to %d, or -1 to -%d from the end".formatted(positions - 1, positions));
        }
        return at;
    }

    /// The scores of a position, `[copies, 1, classes]`.
    Tensor row(OptionalInt position) {
        int at = position(position);
        return output.slice(1, at, at + 1);
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
        int first = model.firstTarget(input);
        Tensor rows = output.slice(1, first, first + ids.length);                                // [copies, targets, classes]
        Tensor values = logs ? rows.logSoftmax() : rows;
        return IntStream.range(0, ids.length).mapToObj(t -> pick(values, t, ids[t])).toList();
    }
}
