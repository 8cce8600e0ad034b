package clearhead.autograd;

import static clearhead.autograd.Numbers.ANY;
import static clearhead.autograd.Numbers.POSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who else is in a batch changes no bit of a row: an op on the whole batch is, row by row, what it is on the row alone, and so is the
/// gradient of what belongs to the row. The gradient of what all rows share (weights, biases, tables) is a sum over them and cannot be.
class CompanionsTest {

    /// How many rows; a shape that begins with this number has a part for each row, any other shape is shared by all of them.
    private static final int ROWS = 67;

    /// The ops of which a row is not a function of its own row, and why.
    private static final Map<Class<? extends Op>, String> EXEMPT = Map.of(
            Lookup.ScatterAdd.class, "a row of the table is the sum of all that has its number",
            Masking.Dropout.class, "what is dropped is a function of the place in the tensor",
            RowOp.NormScaleGradient.class, "a sum over rows",
            Loss.CrossEntropy.class, "a mean over rows",
            Loss.BinaryCrossEntropy.class, "a mean over all elements",
            Loss.CrossEntropyGradient.class, "divided by how many rows count");

    /// The op on the rows from one to another; what is no tensor (ids, masks, sizes) belongs to the rows as well.
    private interface OnRows {
        Op of(List<Tensor> inputs, int from, int to);
    }

    /// An op, with the numbers and shapes to try it on.
    private record Rowwise(OnRows make, Numbers numbers, List<Shape> shapes) {

        List<Tensor> inputs() {
            return IntStream.range(0, shapes.size()).mapToObj(i -> numbers.tensor(shapes.get(i), i + 1)).toList();
        }

        boolean batched(int input) {
            return shapes.get(input).rank() > 0 && shapes.get(input).dim(0) == ROWS;
        }

        Op whole() {
            return make.of(inputs(), 0, ROWS);
        }

        @Override public String toString() {
            return whole().getClass().getSimpleName() + shapes;
        }
    }

    static Stream<Rowwise> laws() {
        return Stream.of(arithmetic(), products(), heads(), layout(), rows()).flatMap(laws -> laws);
    }

    private static Stream<Rowwise> arithmetic() {
        Stream<Rowwise> one = Stream.<Function<Tensor, Op>>of(x -> new Arithmetic.Scale(x, 0.3f), Pointwise.Exp::new, Pointwise.Log::new,
                x -> new Pointwise.Pow(x, 2.5), x -> new Pointwise.Pow(x, 3), Pointwise.Sqrt::new, Pointwise.Tanh::new,
                Pointwise.Sigmoid::new, Pointwise.Erf::new, Pointwise.Positive::new, Pointwise.Relu::new, Pointwise.Gelu::new,
                Pointwise.GeluTanh::new, Pointwise.Silu::new)
                .flatMap(op -> Stream.of(ANY, POSITIVE).map(numbers -> law(numbers, (in, _, _) -> op.apply(in.get(0)), of(ROWS, 9, 31))));
        Stream<Rowwise> slopes = Arrays.stream(Pointwise.Of.values()).map(of ->
                law((in, _, _) -> new Pointwise.Gradient(of, in.get(0), in.get(1)), of(ROWS, 9, 31), of(ROWS, 9, 31)));
        Stream<Rowwise> two = Stream.of(of(ROWS, 9, 31), of(ROWS, 1, 31), of(ROWS, 9, 1), of(9, 31), of(31), of()).flatMap(b -> Stream.of(
                law((in, _, _) -> new Arithmetic.Add(in.get(0), in.get(1)), of(ROWS, 9, 31), b),
                law((in, _, _) -> new Arithmetic.Sub(in.get(0), in.get(1)), of(ROWS, 9, 31), b),
                law((in, _, _) -> new Arithmetic.Mul(in.get(0), in.get(1)), of(ROWS, 9, 31), b),
                law((in, _, _) -> new Arithmetic.Div(in.get(0), in.get(1)), of(ROWS, 9, 31), b)));
        return Stream.of(one, slopes, two).flatMap(laws -> laws);
    }

    private static Stream<Rowwise> products() {
        return Stream.of(
                law((in, _, _) -> new Product.MatMul(in.get(0), false, in.get(1), false), of(ROWS, 40), of(40, 35)),
                law((in, _, _) -> new Product.MatMul(in.get(0), false, in.get(1), true), of(ROWS, 40), of(135, 40)),
                law((in, _, _) -> new Product.MatMul(in.get(0), false, in.get(1), false), of(ROWS, 9, 40), of(40, 35)),
                law((in, _, _) -> new Product.MatMul(in.get(0), false, in.get(1), true), of(ROWS, 9, 300), of(35, 300)),
                law((in, _, _) -> new Product.MatMul(in.get(0), true, in.get(1), false), of(ROWS, 40, 9), of(ROWS, 40, 17)),
                law((in, _, _) -> new Product.MatMul(in.get(0), false, in.get(1), true), of(ROWS, 2, 9, 40), of(ROWS, 2, 17, 40)),
                law((in, _, _) -> new Product.Affine(in.get(0), in.get(1), in.get(2)), of(ROWS, 40), of(40, 135), of(135)),
                law((in, _, _) -> new Product.Affine(in.get(0), in.get(1), in.get(2)), of(ROWS, 9, 300), of(300, 20), of(20)));
    }

    private static Stream<Rowwise> heads() {
        Shape q = of(ROWS, 5, 4 * 6), k = of(ROWS, 9, 2 * 6), w = of(ROWS, 4, 5, 9);
        return Stream.of(true, false).map(causal -> new Heads.Form(4, 2, causal)).flatMap(form -> Stream.of(
                law((in, _, _) -> new Heads.Scores(in.get(0), in.get(1), form), q, k),
                law((in, _, _) -> new Heads.Mix(in.get(0), in.get(1), form), w, k),
                law((in, _, _) -> new Heads.MixT(in.get(0), in.get(1), form), w, q),
                law((in, _, _) -> new Attention.Weights(in.get(0), in.get(1), Optional.of(in.get(2)), 0.4f, form), q, k, of(ROWS, 1, 1, 9)),
                law((in, _, _) -> new Attention.Weights(in.get(0), in.get(1), Optional.empty(), 0.4f, form), q, k),
                law((in, _, _) -> new Attention.WeightsGradient(in.get(0), in.get(1), 0.4f, form), w, w)));
    }

    private static Stream<Rowwise> layout() {
        int[] numbers = IntStream.range(0, 5 * 9 * ROWS).map(i -> i * 7 % 31).toArray();
        Tensor mask = Numbers.ANY.tensor(of(ROWS, 1, 31), 9).positive();
        return Stream.of(
                law((in, from, to) -> new Layout.Reshape(in.get(0), of(to - from, 31, 9)), of(ROWS, 9, 31)),
                law((in, _, _) -> new Layout.Permute(in.get(0), List.of(0, 2, 1)), of(ROWS, 9, 31)),
                law((in, from, to) -> new Layout.Expand(in.get(0), of(to - from, 9, 31)), of(ROWS, 1, 31)),
                law((in, _, _) -> new Layout.Slice(in.get(0), 2, 3, 20), of(ROWS, 9, 31)),
                law((in, _, _) -> new Layout.Pad(in.get(0), 1, 2, 1), of(ROWS, 9, 31)),
                law((in, _, _) -> new Layout.Concat(in, 1), of(ROWS, 9, 31), of(ROWS, 2, 31)),
                law((in, from, to) -> new Lookup.Gather(in.get(0), ids(numbers, from, to)), of(31, 40)),
                law((in, from, to) -> new Lookup.Take(in.get(0), ids(numbers, from, to)), of(ROWS, 9, 31)),
                law((in, from, to) -> new Lookup.Put(in.get(0), ids(numbers, from, to), 31), of(ROWS, 9, 5)),
                law((in, from, to) -> new Masking.Where(mask.slice(0, from, to), in.get(0), in.get(1)), of(ROWS, 9, 31), of(ROWS, 9, 1)),
                law((in, _, _) -> new Masking.StraightThrough(in.get(0), in.get(0).rounded()), of(ROWS, 9, 31)));
    }

    private static Indices ids(int[] numbers, int from, int to) {
        return Indices.of(of(to - from, 9, 5), Arrays.copyOfRange(numbers, 45 * from, 45 * to));
    }

    private static Stream<Rowwise> rows() {
        Shape x = of(ROWS, 9, 31);
        Rotation rotation = Rotation.of(12, Rotation.Pairs.HALVES, Rotation.frequencies(8, 100));
        return Stream.of(true, false).flatMap(either -> Stream.of(
                law((in, from, to) -> new Reduction.SumTo(in.get(0), either ? of(to - from, 1, 31) : of(to - from, 9, 1)), x),
                law((in, _, _) -> new Reduction.Max(in.get(0)), x),
                law((in, _, _) -> new Reduction.MaxShare(in.get(0)), x),
                law((in, _, _) -> new Reduction.CumSum(in.get(0), 1, either), x),
                law((in, _, _) -> new Rotary(in.get(0), rotation, 10, 3, either), of(ROWS, 9, 30)),
                law((in, _, _) -> new RowOp.Softmax(in.get(0)), x),
                law((in, _, _) -> new RowOp.LogSoftmax(in.get(0)), x),
                law((in, _, _) -> new RowOp.LayerNorm(in.get(0), in.get(1), in.get(2), 1e-5f), x, of(31), of(31)),
                law((in, _, _) -> new RowOp.RmsNorm(in.get(0), in.get(1), 1e-5f), x, of(31)),
                law((in, _, _) -> new RowOp.SoftmaxGradient(in.get(0), in.get(1)), x, x),
                law((in, _, _) -> new RowOp.LogSoftmaxGradient(in.get(0), in.get(1)), x, x),
                law((in, _, _) -> new RowOp.NormGradient(either, in.get(0), in.get(1), 1e-5f, in.get(2)), x, of(31), x)));
    }

    private static Rowwise law(OnRows op, Shape... shapes) {
        return law(ANY, op, shapes);
    }

    private static Rowwise law(Numbers numbers, OnRows op, Shape... shapes) {
        return new Rowwise(op, numbers, List.of(shapes));
    }

    private static Shape of(int... dims) {
        return Shape.of(dims);
    }

    @Test void everyOpHasTheLawOrAReason() {
        Set<Class<?>> covered = new HashSet<>(EXEMPT.keySet());
        laws().forEach(law -> covered.add(law.whole().getClass()));
        assertThat(Catalogue.SMALL.stream().<Class<?>>map(Catalogue.Entry::type)).hasSameElementsAs(covered);
    }

    /// Alone, and in company of four.
    @ParameterizedTest
    @MethodSource("laws")
    void aRowIsWhatItIsAlone(Rowwise law) {
        try (Threads team = Threads.of(3)) {
            List<Tensor> inputs = law.inputs().stream().map(x -> x.on(Engine.with(team))).toList();
            Tensor u = ANY.tensor(law.whole().shape(), 99);
            List<Tensor> together = results(law, inputs, u, 0, ROWS);
            for (int[] part : new int[][] {{0, 1}, {1, 2}, {33, 34}, {ROWS - 1, ROWS}, {31, 36}}) {
                int from = part[0], to = part[1];
                List<Tensor> own = IntStream.range(0, inputs.size()).mapToObj(i ->
                        law.batched(i) ? inputs.get(i).slice(0, from, to) : inputs.get(i)).toList();
                List<Tensor> alone = results(law, own, u.slice(0, from, to), from, to);
                for (int i = 0; i < alone.size(); i++) {
                    float[] expected = together.get(i).slice(0, from, to).toArray();
                    assertThat(Arrays.mismatch(alone.get(i).toArray(), expected)).as("first difference of rows %d to %d in %s of %s",
                            from, to, i == 0 ? "the result" : "gradient " + i, law).isEqualTo(-1);
                }
            }
        }
    }

    /// The result, then the gradients of all that belongs to rows.
    private static List<Tensor> results(Rowwise law, List<Tensor> inputs, Tensor u, int from, int to) {
        List<Tensor> xs = inputs.stream().map(Tensor::variable).toList();
        Tensor y = Tensor.of(law.make.of(xs, from, to));
        assertThat(y.dim(0)).isEqualTo(to - from);
        List<Tensor> results = new ArrayList<>(List.of(y));
        results.addAll(Gradients.of(y, u).wrt(IntStream.range(0, xs.size()).filter(law::batched).mapToObj(xs::get).toList()));
        return results;
    }
}
