package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters.Initial;

/// A table with one row of numbers for each token, or each position.
///
/// @param weight `[rows, dModel]`
public record Embedding(Tensor weight) implements Part<Embedding> {

    /// A table of this size.
    public static Embedding of(int rows, int dModel, Parameters from) {
        return new Embedding(from.at("weight", Shape.of(rows, dModel), new Initial.Normal(1)));
    }

    /// The rows with these numbers.
    ///
    /// @return `[batch, seq, dModel]`
    /// @throws IllegalArgumentException if there is no such row
    public Tensor forward(Batch ids) {
        return weight.gather(Shape.of(ids.size(), ids.seq()), ids.flat());
    }

    /// The rows `[from, to)`, `[to − from, dModel]`: those positions of a text.
    ///
    /// @throws IllegalArgumentException if there are fewer
    public Tensor rows(int from, int to) {
        if (to > weight.dim(0)) {
            throw new IllegalArgumentException("%d positions, but the model knows only %d".formatted(to, weight.dim(0)));
        }
        return weight.slice(0, from, to);
    }

    @Override public Embedding map(Mapping each) {
        return new Embedding(each.at("weight", weight));
    }
}
