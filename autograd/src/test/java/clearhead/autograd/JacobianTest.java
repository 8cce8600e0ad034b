package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;

/// Derivatives of many results: matrices, their products with vectors from both sides, and what their making shares.
class JacobianTest {

    private final Tensor x = Tensor.vector(1, -2, 3).variable();

    // ---- matrices

    /// `yᵢ = xᵢ²`.
    @Test void theMatrixOfASquareIsDiagonal() {
        Tensor positive = Tensor.vector(1, 2, 3).variable();
        Tensor j = Jacobian.of(positive.square()).wrt(positive);
        assertThat(j.shape()).isEqualTo(Shape.of(3, 3));
        assertThat(j.toArray()).containsExactly(2, 0, 0, 0, 4, 0, 0, 0, 6);
    }

    /// `y = x · w` is linear in x: its matrix is wᵀ, for each row of x.
    @Test void theMatrixOfAProduct() {
        Tensor a = Tensor.of(Shape.of(2, 2), 5, 6, 7, 8).variable();
        Tensor w = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor j = Jacobian.of(a.matmul(w)).wrt(a);
        assertThat(j.shape()).isEqualTo(Shape.of(2, 3, 2, 2));
        for (int[] at : new int[][] {{0, 0, 0, 1}, {1, 2, 1, 0}, {1, 2, 0, 0}}) {
            assertThat(j.at(at)).isEqualTo(at[0] == at[2] ? w.at(at[3], at[1]) : 0);
        }
    }

    @Test void ofANumberItIsTheGradientAndOfNothingNothing() {
        assertThat(Jacobian.of(x.square().sum()).wrt(x).toArray()).containsExactly(2, -4, 6);
        assertThat(Jacobian.of(x.slice(0, 1, 1)).wrt(x).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(Jacobian.of(x.square()).wrt(Tensor.vector(1, 2).variable()).toArray()).containsOnly(0).hasSize(6);
    }

    /// `∂/∂x Σ J²` for `y = x²`: J is 2x on the diagonal, so it is 8x.
    @Test void theMatrixHasAGradient() {
        Tensor j = Jacobian.of(x.square()).wrt(x);
        assertThat(Gradients.of(j.square().sum()).wrt(x).toArray()).containsExactly(8, -16, 24);
    }

    @Test void refusals() {
        Tensor constant = Tensor.vector(1, 2, 3);
        assertThatThrownBy(() -> Jacobian.of(constant)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jacobian: y[3] was computed from constants only; make an input a variable() first");
        assertThatThrownBy(() -> Jacobian.of(x).times(constant, constant)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jacobian: x[3] is a constant, so nothing was recorded for it; use x.variable()");
        assertThatThrownBy(() -> Jacobian.of(x).times(x, Tensor.vector(1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jacobian: x[3] and its direction v[1] need the same shape");
        assertThatThrownBy(() -> Jacobian.of(x).wrt(constant)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- products, for every op

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    /// `⟨u, Jv⟩ = ⟨Jᵀu, v⟩`, in doubles; and the floats of Jv are as near as their rounding allows.
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void bothProductsAreOfOneMatrix(@ForAll("cases") Case drawn, @ForAll long seed) {
        Law.meetsAll(Catalogue.SMALL, drawn);
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        Tensor u = Numbers.ANY.tensor(y.shape(), seed).variable();
        for (Tensor one : xs) {
            Tensor v = Numbers.ANY.tensor(one.shape(), seed + 1).variable();
            Tensor forward = Jacobian.of(y).times(one, v);
            Tensor back = Gradients.of(y, u).wrt(one);
            Doubles doubles = new Doubles();
            Law.isSame(dot(doubles.of(u), doubles.of(forward)), dot(doubles.of(back), doubles.of(v)));
            Law.within(forward, doubles.of(forward));
        }
    }

    private static Num dot(Num[] a, Num[] b) {
        return Doubles.sum(a.length, i -> a[i].times(b[i]));
    }

    /// Row i is the gradient of element i, bit by bit.
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void rowsAreGradients(@ForAll("cases") Case drawn) {
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        int n = y.shape().size();
        int m = xs.getFirst().shape().size();
        float[] j = Jacobian.of(y).wrt(xs.getFirst()).toArray();
        for (int i = 0; i < n; i++) {
            float[] seed = new float[n];
            seed[i] = 1;
            Tensor row = Gradients.of(y, Tensor.of(y.shape(), seed)).wrt(xs.getFirst());
            assertThat(Arrays.copyOfRange(j, i * m, (i + 1) * m)).isEqualTo(row.toArray());
        }
    }

    // ---- of a whole block

    @Test void ofAWholeBlock() {
        AttentionBlock block = AttentionBlock.drawn();
        Tensor logits = block.logits();
        Tensor u = Tensor.normal(logits.shape(), 1, 1).variable();
        for (Tensor w : block.parameters()) {
            Tensor v = Tensor.normal(w.shape(), 1, 2).variable();
            Tensor along = Jacobian.of(logits).times(w, v);
            Doubles doubles = new Doubles();
            Law.isSame(dot(doubles.of(u), doubles.of(along)), dot(doubles.of(Gradients.of(logits, u).wrt(w)), doubles.of(v)));
            Law.within(along, doubles.of(along));
        }
        Tensor v = Tensor.normal(block.x().shape(), 1, 3);
        Tensor f = Jacobian.of(logits).times(block.x(), v).dot(u);
        Law.isGradient(Gradients.of(f).wrt(block.wq()), f, block.wq(), 4);
    }

    // ---- what many gradients share

    /// Passes x through and counts how often it is met while a graph is ordered, and how often a gradient goes through it.
    private record Met(Tensor x, AtomicInteger ordered, AtomicInteger passed) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            ordered.incrementAndGet();
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            System.arraycopy(x.data(), 0, y, 0, y.length);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            passed.incrementAndGet();
            to.add(x, () -> dy);
        }
    }

    @Test void theGraphIsOrderedOnceAndWalkedByEach() {
        Met met = new Met(x.exp(), new AtomicInteger(), new AtomicInteger());
        Tensor shared = Tensor.of(met);
        List<Tensor> ys = IntStream.range(0, 5).mapToObj(i -> shared.scale(i).tanh().sum()).toList();
        met.ordered.set(0);
        Gradients.ofEach(ys).wrt(x);
        assertThat(met.ordered).hasValue(1);
        assertThat(met.passed).hasValue(5);
        ys.forEach(y -> Gradients.of(y).wrt(x));
        assertThat(met.ordered).hasValue(1 + 5);
    }

    /// The forward pass is there already: what runs is 5 times the kernels of one backward pass.
    @Test void nothingIsComputedForward() {
        Counting counting = new Counting();
        Tensor in = x.on(counting.engine(Threads.of(1)));
        Tensor shared = in.exp().tanh();
        List<Tensor> ys = IntStream.range(0, 5).mapToObj(i -> shared.gelu().sum()).toList();
        List<String> one = counting.during(() -> Gradients.of(ys.getFirst()).wrt(in));
        assertThat(counting.during(() -> Gradients.ofEach(ys).wrt(in)))
                .containsExactlyElementsOf(IntStream.range(0, 5).boxed().flatMap(i -> one.stream()).toList());
        assertThat(one).doesNotContain("exp", "tanh", "gelu");
    }

    /// After the first pass an array is made for each result only.
    @Test void thePassesShareTheirArrays() {
        DryRun dry = new DryRun();
        Tensor in = dry.input(Shape.of(1000)).variable();
        Tensor shared = in.exp().tanh();
        List<Tensor> ys = IntStream.range(0, 5).mapToObj(i -> shared.gelu().sum()).toList();
        long before = dry.cost().allocated();
        Gradients.of(ys.getFirst()).wrt(in);
        long one = dry.cost().allocated() - before;
        Gradients.ofEach(ys).wrt(in);
        assertThat(dry.cost().allocated() - before - one).isEqualTo(one + 4 * 4 * 1000);
    }

    /// Each for itself or all in one call: the same bits; and a derivative of one runs only its own pass again.
    @Test void togetherOrApartIsTheSame() {
        AttentionBlock block = AttentionBlock.drawn();
        Tensor logits = block.logits().reshape(-1);
        List<Tensor> ys = IntStream.range(0, logits.dim(0)).mapToObj(i -> logits.slice(0, i, i + 1)).toList();
        List<List<Tensor>> together = Gradients.ofEach(ys).wrt(block.parameters());
        for (int i = 0; i < ys.size(); i++) {
            List<Tensor> apart = Gradients.of(ys.get(i)).wrt(block.parameters());
            for (int p = 0; p < apart.size(); p++) {
                assertThat(together.get(i).get(p).toArray()).isEqualTo(apart.get(p).toArray());
            }
        }
        assertThat(Gradients.of(together.get(3).get(1).square().sum()).wrt(block.x()).toArray())
                .isEqualTo(Gradients.of(Gradients.of(ys.get(3)).wrt(block.wq()).square().sum()).wrt(block.x()).toArray());
        assertThat(Gradients.ofEach(ys.get(1), ys.get(2)).wrt(block.wq())).hasSize(2);
        assertThat(Gradients.ofEach().wrt(block.wq())).isEmpty();
    }
}
