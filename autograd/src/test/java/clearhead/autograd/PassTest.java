package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// What a backward pass does not do: record itself, keep what it made, work for what nobody asked for.
class PassTest {

    /// `y = 2x`, and a note of every tensor that its backward sees or makes.
    private record Spy(Tensor x, List<Tensor> seen) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            for (int i = 0; i < y.length; i++) {
                y[i] = 2 * x.data()[i];
            }
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            to.add(x, () -> {
                Tensor dx = dy.scale(2);
                Collections.addAll(seen, dy, dx);
                return dx;
            });
        }
    }

    private static Tensor spied(Tensor x, List<Tensor> seen) {
        return Tensor.of(new Spy(x.exp(), seen)).tanh().sum();
    }

    @Test void aPassRecordsNothingUntilItsGradientIsDifferentiated() {
        List<Tensor> seen = new ArrayList<>();
        Tensor x = Tensor.vector(-1, 0.5f).variable();

        Tensor g = Gradients.of(spied(x, seen)).wrt(x);
        assertThat(seen).hasSize(2).noneMatch(Tensor::isRecorded);
        assertThat(g.isRecorded()).isTrue();

        Gradients.of(g.sum()).wrt(x);
        assertThat(seen.subList(2, 4)).allMatch(Tensor::isRecorded);
    }

    @Test void whatAPassMadeIsGarbageWhileItsGradientLives() throws InterruptedException {
        List<Tensor> seen = new ArrayList<>();
        Tensor x = Tensor.vector(-1, 0.5f).variable();
        Tensor g = Gradients.of(spied(x, seen)).wrt(x);

        List<WeakReference<Tensor>> made = seen.stream().map(WeakReference::new).toList();
        seen.clear();
        for (int i = 0; i < 100 && made.stream().anyMatch(tensor -> tensor.get() != null); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(made).isNotEmpty().allMatch(tensor -> tensor.get() == null);
        assertThat(g.isRecorded()).isTrue();
    }

    @Test void gradientsOfInputsDoNoWorkForWeights() {
        Counting counting = new Counting();
        Tensor x = Tensor.normal(Shape.of(2, 3, 4), 1, 1).on(counting.engine(Threads.of(1))).variable();
        Tensor w1 = Tensor.normal(Shape.of(4, 5), 1, 2).variable();
        Tensor b1 = Tensor.normal(Shape.of(5), 1, 3).variable();
        Tensor w2 = Tensor.normal(Shape.of(5, 3), 1, 4).variable();
        Tensor b2 = Tensor.normal(Shape.of(3), 1, 5).variable();
        Tensor hidden = x.affine(w1, b1).gelu();
        Tensor loss = hidden.affine(w2, b2).crossEntropy(0, 1, 2, 2, 1, 0);
        Gradients gradients = Gradients.of(loss);

        assertThat(counting.during(() -> gradients.wrt(x))).containsExactly("crossEntropyGradient", "matmul", "geluGradient", "matmul");
        assertThat(counting.during(() -> gradients.wrt(hidden))).containsExactly("crossEntropyGradient", "matmul");
        assertThat(counting.during(() -> gradients.wrt(w2))).containsExactly("crossEntropyGradient", "matmul");
        assertThat(counting.during(() -> gradients.wrt(b2))).containsExactly("crossEntropyGradient", "addRows");
        assertThat(counting.during(() -> gradients.wrt(x, w1, b1, w2, b2))).filteredOn("matmul"::equals).hasSize(4);
        assertThat(counting.during(() -> gradients.wrt(Tensor.scalar(1).variable()))).isEmpty();
    }

    @Provide Arbitrary<Case> cases() {
        return Catalogue.cases(Catalogue.SMALL);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void theRecordedTwinHasTheSameBits(@ForAll("cases") Case drawn, @ForAll long seed) {
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        for (Tensor g : Gradients.of(y, Numbers.ANY.tensor(y.shape(), seed).variable()).wrt(xs)) {
            assertThat(g.op().inputs().getFirst().toArray()).isEqualTo(g.toArray());
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void onePassForAllOrOneForEachIsTheSame(@ForAll("cases") Case drawn, @ForAll long seed) {
        List<Tensor> xs = drawn.variables();
        Tensor y = drawn.run(xs);
        Gradients gradients = Gradients.of(y, Numbers.ANY.tensor(y.shape(), seed));
        List<Tensor> together = gradients.wrt(xs);
        for (int i = 0; i < xs.size(); i++) {
            assertThat(gradients.wrt(xs.get(i)).toArray()).isEqualTo(together.get(i).toArray());
        }
    }
}
