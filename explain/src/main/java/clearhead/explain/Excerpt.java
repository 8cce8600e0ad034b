package clearhead.explain;

import java.util.OptionalInt;

/// The positions of an output that are looked at. A head is not asked about others: of a model that writes, scores of all tokens at all
/// positions are a large part of the work.
///
/// @param from the first of them
/// @param to   the one behind the last
/// @param of   how many positions there are
record Excerpt(int from, int to, int of) {

    /// All positions.
    static Excerpt all(int positions) {
        return new Excerpt(0, positions, positions);
    }

    /// What a target looks at.
    ///
    /// @param target    says where, counted from the start
    /// @param positions how many there are
    static Excerpt of(Target target, WhiteBox model, Input input, int positions) {
        return switch (target) {
            case Target.Placed placed -> {
                OptionalInt given = placed.position();
                int at = given.isPresent() ? given.getAsInt() : Places.own(model, input);
                yield new Excerpt(at, at + 1, positions);
            }
            case Target.Sequence _, Target.Each _ -> {
                int first = model.firstTarget(input);
                yield new Excerpt(first, first + input.targets().size(), positions);
            }
            case Target.Start _, Target.End _, Target.Span _, Target.Similarity _, Target.Activation _ -> all(positions);
        };
    }

    /// How many.
    int size() {
        return to - from;
    }
}
