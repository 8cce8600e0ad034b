package clearhead.core.nn;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

/// A table with one row of numbers for each token, or each position.
///
/// @param weight `[rows, dModel]`
public record Embedding(Tensor weight) implements Part<Embedding> {

    /// Rows of the normal distribution.
    public static Embedding random(int rows, int dModel, double deviation, long seed) {
        return new Embedding(Tensor.normal(Shape.of(rows, dModel), deviation, seed));
    }

    /// The rows with these numbers.
    ///
    /// @return `[batch, seq, dModel]`
    public Tensor forward(Batch ids) {
        return weight.gather(Shape.of(ids.size(), ids.seq()), ids.flat());
    }

    /// The first `n` rows, `[n, dModel]`: the positions of a text of that length.
    ///
    /// @throws IllegalArgumentException if there are fewer
    public Tensor first(int n) {
        if (n > weight.dim(0)) {
            throw new IllegalArgumentException("%d positions, but the model knows only %d".formatted(n, weight.dim(0)));
        }
        return weight.slice(0, 0, n);
    }

    @Override public Embedding map(Mapping each) {
        return new Embedding(each.at("weight", weight));
    }
}
