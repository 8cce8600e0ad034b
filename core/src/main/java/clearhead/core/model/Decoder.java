package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Cache;
import java.util.List;
import java.util.OptionalInt;

/// A model that can continue what it has read, piece by piece, without reading the beginning again: each piece costs what its own tokens
/// cost, and gives the bits that the whole would give at once.
///
/// ```java
/// Cache cache = new Cache();
/// model.read(List.of(cache), List.of(new int[] {5, 2, 7}));                           // [1, 3, dModel]
/// Tensor row = model.read(List.of(cache), List.of(new int[] {1}));                    // [1, 1, dModel]: the fourth position
/// Tensor logits = model.logits(row);                                                  // the scores of the fifth token
/// ```
///
/// Nobody can look on: who wants to see activations, or change them, or asks for a gradient, runs the model's `forward` on the whole.
public sealed interface Decoder permits CausalModel, EncoderDecoder {

    /// Reads the next tokens of several sequences.
    ///
    /// @param caches what is remembered of each; they grow
    /// @param ids    the new tokens of each, as many as one likes, at least one
    /// @return       the last rows, `[1, rows, dModel]`, those of one sequence behind those of another
    /// @throws IllegalArgumentException if a sequence gets longer than the positions that the model knows
    Tensor read(List<Cache> caches, List<int[]> ids);

    /// The scores of the token after each row.
    ///
    /// @param rows `[…, dModel]`
    /// @return     `[…, vocab]`
    Tensor logits(Tensor rows);

    /// How many positions the model knows; empty if they never end.
    OptionalInt positions();
}
