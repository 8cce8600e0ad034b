package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/// A model with everything open: activations at their sites, and gradients. It has no state, so any number of explanations may run on
/// it at once. [OpenModel] is every transformer of this house.
public interface WhiteBox {

    /// What a model's output is.
    enum Gives {
        /// One class for the whole input: one position.
        CLASSES,
        /// One class for each position.
        POSITION_CLASSES,
        /// Two numbers for each position: of being the first token of an answer, and the last.
        SPAN,
        /// Scores of each position's next token.
        NEXT,
        /// Scores of the token that belongs at each position.
        FILLING,
        /// A vector: one position, its numbers in place of classes, of any length.
        VECTOR,
        /// Nothing that could be explained: the last rows themselves.
        ROWS
    }

    /// What its output is.
    Gives gives();

    /// Where the input enters.
    ///
    /// @param both whether what stands on the side that is written is explained, too
    List<Leaf> leaves(Input input, boolean both);

    /// Runs the model on `copies` copies of one input, so that a probe can make each of them different.
    ///
    /// @return `[copies, positions, classes]`, as [#gives] says
    Tensor forward(Input input, int copies, Pass pass);

    /// The same, where nobody may read some of the input's tokens ([Replacement.Away#HIDE]).
    ///
    /// @param hidden for each copy, for each of the input's tokens, whether it is hidden
    /// @throws BadInput if this model has no attention that could be told so
    default Tensor forward(Input input, List<boolean[]> hidden, Pass pass) {
        throw new BadInput("replacement=hide", "this model has no attention that could leave a token out", "zero, mean or token:#123");
    }

    /// What [Replacement#AUTO] is for methods that take tokens away.
    default Replacement removal() {
        return Replacement.Plain.ZERO;
    }

    /// What [Replacement#AUTO] is for a path: zeros, but the mean row where the first norm sees no scale.
    default Replacement.InPlace automatic(Leaf leaf) {
        Tower tower = towers().get(leaf.site().stack());
        return tower != null && tower.scaleFree() ? Replacement.Plain.MEAN : Replacement.Plain.ZERO;
    }

    /// The row of the embedding table that a replacement puts in a token's place, as it appears at a leaf: `[dModel]`.
    ///
    /// @throws BadInput if this model has no such token
    Tensor row(Replacement.InPlace replacement, Leaf leaf);

    /// All rows of the embedding table, as they appear at a leaf: `[vocab, dModel]`; empty where nothing is looked up, as in a picture.
    default Optional<Tensor> table(Leaf leaf) {
        return Optional.empty();
    }

    /// The position whose scores are the model's answer; empty if there is none, or several.
    OptionalInt position(Input input);

    /// The positions of `targets` in the output: the scores of target t stand at `first + t`.
    int firstTarget(Input input);

    /// What the decoder of an encoder-decoder reads; empty for others.
    List<Token> decoderTokens(Input input);

    /// The blocks, and what stands between them and the embeddings, by stack in the order of the computation; empty if it has none.
    SortedMap<Stack, Tower> towers();

    /// Whether the blocks of a stack let a position read what stands behind it.
    default boolean causal(Stack stack) {
        return stack == Stack.DECODER || stack == Stack.ONLY && gives() == Gives.NEXT;
    }

    /// What a class or token is called.
    String label(int index);

    /// The class of this name, or the token of this text; empty if there is none.
    OptionalInt index(String name);

    /// How much memory an explanation may take at a time.
    Budget budget();

    /// What the model is.
    ModelInfo info();

    /// What an explanation says about its model.
    ///
    /// @param digest       SHA-256 of configuration and weights, `sha256:…`
    /// @param architecture its family
    /// @param source       where it came from
    record ModelInfo(String digest, String architecture, String source) {}
}
