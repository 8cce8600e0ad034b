package clearhead.bench;

import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Cache;
import clearhead.core.nn.Head;
import java.util.List;

/// We, one token after another; when the text gets too long, its first half once more.
final class Decoding implements Contender.Job {

    private static final Head.Config TIED = new Head.Config(true, 1, false);

    private final CausalModel model;
    private final int longest;
    private final Cache past = new Cache();
    private Cache cache = past;

    /// Any weights do: how fast it is does not depend on them.
    Decoding(Gpt.Size size) {
        model = Gpt.of(size, Activation.GELU_TANH, TIED, (_, shape, _) -> Tensor.full(shape, 0.01f));
        longest = size.seq();
        model.read(List.of(past), List.of(new int[(longest + 1) / 2]));
    }

    @Override public void run() {
        cache = cache == past || cache.length() == longest ? past.fork() : cache;
        model.logits(model.read(List.of(cache), List.of(new int[1])));
    }

    /// How many weights there are, but for the rows of the positions, of which only one is read.
    @Override public float[] result() {
        run();
        return new float[] {model.size() - model.tower().positions().size()};
    }
}
