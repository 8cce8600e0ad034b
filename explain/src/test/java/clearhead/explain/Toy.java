package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.Tower;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A white box that is nothing but a function of its embeddings: token i is row i of the table.
///
/// @param table  `[vocab, dModel]`
/// @param logits `[copies, seq, dModel] → [copies, positions, classes]`
public record Toy(Tensor table, UnaryOperator<Tensor> logits) implements WhiteBox {

    /// One number of tokens that are one number each.
    ///
    /// @param f `[copies, seq] → [copies]`
    public static Toy of(UnaryOperator<Tensor> f, float... x) {
        return wide(1, points -> f.apply(points.reshape(points.dim(0), points.dim(1))), x);
    }

    /// One number of tokens that are several numbers each, row after row.
    ///
    /// @param f `[copies, seq, dModel] → [copies]`
    public static Toy wide(int dModel, UnaryOperator<Tensor> f, float... x) {
        return new Toy(Tensor.of(Shape.of(x.length / dModel, dModel), x),
                points -> f.apply(points).reshape(points.dim(0), 1, 1));
    }

    /// Token i of every copy.
    ///
    /// @param x `[copies, seq]`
    /// @return  `[copies]`
    public static Tensor token(Tensor x, int i) {
        return x.slice(1, i, i + 1).reshape(x.dim(0));
    }

    /// Tokens 0 … n − 1, each one letter of the text.
    public static Input input(int n, int... targets) {
        return Input.of("x".repeat(n), tokens(IntStream.range(0, n).toArray()), tokens(targets));
    }

    static List<Token> tokens(int... ids) {
        return IntStream.range(0, ids.length).mapToObj(i -> new Token(i, ids[i], "x", i, i + 1, false)).toList();
    }

    /// Its one number for the first tokens of the table.
    public Explanation explain(Explainer<? super WhiteBox> method, int tokens) {
        return method.explain(this, input(tokens), new Target.Logit(0, 0));
    }

    /// Its one number for all tokens of the table.
    public Explanation explain(Explainer<? super WhiteBox> method) {
        return explain(method, table.dim(0));
    }

    private static final Site LEAF = Site.of(Stack.ONLY, Kind.EMBED);

    @Override public Gives gives() {
        return Gives.NEXT;
    }

    @Override public List<Leaf> leaves(Input input, boolean both) {
        return List.of(new Leaf.Rows(LEAF, List.of(Axis.of(Axis.TOKENS, input.tokens()))));
    }

    @Override public Tensor forward(Input input, int copies, Pass pass) {
        int[] ids = IntStream.range(0, copies).flatMap(_ -> Arrays.stream(input.ids())).toArray();
        return logits.apply(pass.at(LEAF, table.gather(Shape.of(copies, input.tokens().size()), ids)));
    }

    @Override public Tensor row(Replacement.InPlace replacement, Leaf leaf) {
        return switch (replacement) {
            case Replacement.Auto _ -> row(automatic(leaf), leaf);
            case Replacement.OfToken(int id) -> table.slice(0, id, id + 1).reshape(table.dim(1));
            case Replacement.Plain plain -> switch (plain) {
                case ZERO -> Tensor.full(Shape.of(table.dim(1)), 0);
                case MEAN -> table.mean(0);
                case MASK, PAD -> throw new BadInput("replacement=" + plain.id(), "a toy has no such token", "zero or mean");
            };
        };
    }

    @Override public Optional<Tensor> table(Leaf leaf) {
        return Optional.of(table);
    }

    @Override public OptionalInt position(Input input) {
        return OptionalInt.of(0);
    }

    @Override public int firstTarget(Input input) {
        return 0;
    }

    @Override public List<Token> decoderTokens(Input input) {
        return List.of();
    }

    @Override public SortedMap<Stack, Tower> towers() {
        return new TreeMap<>();
    }

    @Override public String label(int index) {
        return "class " + index;
    }

    @Override public OptionalInt index(String name) {
        return name.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
    }

    @Override public Budget budget() {
        return new Budget(1L << 30);
    }

    @Override public ModelInfo info() {
        return new ModelInfo("sha256:" + "0".repeat(64), "toy", "a test");
    }
}
