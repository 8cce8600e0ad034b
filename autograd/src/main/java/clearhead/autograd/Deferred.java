package clearhead.autograd;

import java.util.ArrayList;
import java.util.List;

/// A gradient, as an op. Its numbers came from a pass that recorded nothing; when it is differentiated in turn, the pass is run again
/// with recording on, and the recorded twin is its only input: `y = x`, `dx = dy`, `[…] → […]`.
///
/// @param replay the pass
/// @param index  which of its gradients
public record Deferred(Replay replay, int index) implements Op {

    /// A backward pass that can be run again. The gradients that one pass gave share one replay.
    public static final class Replay {

        private final Gradients gradients;
        private final List<Tensor> xs;
        private List<Tensor> recorded;

        Replay(Gradients gradients, List<Tensor> xs) {
            this.gradients = gradients;
            this.xs = new ArrayList<>(xs);
        }

        private synchronized List<Tensor> recorded() {
            if (recorded == null) {
                recorded = gradients.recorded(xs);
            }
            return recorded;
        }
    }

    /// The recorded twin; asking for it runs the pass.
    @Override public List<Tensor> inputs() {
        return List.of(replay.recorded().get(index));
    }

    /// What the pass depends on, without running it.
    List<Tensor> sources() {
        return replay.gradients.sources();
    }

    @Override public Shape shape() {
        return replay.xs.get(index).shape();
    }

    @Override public void forward(Engine engine, float[] y) {
        System.arraycopy(inputs().getFirst().data(), 0, y, 0, y.length);
    }

    @Override public void backward(Tensor y, Tensor dy, Flow to) {
        to.add(inputs().getFirst(), () -> dy);
    }
}
