package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.IntStream;

/// A model with everything open: activations at their sites, and gradients. It has no state, so any number of explanations may run on
/// it at once. [OpenModel] is every transformer of this house.
public interface WhiteBox extends BlackBox {

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

    /// Runs the model on several inputs of one shape: as many tokens, and as many targets.
    ///
    /// @return `[inputs, positions, classes]`
    default Tensor forward(List<? extends Input> inputs, Pass pass) {
        return Tensor.concat(0, inputs.stream().map(input -> forward(input, 1, pass)).toArray(Tensor[]::new));
    }

    /// The model, if it reads forward alone, so that what inputs begin with alike need be read but once; and that `forward` is this model's.
    default Optional<CausalModel> causal() {
        return Optional.empty();
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

    /// How much memory an explanation may take at a time.
    Budget budget();

    @Override default Game.Side side(Input input, Target target, Players players) {
        return new Removal(this, input, target, players);
    }

    @Override default List<double[]> scores(List<Input> inputs) {
        return inputs.stream().map(input -> {
            Tensor output = forward(input, 1, Pass.PLAIN);
            float[] row = new Places(this, input, output).row(OptionalInt.empty()).toArray();
            return IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
        }).toList();
    }
}
