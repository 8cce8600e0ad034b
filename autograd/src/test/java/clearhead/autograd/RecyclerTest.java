package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Recycling arrays within a pass changes nothing that anybody can see.
class RecyclerTest {

    /// Passes x through, and keeps every gradient that comes by.
    private record Keeper(Tensor x, List<Tensor> kept) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            System.arraycopy(x.data(), 0, y, 0, y.length);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            kept.add(dy);
            to.add(x, () -> dy.scale(1));
        }
    }

    /// Reuses tensors, fans in and out, reshapes, broadcasts: everything that makes arrays shared.
    private static Tensor loss(Tensor x, Tensor w) {
        Tensor h = x;
        for (int layer = 0; layer < 4; layer++) {
            Tensor a = h.matmul(w).layerNorm(Tensor.full(Shape.of(8), 1), Tensor.full(Shape.of(8), 0), 1e-5f).tanh();
            Tensor b = a.reshape(2, 3, 8).permute(1, 0, 2).reshape(6, 8).softmax();
            h = h.add(a).add(b.mul(a)).add(a.sumKeep(0));
        }
        return h.square().mean();
    }

    private static final Tensor X = Tensor.normal(Shape.of(6, 8), 1, 1).variable();
    private static final Tensor W = Tensor.normal(Shape.of(8, 8), 0.5, 2).variable();

    @Test void aPassThatRecyclesGivesTheBitsOfOneThatRecordsEverything() {
        for (Tensor gradient : Gradients.of(loss(X, W)).wrt(X, W)) {
            Tensor recorded = gradient.op().inputs().getFirst();         // made by the same pass, in fresh arrays
            assertThat(gradient.toArray()).containsExactly(recorded.toArray());
        }
    }

    @Test void theGradientOfAGradientToo() {
        Tensor dw = Gradients.of(loss(X, W)).wrt(W);
        Tensor hv = Gradients.of(dw.dot(W.detach())).wrt(X);
        assertThat(hv.toArray()).containsExactly(hv.op().inputs().getFirst().toArray());
    }

    @Test void whatACustomOpPutAsideStaysAsItWas() {
        List<Tensor> kept = new ArrayList<>();
        Tensor middle = Tensor.of(new Keeper(X.matmul(W), kept));
        Gradients.of(loss(middle, W)).wrt(X, W);
        Tensor expected = Gradients.of(loss(middle, W)).wrt(middle);
        assertThat(kept.getFirst().toArray()).containsExactly(expected.toArray());
    }

    @Test void anArrayIsReusedOnceNobodyHoldsIt() {
        Recycler recycler = new Recycler(Memory.HEAP);
        int mark = recycler.mark();
        Storage held = recycler.take(4);
        Storage passing = recycler.take(4);
        recycler.hold(held);
        recycler.hold(held);
        recycler.sweep(mark);
        assertThat(recycler.take(4)).isSameAs(passing);
        recycler.release(held);
        assertThat(recycler.take(4)).isNotSameAs(held);
        recycler.release(held);
        assertThat(recycler.take(4)).isSameAs(held);
    }
}
