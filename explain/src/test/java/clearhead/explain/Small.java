package clearhead.explain;

import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
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
        return EncoderDecoder.Config.of(sourceVocab, targetVocab, 200, 6, 8, 2, 12, 2, 2, order, activation);
    }

    /// The model with a norm before each part.
    public static Seq2Seq box(long seed) {
        return box(model(Block.Order.PRE_NORM, Activation.SILU, seed));
    }

    /// Any of these models, opened.
    public static Seq2Seq box(EncoderDecoder model) {
        return Seq2Seq.of(model, WRITTEN.length() - 1, id -> WRITTEN.substring(id, id + 1), "a test");
    }

    /// A random source and a random answer.
    public static Input input(int source, int target, long seed) {
        Random random = new Random(seed);
        return new Input("x".repeat(source), Toy.tokens(random.ints(source, 0, SOURCE_VOCAB).toArray()),
                Toy.tokens(random.ints(target, 0, WRITTEN.length()).toArray()));
    }
}
