package clearhead.explain.decompose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Engine;
import clearhead.autograd.Flow;
import clearhead.autograd.Gradients;
import clearhead.autograd.Op;
import clearhead.autograd.Pointwise;
import clearhead.autograd.Reduction;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Quadrature;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Whatever the op, and whatever ops one on the other: what is handed back accounts for the whole difference.
class RulesTest {

    @Provide Arbitrary<UnaryOperator<Tensor>> functions() {
        return Arbitraries.of(Functions.ALL);
    }

    @Provide Arbitrary<List<UnaryOperator<Tensor>>> towers() {
        return functions().list().ofMinSize(2).ofMaxSize(4);
    }

    @Provide Arbitrary<Double> reach() {
        return Arbitraries.of(1e-3, 0.3, 1.0);
    }

    /// A point and another, near or far.
    private static Grown grown(UnaryOperator<Tensor> f, double reach, long seed) {
        Tensor x = Tensor.normal(Functions.SHAPE, 1, seed);
        return Grown.of(f, x, x.add(Tensor.normal(Functions.SHAPE, reach, seed + 1)), seed + 2);
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void everyOpIsComplete(@ForAll("functions") UnaryOperator<Tensor> f, @ForAll("reach") double reach, @ForAll long seed) {
        Grown grown = grown(f, reach, seed);
        assertThat(Math.abs(grown.gap())).as(() -> grown.graph().mermaid(Map.of())).isLessThanOrEqualTo(grown.allowed());
    }

    /// Each adds to what it reads, as the layers of a transformer do; whatever its result's shape is, a matrix brings it back.
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void everyGraphIsComplete(@ForAll("towers") List<UnaryOperator<Tensor>> tower, @ForAll("reach") double reach, @ForAll long seed) {
        Grown grown = grown(x -> tower.stream().reduce(x, (rows, f) -> rows.add(back(f.apply(rows.tanh()))), (a, _) -> a), reach, seed);
        assertThat(Math.abs(grown.gap())).as(() -> grown.graph().mermaid(Map.of())).isLessThanOrEqualTo(grown.allowed());
    }

    private static Tensor back(Tensor result) {
        int n = result.shape().size();
        return result.reshape(1, n).matmul(Tensor.normal(Shape.of(n, 24), 0.5 / Math.sqrt(n), 8)).reshape(Functions.SHAPE);
    }

    /// So the two laws above are about every op there is; an op that is new is asked for here, and by the compiler in [Rules].
    @Example void everyOpIsTried() {
        Set<Class<?>> tried = new HashSet<>();
        for (UnaryOperator<Tensor> f : Functions.ALL) {
            grown(f, 1, 1).graph().nodes().stream().filter(node -> node.tensor().isRecorded())
                    .forEach(node -> tried.add(node.tensor().op().getClass()));
        }
        tried.addAll(List.of(Reduction.MaxShare.class, Op.Custom.class));                    // refused, see below
        assertThat(ops(Op.class).filter(op -> !tried.contains(op)).map(Class::getSimpleName)).isEmpty();
    }

    private static Stream<Class<?>> ops(Class<?> type) {
        return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RulesTest::ops).distinct() : Stream.of(type);
    }

    /// The greatest of several lines: each element has the share of the way on which it is on top.
    @Example void theGreatestIsSharedByHowLongItIs() {
        Tensor x = Tensor.of(Shape.of(1, 4), 0, 3, 1, 1);
        Tensor base = Tensor.of(Shape.of(1, 4), 2, -1, 1, 1);

        assertThat(Choices.max(new Pair(x, base), Tensor.full(Shape.of(1, 1), 1)).toArray()).as("2 − 2t, until 4t − 1 meets it at ½")
                .containsExactly(0.5f, 0.5f, 0, 0);
        assertThat(Choices.max(new Pair(x, x), Tensor.full(Shape.of(1, 1), 1)).toArray()).containsExactly(0, 1, 0, 0);
        Tensor equal = Tensor.of(Shape.of(1, 3), 5, 5, 0);
        assertThat(Choices.max(new Pair(equal, Tensor.of(Shape.of(1, 3), 1, 1, 0)), Tensor.full(Shape.of(1, 1), 1)).toArray())
                .containsExactly(0.5f, 0.5f, 0);
    }

    /// Where the difference is nothing, or nearly so, the slope is handed back, not a quotient of rounding.
    @Property(tries = 100) void whereNothingChangesTheMultiplierIsTheSlope(@ForAll @IntRange(min = -30, max = 30) int tenths) {
        for (float step : new float[] {0, 1e-7f, 1e-5f, 1e-3f}) {
            float at = tenths / 10f + 0.05f;
            Grown grown = Grown.of(Tensor::gelu, Tensor.vector(at + step), Tensor.vector(at), 1);
            Tensor slope = Secants.of((Pointwise) grown.y().x().op(), new Pair(grown.x(), grown.base()), grown.y());
            Tensor x = Tensor.vector(at + step / 2).variable();
            float expected = Gradients.of(x.gelu().sum()).wrt(x).item();
            assertThat(slope.item()).as("at %s, %s apart", at, step).isCloseTo(expected, within(4e-7f));
        }
    }

    /// Twice as many nodes change nothing that a float could hold.
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theNodesOfASoftmaxAreEnough(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int range) {
        Tensor base = Tensor.normal(Shape.of(1, 7), 3, seed);
        Tensor change = Tensor.normal(Shape.of(1, 7), 1, seed + 1);
        float wide = change.max(1).item() - change.min(1).item();
        Tensor x = base.add(change.scale(range / wide));
        Tensor m = Tensor.normal(Shape.of(1, 7), 1, seed + 2);
        double[] few = softmax(x, base, m, Softmaxes.nodes(range));
        double[] many = softmax(x, base, m, 2 * Softmaxes.nodes(range));
        IntStream.range(0, 7).forEach(i -> assertThat(few[i]).isCloseTo(many[i], within(4 * 1e-8)));
    }

    /// In double precision; |m| is below 4 here, for which the error grows as much.
    private static double[] softmax(Tensor x, Tensor base, Tensor m, int n) {
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(n);
        double[] sum = new double[7];
        for (int k = 0; k < n; k++) {
            double t = nodes.at()[k];
            double most = t * x.max(1).item();
            double[] y = IntStream.range(0, 7).mapToDouble(i -> Math.exp((1 - t) * base.at(0, i) + t * x.at(0, i) - most)).toArray();
            double all = Arrays.stream(y).sum();
            double mean = IntStream.range(0, 7).mapToDouble(i -> y[i] / all * m.at(0, i)).sum();
            for (int i = 0; i < 7; i++) {
                sum[i] += nodes.weight()[k] * y[i] / all * (m.at(0, i) - mean);
            }
        }
        return sum;
    }

    @Example void whatCannotBeTakenApartIsRefused() {
        String other = "or integrated-gradients)";
        refused(x -> Tensor.of(new Reduction.MaxShare(x)), "MaxShare cannot be taken apart: it jumps (need a model without it, " + other);
        refused(x -> Tensor.of(new Cube(x)), "Cube cannot be taken apart: nobody has said how (need a model without it, " + other);
        refused(Tensor::logSumExp, "Add reads a constant that is another one without the input: it was computed from it unseen (need a "
                + "model that records all it computes from its input, " + other);
        refused(x -> x.take(x.topK(2).indices()), "the model computes another Take without the input (need a model whose steps do not hang "
                + "on numbers, " + other);
        refused(x -> x.sum().item() > 0 ? x.exp() : x.tanh(), "the model computes another Exp without the input (need a model whose steps "
                + "do not hang on numbers, " + other);
        refused(x -> Tensor.where(x.detach().positive(), x, x.scale(3)), "the model chooses by something that it computes from its input "
                + "unseen (need a model without such a choice, " + other);
    }

    private static void refused(UnaryOperator<Tensor> f, String message) {
        Grown grown = Grown.of(f, Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6), Tensor.of(Shape.of(2, 3), -1, -2, -3, -6, -5, -4), 1);
        assertThatThrownBy(grown::gap).isInstanceOf(BadInput.class).hasMessage("deeplift: " + message);
    }

    /// An op of somebody else's.
    private record Cube(Tensor x) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            float[] numbers = x.toArray();
            for (int i = 0; i < y.length; i++) {
                y[i] = numbers[i] * numbers[i] * numbers[i];
            }
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> dy.mul(x.square()).scale(3));
        }
    }
}
