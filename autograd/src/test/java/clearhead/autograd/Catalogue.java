package clearhead.autograd;

import static clearhead.autograd.Numbers.ANY;
import static clearhead.autograd.Numbers.APART;
import static clearhead.autograd.Numbers.NOT_ZERO;
import static clearhead.autograd.Numbers.POSITIVE;
import static clearhead.autograd.Numbers.SHARE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Every operation, with the shapes and numbers that the laws try it on. Whatever can go wrong by shape is in here: stretched and
/// missing axes, axes of size 1 and 0, stacks and single matrices, transposed operands, rows used twice or never, ignored targets.
final class Catalogue {

    /// The cases of one op.
    record Entry(Class<? extends Op> type, Arbitrary<Case> cases) {}

    private static final Arbitrary<Long> SEEDS = Arbitraries.longs();

    static final List<Entry> SMALL = new Catalogue(Shapes.SMALL).entries();
    static final List<Entry> LARGE = new Catalogue(Shapes.LARGE).entries();

    private final Shapes shapes;

    private Catalogue(Shapes shapes) {
        this.shapes = shapes;
    }

    /// Any case of any op.
    static Arbitrary<Case> cases(List<Entry> entries) {
        return Arbitraries.of(entries).flatMap(Entry::cases);
    }

    private List<Entry> entries() {
        return Stream.of(arithmetic(), pointwise(), products(), layout(), lookup(), masking(), reductions(), rows(), positions(),
                        new HeadCases(shapes).entries(), losses())
                .flatMap(List::stream).toList();
    }

    private List<Entry> arithmetic() {
        return List.of(
                new Entry(Arithmetic.Add.class, stretched(ANY, Arithmetic.Add::new)),
                new Entry(Arithmetic.Sub.class, stretched(ANY, Arithmetic.Sub::new)),
                new Entry(Arithmetic.Mul.class, stretched(ANY, Arithmetic.Mul::new)),
                new Entry(Arithmetic.Div.class, stretched(NOT_ZERO, Arithmetic.Div::new)),
                new Entry(Arithmetic.Scale.class, shapes.any(0).flatMap(shape -> Arbitraries.of(-1f, 0f, 0.3f, 7f).flatMap(factor ->
                        drawn(x -> new Arithmetic.Scale(x.getFirst(), factor), ANY, shape)))));
    }

    private List<Entry> pointwise() {
        return List.of(
                new Entry(Pointwise.Exp.class, one(ANY, Pointwise.Exp::new)),
                new Entry(Pointwise.Log.class, one(POSITIVE, Pointwise.Log::new)),
                new Entry(Pointwise.Sqrt.class, one(POSITIVE, Pointwise.Sqrt::new)),
                new Entry(Pointwise.Pow.class, Arbitraries.of(0.5, -1.0, 2.5, 0.0).flatMap(exponent ->
                        one(POSITIVE, x -> new Pointwise.Pow(x, exponent)))),
                new Entry(Pointwise.Tanh.class, one(ANY, Pointwise.Tanh::new)),
                new Entry(Pointwise.Sigmoid.class, one(ANY, Pointwise.Sigmoid::new)),
                new Entry(Pointwise.Erf.class, one(ANY, Pointwise.Erf::new)),
                new Entry(Pointwise.Positive.class, one(NOT_ZERO, Pointwise.Positive::new)),
                new Entry(Pointwise.Relu.class, one(NOT_ZERO, Pointwise.Relu::new)),
                new Entry(Pointwise.Gelu.class, one(ANY, Pointwise.Gelu::new)),
                new Entry(Pointwise.GeluTanh.class, one(ANY, Pointwise.GeluTanh::new)),
                new Entry(Pointwise.Silu.class, one(ANY, Pointwise.Silu::new)),
                new Entry(Pointwise.Gradient.class, Arbitraries.of(Pointwise.Of.values()).flatMap(of ->
                        two(NOT_ZERO, ANY, shapes.any(0), (at, dy) -> new Pointwise.Gradient(of, at, dy)))));
    }

    private List<Entry> products() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return List.of(
                new Entry(Product.MatMul.class, Combinators.combine(shapes.stack(), shapes.axis().list().ofSize(3), either, either, either)
                        .flatAs(this::matmul)),
                new Entry(Product.Affine.class, Combinators.combine(shapes.any(1), shapes.axis()).flatAs((x, out) ->
                        drawn(in -> new Product.Affine(in.get(0), in.get(1), in.get(2)),
                                ANY, x, Shape.of(x.last(), out), Shape.of(out)))));
    }

    private Arbitrary<Case> matmul(Shape stack, List<Integer> mnk, boolean aT, boolean bT, boolean single) {
        int m = mnk.get(0);
        int n = mnk.get(1);
        int k = mnk.get(2);
        boolean a = aT && (!single || stack.rank() == 0);
        return drawn(in -> new Product.MatMul(in.get(0), a, in.get(1), bT), ANY,
                a ? Shapes.join(stack, k, m) : Shapes.join(stack, m, k),
                Shapes.join(single ? Shape.of() : stack, bT ? new int[] {n, k} : new int[] {k, n}));
    }

    private List<Entry> layout() {
        return List.of(
                new Entry(Layout.Reshape.class, shapes.any(0).flatMap(from ->
                        Arbitraries.of(Shape.of(from.size()), Shape.of(1, from.size()), Shapes.join(from, 1)).flatMap(to ->
                                drawn(x -> new Layout.Reshape(x.getFirst(), to), ANY, from)))),
                new Entry(Layout.Permute.class, shapes.any(0).flatMap(shape -> Arbitraries.shuffle(axes(shape)).flatMap(axes ->
                        drawn(x -> new Layout.Permute(x.getFirst(), axes), ANY, shape)))),
                new Entry(Layout.Expand.class, shapes.any(0).flatMap(to -> Shapes.stretchingTo(to).flatMap(from ->
                        drawn(x -> new Layout.Expand(x.getFirst(), to), ANY, from)))),
                new Entry(Layout.Slice.class, axisOf(shapes.any(1), (shape, axis) ->
                        Arbitraries.integers().between(0, shape.dim(axis)).list().ofSize(2).flatMap(ends -> drawn(x -> new Layout.Slice(
                                x.getFirst(), axis, Math.min(ends.get(0), ends.get(1)), Math.max(ends.get(0), ends.get(1))), ANY, shape)))),
                new Entry(Layout.Pad.class, axisOf(shapes.any(1), (shape, axis) ->
                        Arbitraries.integers().between(0, 3).list().ofSize(2).flatMap(widths ->
                                drawn(x -> new Layout.Pad(x.getFirst(), axis, widths.get(0), widths.get(1)), ANY, shape)))),
                new Entry(Layout.Concat.class, axisOf(shapes.any(1), (shape, axis) ->
                        shapes.axis().list().ofMinSize(1).ofMaxSize(3).flatMap(sizes -> drawn(x -> new Layout.Concat(x, axis), ANY,
                                sizes.stream().map(size -> shape.with(axis, size)).toArray(Shape[]::new))))));
    }

    private List<Entry> lookup() {
        return List.of(
                new Entry(Lookup.Gather.class, Combinators.combine(shapes.ids(), shapes.axis(), SEEDS).flatAs((ids, width, seed) ->
                        drawn(x -> new Lookup.Gather(x.getFirst(), indices(ids, 0, 5, seed)), ANY, Shape.of(5, width)))),
                new Entry(Lookup.ScatterAdd.class, Combinators.combine(shapes.ids(), shapes.axis(), SEEDS).flatAs((ids, width, seed) ->
                        drawn(x -> new Lookup.ScatterAdd(x.getFirst(), indices(ids, 0, 5, seed), 5), ANY, ids.and(width)))),
                new Entry(Lookup.Take.class, Combinators.combine(shapes.notEmpty(1), shapes.axis(), SEEDS).flatAs((x, k, seed) ->
                        drawn(in -> new Lookup.Take(in.getFirst(), indices(x.with(-1, k), 0, x.last(), seed)), ANY, x))),
                new Entry(Lookup.Put.class, Combinators.combine(shapes.any(1), SEEDS).flatAs((x, seed) ->
                        drawn(in -> new Lookup.Put(in.getFirst(), indices(x, 0, 4, seed), 4), ANY, x))));
    }

    private List<Entry> masking() {
        return List.of(
                new Entry(Masking.Where.class, shapes.any(0).flatMap(y -> Combinators.combine(Shapes.stretchingTo(y),
                        Shapes.stretchingTo(y), Shapes.stretchingTo(y), SEEDS).flatAs((mask, a, b, seed) ->
                                drawn(in -> new Masking.Where(mask(mask, seed), in.get(0), in.get(1)), ANY, a, b)))),
                new Entry(Masking.StraightThrough.class, Combinators.combine(shapes.any(0), SEEDS).flatAs((shape, seed) ->
                        drawn(in -> new Masking.StraightThrough(in.getFirst(), ANY.tensor(shape, seed)), ANY, shape))),
                new Entry(Masking.Dropout.class, Combinators.combine(shapes.any(0), SEEDS, Arbitraries.of(0.1f, 0.5f, 0.9f)).flatAs(
                        (shape, seed, rate) -> drawn(x -> new Masking.Dropout(x.getFirst(), rate, seed), ANY, shape))));
    }

    private List<Entry> reductions() {
        return List.of(
                new Entry(Reduction.SumTo.class, shapes.any(0).flatMap(from -> Shapes.stretchingTo(from).flatMap(to ->
                        drawn(x -> new Reduction.SumTo(x.getFirst(), to), ANY, from)))),
                new Entry(Reduction.Max.class, shapes.notEmpty(1).flatMap(shape ->
                        drawn(x -> new Reduction.Max(x.getFirst()), APART, shape))),
                new Entry(Reduction.MaxShare.class, shapes.notEmpty(1).flatMap(shape ->
                        drawn(x -> new Reduction.MaxShare(x.getFirst()), APART, shape))),
                new Entry(Reduction.CumSum.class, axisOf(shapes.any(1), (shape, axis) -> Arbitraries.of(true, false).flatMap(reversed ->
                        drawn(x -> new Reduction.CumSum(x.getFirst(), axis, reversed), ANY, shape)))));
    }

    private List<Entry> rows() {
        Arbitrary<Float> epsilons = Arbitraries.of(1e-5f, 0.1f);
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return List.of(
                new Entry(RowOp.Softmax.class, shapes.any(1).flatMap(x -> drawn(in -> new RowOp.Softmax(in.getFirst()), ANY, x))),
                new Entry(RowOp.LogSoftmax.class, shapes.any(1).flatMap(x -> drawn(in -> new RowOp.LogSoftmax(in.getFirst()), ANY, x))),
                new Entry(RowOp.LayerNorm.class, Combinators.combine(shapes.any(1), epsilons).flatAs((x, epsilon) ->
                        drawn(in -> new RowOp.LayerNorm(in.get(0), in.get(1), in.get(2), epsilon), ANY,
                                x, Shape.of(x.last()), Shape.of(x.last())))),
                new Entry(RowOp.RmsNorm.class, Combinators.combine(shapes.any(1), epsilons).flatAs((x, epsilon) ->
                        drawn(in -> new RowOp.RmsNorm(in.get(0), in.get(1), epsilon), ANY, x, Shape.of(x.last())))),
                new Entry(RowOp.SoftmaxGradient.class, two(SHARE, ANY, shapes.any(1), RowOp.SoftmaxGradient::new)),
                new Entry(RowOp.LogSoftmaxGradient.class, two(ANY, ANY, shapes.any(1), RowOp.LogSoftmaxGradient::new)),
                new Entry(RowOp.NormGradient.class, Combinators.combine(shapes.any(1), epsilons, either).flatAs((x, epsilon, centred) ->
                        drawn(in -> new RowOp.NormGradient(centred, in.get(0), in.get(1), epsilon, in.get(2)), ANY,
                                x, Shape.of(x.last()), x))),
                new Entry(RowOp.NormScaleGradient.class, Combinators.combine(shapes.any(1), epsilons, either).flatAs(
                        (x, epsilon, centred) -> drawn(in ->
                                new RowOp.NormScaleGradient(centred, in.get(0), epsilon, in.get(1)), ANY, x, x))));
    }

    private List<Entry> positions() {
        Arbitrary<Integer> few = Arbitraries.integers().between(0, 3);
        return List.of(new Entry(Rotary.class, Combinators.combine(shapes.any(1), shapes.axis(), few, few,
                Arbitraries.of(Rotation.Pairs.values()), Arbitraries.of(true, false)).flatAs((leading, pairs, kept, from, layout, back) -> {
                    int dHead = Math.max(1, 2 * pairs + kept);
                    Rotation by = Rotation.of(from + leading.last() + 1, layout, Rotation.frequencies(2 * pairs, 100));
                    return few.flatMap(heads -> drawn(in -> new Rotary(in.getFirst(), by, dHead, from, back), ANY,
                            leading.and(heads * dHead)));
                })));
    }

    private List<Entry> losses() {
        return List.of(
                new Entry(Loss.CrossEntropy.class, Combinators.combine(shapes.notEmpty(1), SEEDS).flatAs((x, seed) ->
                        drawn(in -> new Loss.CrossEntropy(in.getFirst(), Indices.of(targets(x, seed))), ANY, x))),
                new Entry(Loss.BinaryCrossEntropy.class, two(ANY, SHARE, shapes.notEmpty(0), Loss.BinaryCrossEntropy::new)),
                new Entry(Loss.CrossEntropyGradient.class, Combinators.combine(shapes.notEmpty(1), SEEDS).flatAs((x, seed) -> drawn(in ->
                        new Loss.CrossEntropyGradient(in.get(0), Indices.of(targets(x, seed)), in.get(1)), ANY, x, Shape.of()))));
    }

    // ---- how inputs are drawn

    private Arbitrary<Case> one(Numbers numbers, Function<Tensor, Op> op) {
        return shapes.any(0).flatMap(shape -> drawn(in -> op.apply(in.getFirst()), numbers, shape));
    }

    private static Arbitrary<Case> two(Numbers a, Numbers b, Arbitrary<Shape> shapes, BiFunction<Tensor, Tensor, Op> op) {
        return Combinators.combine(shapes, SEEDS).as((shape, seed) -> new Case(
                List.of(a.tensor(shape, seed), b.tensor(shape, seed + 1)), in -> op.apply(in.get(0), in.get(1))));
    }

    private Arbitrary<Case> stretched(Numbers numbers, BiFunction<Tensor, Tensor, Op> op) {
        return shapes.any(0).flatMap(y -> Combinators.combine(Shapes.stretchingTo(y), Shapes.stretchingTo(y)).flatAs((a, b) ->
                drawn(in -> op.apply(in.get(0), in.get(1)), numbers, a, b)));
    }

    private static Arbitrary<Case> drawn(Function<List<Tensor>, Op> make, Numbers numbers, Shape... inputs) {
        return SEEDS.map(seed -> new Case(
                IntStream.range(0, inputs.length).mapToObj(i -> numbers.tensor(inputs[i], seed + i)).toList(), make));
    }

    private static Arbitrary<Case> axisOf(Arbitrary<Shape> shapes, BiFunction<Shape, Integer, Arbitrary<Case>> cases) {
        return shapes.flatMap(shape -> Arbitraries.integers().between(0, shape.rank() - 1).flatMap(axis -> cases.apply(shape, axis)));
    }

    private static List<Integer> axes(Shape shape) {
        return new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    }

    private static int[] numbers(int n, int from, int to, long seed) {
        return IntStream.range(0, n).map(i -> from + (int) (Seeds.uniform(seed, i) * (to - from))).toArray();
    }

    private static Indices indices(Shape shape, int from, int to, long seed) {
        return Indices.of(shape, numbers(shape.size(), from, to, seed));
    }

    private static Tensor mask(Shape shape, long seed) {
        return SHARE.tensor(shape, seed).add(-0.5f).positive();
    }

    /// A class for each row, −1 for some; the first row always counts.
    private static int[] targets(Shape x, long seed) {
        int[] targets = numbers(x.rows(), -1, x.last(), seed);
        targets[0] = Math.max(0, targets[0]);
        return targets;
    }
}
