package clearhead.explain.layer;

import clearhead.autograd.Budget;
import clearhead.autograd.Tensor;
import clearhead.core.model.Tower;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Replacement;
import clearhead.explain.Token;
import clearhead.explain.Toy;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/// A white box of two functions, with a place to look between them.
///
/// @param toy    its tokens
/// @param hidden from the embeddings `[copies, seq, width]` to what is called `blocks.0.mlp.post`, `[copies, seq, units]`
/// @param answer from there to the logits, `[copies, 1, classes]`
record InnerToy(Toy toy, UnaryOperator<Tensor> hidden, UnaryOperator<Tensor> answer) implements WhiteBox {

    /// Where one can look.
    static final Site INNER = new Site(Stack.ONLY, 0, Kind.MLP_POST);

    @Override public Tensor forward(Input input, int copies, Pass pass) {
        return answer.apply(pass.at(INNER, hidden.apply(new Toy(toy.table(), rows -> rows).forward(input, copies, pass))));
    }

    @Override public Gives gives() {
        return toy.gives();
    }

    @Override public List<Leaf> leaves(Input input, boolean both) {
        return toy.leaves(input, both);
    }

    @Override public Tensor row(Replacement.InPlace replacement, Leaf leaf) {
        return toy.row(replacement, leaf);
    }

    @Override public OptionalInt position(Input input) {
        return toy.position(input);
    }

    @Override public int firstTarget(Input input) {
        return toy.firstTarget(input);
    }

    @Override public List<Token> decoderTokens(Input input) {
        return toy.decoderTokens(input);
    }

    @Override public SortedMap<Stack, Tower> towers() {
        return toy.towers();
    }

    @Override public String label(int index) {
        return toy.label(index);
    }

    @Override public OptionalInt index(String name) {
        return toy.index(name);
    }

    @Override public Budget budget() {
        return toy.budget();
    }

    @Override public ModelInfo info() {
        return toy.info();
    }
}
