package clearhead.autograd;

import static clearhead.autograd.Shape.require;

/// Pictures as rows of numbers, the way a vision transformer reads them.
public final class Patches {

    private Patches() {}

    /// Every picture cut into squares, row by row, and every square laid out channel by channel, each of them row by row:
    ///
    /// ```
    ///   ┌───┬───┐
    ///   │ 0 │ 1 │      patch · patch numbers of channel 0, then of channel 1, …
    ///   ├───┼───┤
    ///   │ 2 │ 3 │
    ///   └───┴───┘
    ///   [batch, channels, height, width] → [batch, patches, channels · patch · patch]
    /// ```
    ///
    /// That is the order in which a convolution of this size and stride has its weights, `[out, channels, patch, patch]`: laid out as
    /// `[channels · patch · patch, out]` they are the w of an [Product.Affine], and no convolution is needed.
    ///
    /// @throws IllegalArgumentException if the pictures do not divide into squares of this size
    public static Tensor of(Tensor pictures, int patch) {
        Shape shape = pictures.shape();
        require(shape.rank() == 4, "patches: pictures%s (need [batch, channels, height, width])", shape);
        require(patch > 0 && shape.dim(2) % patch == 0 && shape.dim(3) % patch == 0,
                "patches: pictures%s do not divide into squares of %d", shape, patch);
        int down = shape.dim(2) / patch;
        int across = shape.dim(3) / patch;
        return pictures.reshape(shape.dim(0), shape.dim(1), down, patch, across, patch)
                .permute(0, 2, 4, 1, 3, 5)                                  // [batch, down, across, channels, patch, patch]
                .reshape(shape.dim(0), down * across, shape.dim(1) * patch * patch);
    }
}
