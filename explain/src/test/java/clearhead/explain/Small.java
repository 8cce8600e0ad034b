package clearhead.explain;

import clearhead.autograd.Budget;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.pretrained.Special;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Encoder-decoder models that have learned nothing, small enough to be computed by hand, or nearly.
public final class Small {

    /// Characters that it writes; the last is the start token.
    static final String WRITTEN = "abcdef>";
    private static final int SOURCE_VOCAB = 9;

    private Small() {}

    /// Two layers up, two down, width 8, two heads.
    public static EncoderDecoder model(Block.Order order, Activation activation, long seed) {
        return EncoderDecoder.random(config(order, activation), seed);
    }

    static EncoderDecoder.Config config(Block.Order order, Activation activation) {
        return config(SOURCE_VOCAB, WRITTEN.length(), order, activation);
    }

    static EncoderDecoder.Config config(int sourceVocab, int targetVocab, Block.Order order, Activation activation) {
        return EncoderDecoder.Config.of(sourceVocab, targetVocab, 200, 7, 8, 2, 12, 2, 2, order, activation);
    }

    /// The model with a norm before each part.
    public static OpenModel box(long seed) {
        return box(model(Block.Order.PRE_NORM, Activation.SILU, seed));
    }

    /// Any of these models, opened.
    public static OpenModel box(EncoderDecoder model) {
        WhiteBox.ModelInfo info = new WhiteBox.ModelInfo(Digest.of(model.config(), model), "encoder-decoder", "a test");
        return new OpenModel(model, new Names(Optional.empty(), id -> WRITTEN.substring(id, id + 1), List.of(), "a test"),
                Special.start(WRITTEN.length() - 1), new Budget(1L << 30), () -> info);
    }

    /// A random source and a random answer.
    public static Input input(int source, int target, long seed) {
        Random random = new Random(seed);
        return Input.of("x".repeat(source), Toy.tokens(random.ints(source, 0, SOURCE_VOCAB).toArray()),
                Toy.tokens(random.ints(target, 0, WRITTEN.length()).toArray()));
    }
}
