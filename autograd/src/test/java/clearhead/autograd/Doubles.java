package clearhead.autograd;

import clearhead.autograd.Pointwise.Of;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Every operation once more: from its formula, in double precision, one element after the other, and with a bound on the error of the
/// floats ([Num]). It evaluates a recorded graph, and that of a gradient too, for any values of its variables, or of any tensor in it.
///
/// Constants have the values of their floats, but for factors that are the rounding of a real number in a formula: those are that
/// number, so that a derivative can be held against its difference quotient to all the digits of a double. An op without a restatement
/// does not compile.
final class Doubles {

    private final Map<Tensor, Num[]> known = new HashMap<>();

    /// The graph with its variables as they are.
    Doubles() {}

    /// The graph with other numbers in one tensor.
    Doubles(Tensor tensor, double[] values) {
        known.put(tensor, Arrays.stream(values).mapToObj(Num::exact).toArray(Num[]::new));
    }

    /// The elements of a tensor of the graph.
    Num[] of(Tensor tensor) {
        Num[] values = known.get(tensor);
        if (values == null) {
            values = tensor.isRecorded() && !(tensor.op() instanceof Leaf) ? of(tensor.op()) : floats(tensor);
            known.put(tensor, values);
        }
        return values;
    }

    private static Num[] floats(Tensor tensor) {
        return each(tensor.shape(), i -> Num.exact(tensor.data()[i]));
    }

    /// The result of an op.
    Num[] of(Op op) {
        return switch (op) {
            case Arithmetic.Add(Tensor a, Tensor b) -> zip(a, b, op.shape(), Num::plus);
            case Arithmetic.Sub(Tensor a, Tensor b) -> zip(a, b, op.shape(), Num::minus);
            case Arithmetic.Mul(Tensor a, Tensor b) -> zip(a, b, op.shape(), Num::times);
            case Arithmetic.Div(Tensor a, Tensor b) -> zip(a, b, op.shape(), Num::over);
            case Arithmetic.Scale(Tensor x, float factor) -> map(x, v -> v.times(DoubleNumbers.real(factor)));

            case Pointwise.Exp(Tensor x) -> map(x, Num::exp);
            case Pointwise.Log(Tensor x) -> map(x, Num::log);
            case Pointwise.Sqrt(Tensor x) -> map(x, Num::sqrt);
            case Pointwise.Pow(Tensor x, double exponent) -> map(x, v -> v.pow(exponent));
            case Pointwise.Tanh(Tensor x) -> map(x, Num::tanh);
            case Pointwise.Sigmoid(Tensor x) -> map(x, Num::sigmoid);
            case Pointwise.Erf(Tensor x) -> map(x, Num::erf);
            case Pointwise.Positive(Tensor x) -> map(x, Num::step);
            case Pointwise.Relu(Tensor x) -> map(x, Num::positivePart);
            case Pointwise.Gelu(Tensor x) -> map(x, v -> v.times(DoubleNumbers.normal(v)));
            case Pointwise.GeluTanh(Tensor x) -> map(x, v -> v.times(0.5).times(Num.ONE.plus(DoubleNumbers.geluInner(v).tanh())));
            case Pointwise.Silu(Tensor x) -> map(x, v -> v.times(v.sigmoid()));
            case Pointwise.Gradient(Of of, Tensor at, Tensor dy) -> zip(at, dy, at.shape(), (v, d) -> DoubleNumbers.slope(of, v, d));

            case Product.MatMul product -> matmul(product);
            case Product.Affine(Tensor x, Tensor w, Tensor b) -> affine(x, w, b);

            case Layout.Reshape(Tensor x, _) -> of(x);
            case Layout.Permute p -> each(p.shape(), i -> of(p.x())[permuted(p, Index.of(p.shape(), i))]);
            case Layout.Expand(Tensor x, Shape y) -> each(y, i -> at(x, Index.of(y, i)));
            case Layout.Slice s -> each(s.shape(), i -> {
                int[] index = Index.of(s.shape(), i);
                return at(s.x(), Index.with(index, s.axis(), s.from() + index[s.axis()]));
            });
            case Layout.Pad p -> each(p.shape(), i -> {
                int[] index = Index.of(p.shape(), i);
                int from = index[p.axis()] - p.before();
                boolean inside = 0 <= from && from < p.x().dim(p.axis());
                return inside ? at(p.x(), Index.with(index, p.axis(), from)) : Num.ZERO;
            });
            case Layout.Concat(List<Tensor> inputs, int axis) -> each(op.shape(), i -> concat(inputs, axis, Index.of(op.shape(), i)));

            case Lookup.Gather(Tensor x, Indices ids) -> each(op.shape(), i -> at(x, ids.at(i / x.dim(1)), i % x.dim(1)));
            case Lookup.ScatterAdd(Tensor x, Indices ids, _) -> each(op.shape(), i -> {
                int width = op.shape().last();
                return sum(ids.size(), r -> ids.at(r) == i / width ? of(x)[r * width + i % width] : Num.ZERO);
            });
            case Lookup.Take(Tensor x, Indices ids) -> each(op.shape(), i -> row(x, i / op.shape().last())[ids.at(i)]);
            case Lookup.Put(Tensor x, Indices ids, int n) -> each(op.shape(), i -> {
                int k = x.shape().last();
                return sum(k, j -> ids.at(i / n * k + j) == i % n ? row(x, i / n)[j] : Num.ZERO);
            });

            case Masking.Where(Tensor mask, Tensor a, Tensor b) -> each(op.shape(), i -> {
                int[] index = Index.of(op.shape(), i);
                return at(at(mask, index).value() != 0 ? a : b, index);
            });
            case Masking.StraightThrough(Tensor x, Tensor value) -> each(op.shape(), i ->
                    DoubleNumbers.straightThrough(of(x)[i], x.data()[i], of(value)[i]));
            case Masking.Dropout(Tensor x, float rate, long seed) -> each(x.shape(),
                    i -> Seeds.mix(seed, i) >>> 32 < (double) rate * 0x1p32 ? Num.ZERO : of(x)[i].over(1 - (double) rate));

            case Reduction.SumTo(Tensor x, Shape y) -> sumTo(of(x), x.shape(), y);
            case Reduction.Max(Tensor x) -> each(op.shape(), row -> Arrays.stream(row(x, row)).reduce(Num::max).orElseThrow());
            case Reduction.MaxShare(Tensor x) -> rows(x, DoubleRows::maxShare);

            case Reduction.CumSum(Tensor x, int axis, boolean reversed) -> each(op.shape(), i -> {
                int[] index = Index.of(op.shape(), i);
                int terms = reversed ? x.dim(axis) - index[axis] : index[axis] + 1;
                return sum(terms, t -> at(x, Index.with(index, axis, reversed ? index[axis] + t : t)));
            });

            case Rotary rotary -> each(op.shape(), i -> rotary(rotary, i));

            case RowOp.Softmax(Tensor x) -> rows(x, DoubleRows::softmax);
            case RowOp.LogSoftmax(Tensor x) -> rows(x, DoubleRows::logSoftmax);
            case RowOp.LayerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon) -> rows(x, row ->
                    each(row.length, i -> DoubleRows.normed(row, epsilon, true)[i].times(of(gamma)[i]).plus(of(beta)[i])));
            case RowOp.RmsNorm(Tensor x, Tensor gamma, float epsilon) -> rows(x, row ->
                    each(row.length, i -> DoubleRows.normed(row, epsilon, false)[i].times(of(gamma)[i])));
            case RowOp.SoftmaxGradient(Tensor y, Tensor dy) -> rows(y, dy, DoubleRows::softmaxGradient);
            case RowOp.LogSoftmaxGradient(Tensor y, Tensor dy) -> rows(y, dy, DoubleRows::logSoftmaxGradient);
            case RowOp.NormGradient(boolean centred, Tensor x, Tensor gamma, float epsilon, Tensor dy) -> rows(x, dy, (row, d) ->
                    DoubleRows.normGradient(row, each(row.length, i -> d[i].times(of(gamma)[i])), epsilon, centred));
            case RowOp.NormScaleGradient(boolean centred, Tensor x, float epsilon, Tensor dy) -> sumTo(
                    rows(x, dy, (row, d) -> each(row.length, i -> d[i].times(DoubleRows.normed(row, epsilon, centred)[i]))),
                    x.shape(), op.shape());

            case Loss.CrossEntropy(Tensor x, Indices targets) -> new Num[] {
                sum(targets.size(), r -> targets.at(r) < 0 ? Num.ZERO : DoubleRows.logSoftmax(row(x, r))[targets.at(r)].negated())
                        .over(counted(targets))};
            case Loss.BinaryCrossEntropy(Tensor x, Tensor t) -> new Num[] {
                sum(x.shape().size(), i -> DoubleNumbers.binaryCrossEntropy(of(x)[i], of(t)[i])).over(x.shape().size())};
            case Loss.CrossEntropyGradient(Tensor x, Indices targets, Tensor dy) -> each(x.shape(), i -> {
                int n = x.shape().last();
                int target = targets.at(i / n);
                Num oneHot = Num.exact(i % n == target ? 1 : 0);
                return target < 0 ? Num.ZERO
                        : DoubleRows.softmax(row(x, i / n))[i % n].minus(oneHot).times(of(dy)[0].over(counted(targets)));
            });

            case Heads heads -> DoubleHeads.of(this, heads);
            case Attention attention -> DoubleHeads.of(this, attention);
            case Deferred deferred -> of(deferred.inputs().getFirst());
            case Leaf _ -> throw new IllegalStateException("a variable is not computed");
            case Op.Custom custom -> throw new UnsupportedOperationException(
                    "no restatement in double precision for the custom op " + custom.getClass().getSimpleName());
        };
    }

    // ---- formulas of many numbers

    private static double counted(Indices targets) {
        return Arrays.stream(targets.toArray()).filter(target -> target >= 0).count();
    }

    private Num[] matmul(Product.MatMul op) {
        int k = op.a().dim(op.aT() ? -2 : -1);
        return each(op.shape(), flat -> {
            int[] y = Index.of(op.shape(), flat);
            int i = y[y.length - 2];
            int j = y[y.length - 1];
            return sum(k, p -> at(op.a(), matrix(y, op.aT() ? p : i, op.aT() ? i : p))
                    .times(at(op.b(), matrix(y, op.bT() ? j : p, op.bT() ? p : j))));
        });
    }

    private static int[] matrix(int[] index, int row, int column) {
        return Index.with(Index.with(index, index.length - 2, row), index.length - 1, column);
    }

    private Num[] affine(Tensor x, Tensor w, Tensor b) {
        int in = w.dim(0);
        int out = w.dim(1);
        return each(x.shape().with(-1, out), i -> sum(in + 1, p -> p == in
                ? of(b)[i % out] : of(x)[i / out * in + p].times(at(w, p, i % out))));
    }

    private static int permuted(Layout.Permute op, int[] index) {
        int[] from = new int[index.length];
        for (int axis = 0; axis < from.length; axis++) {
            from[op.axes().get(axis)] = index[axis];
        }
        return Index.stretched(op.x().shape(), from);
    }

    /// `a cos − b sin` for the first element of a pair, `b cos + a sin` for the second.
    private Num rotary(Rotary op, int flat) {
        int row = op.x().shape().last();
        int pairs = op.by().cos().dim(1);
        int i = flat % op.dHead();
        if (i >= 2 * pairs) {
            return of(op.x())[flat];
        }
        boolean halves = op.by().pairs() == Rotation.Pairs.HALVES;
        boolean first = halves ? i < pairs : i % 2 == 0;
        int distance = halves ? pairs : 1;
        int position = op.from() + flat / row % op.x().dim(-2);
        int pair = halves ? i % pairs : i / 2;
        Num cos = at(op.by().cos(), position, pair);
        Num sin = at(op.by().sin(), position, pair);
        Num side = (first ? of(op.x())[flat + distance].negated() : of(op.x())[flat - distance]).times(sin);
        return of(op.x())[flat].times(cos).plus(op.back() ? side.negated() : side);
    }

    private Num concat(List<Tensor> inputs, int axis, int[] index) {
        int at = index[axis];
        int which = 0;
        while (at >= inputs.get(which).dim(axis)) {
            at -= inputs.get(which++).dim(axis);
        }
        return at(inputs.get(which), Index.with(index, axis, at));
    }

    private static Num[] sumTo(Num[] x, Shape from, Shape to) {
        Map<Integer, List<Num>> terms = IntStream.range(0, x.length).boxed().collect(Collectors.groupingBy(
                i -> Index.stretched(to, Index.of(from, i)), Collectors.mapping(i -> x[i], Collectors.toList())));
        return each(to, i -> Num.sum(terms.getOrDefault(i, List.of()).toArray(Num[]::new)));
    }

    // ---- walking

    Num at(Tensor tensor, int... index) {
        return of(tensor)[Index.stretched(tensor.shape(), index)];
    }

    private Num[] map(Tensor x, UnaryOperator<Num> f) {
        return Arrays.stream(of(x)).map(f).toArray(Num[]::new);
    }

    private Num[] zip(Tensor a, Tensor b, Shape y, BinaryOperator<Num> f) {
        return each(y, i -> f.apply(at(a, Index.of(y, i)), at(b, Index.of(y, i))));
    }

    private Num[] row(Tensor x, int row) {
        int n = x.shape().last();
        return Arrays.copyOfRange(of(x), row * n, (row + 1) * n);
    }

    private Num[] rows(Tensor x, UnaryOperator<Num[]> f) {
        return rows(x, x, (row, _) -> f.apply(row));
    }

    private Num[] rows(Tensor x, Tensor dy, BinaryOperator<Num[]> f) {
        int n = x.shape().last();
        Num[] y = new Num[x.shape().size()];
        for (int row = 0; row * n < y.length; row++) {
            System.arraycopy(f.apply(row(x, row), row(dy, row)), 0, y, row * n, n);
        }
        return y;
    }

    static Num[] each(Shape shape, IntFunction<Num> element) {
        return each(shape.size(), element);
    }

    static Num[] each(int n, IntFunction<Num> element) {
        Num[] y = new Num[n];
        Arrays.setAll(y, element);
        return y;
    }

    static Num sum(int n, IntFunction<Num> term) {
        return Num.sum(each(n, term));
    }
}
