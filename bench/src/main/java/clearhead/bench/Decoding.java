package clearhead.bench;

import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Cache;
import clearhead.core.nn.Head;
import java.util.List;

/// We, one token after a text that is remembered.
final class Decoding implements Contender.Job {

    private static final Head.Config TIED = new Head.Config(true, 1, false);

    private final CausalModel model;
    private final Cache past = new Cache();

    /// Any weights do: how fast it is does not depend on them.
    Decoding(Gpt.Size size) {
        model = Gpt.of(size, Activation.GELU_TANH, TIED, (_, shape, _) -> Tensor.full(shape, 0.01f));
        model.read(List.of(past), List.of(new int[size.seq() - 1]));
    }

    @Override public void run() {
        model.logits(model.read(List.of(past.fork()), List.of(new int[1])));
    }

    /// How many weights there are, but for the rows of the positions, of which only one is read.
    @Override public float[] result() {
        run();
        return new float[] {model.size() - model.tower().positions().size()};
    }
}
