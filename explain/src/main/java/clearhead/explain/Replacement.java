package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;

/// The one meaning of "removed": what stands in the place of a token's embedding.
public enum Replacement {
    /// A row of zeros.
    ZERO("zero"),
    /// The mean row of the embedding table, special and unused rows too.
    MEAN("mean");

    private final String id;

    Replacement(String id) {
        this.id = id;
    }

    /// Its name in settings.
    public String id() {
        return id;
    }

    /// An input all of whose tokens are removed.
    ///
    /// @param x `[1, seq, dModel]`, the embeddings of the input
    /// @return  `[1, seq, dModel]`
    public Tensor of(WhiteBox model, Tensor x) {
        return switch (this) {
            case ZERO -> Tensor.full(x.shape(), 0);
            case MEAN -> model.embeddings().detach().mean(0).reshape(Shape.of(1, 1, x.dim(2))).expand(x.shape());
        };
    }
}
