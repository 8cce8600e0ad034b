package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Pass;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What cannot be is refused when it is described, with its sizes.
class ConfigTest {

    private static final Attention.Config ATTENTION = Attention.Config.plain(12, 3);
    private static final FeedForward.Config MLP = new FeedForward.Config(20, Activation.GELU, false, true);

    private static void refused(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Block.Config block(int dModel, Block.Order order, boolean cross) {
        return new Block.Config(order, dModel, ATTENTION, MLP, Norm.Config.LAYER, cross);
    }

    private static Tower.Config tower(int dModel, int layers, int types, List<Integer> windows) {
        return new Tower.Config(block(dModel, Block.Order.PRE_NORM, false), layers, new Positions.Config.Learned(7), types,
                false, true, windows);
    }

    private static Tower.Config tower(int dModel) {
        return tower(dModel, 2, 0, List.of());
    }

    @Test void parts() {
        refused(() -> new Attention.Config(4, 3, 5, 1, false, true, true),
                "attention: 4 heads of width 5 on 3 of keys and values (need a multiple of them)");
        refused(() -> new Attention.Config(4, 0, 5, 1, false, true, true),
                "attention: 4 heads of width 5 on 0 of keys and values (need a multiple of them)");
        refused(() -> Attention.Config.plain(12, 5), "attention: width 12 does not divide into 5 heads");
        refused(() -> new FeedForward.Config(0, Activation.GELU, true, true), "feed-forward: 0 neurons (need at least 1)");
        refused(() -> new Norm.Config(Norm.Form.LAYER, -1e-5f), "norm: ε = -1.0E-5 (need 0 ≤ ε < 1)");
        refused(() -> new Norm.Config(Norm.Form.LAYER, Float.NaN), "norm: ε = NaN (need 0 ≤ ε < 1)");
        refused(() -> block(0, Block.Order.PRE_NORM, false), "block: a residual stream of width 0 (need at least 1)");
        refused(() -> block(12, Block.Order.PARALLEL, true), "block: a parallel block has no cross-attention");
    }

    @Test void positions() {
        refused(() -> new Positions.Config.Learned(0), "learned positions: 0 rows (need at least 1)");
        refused(() -> new Positions.Config.Learned(5, Optional.of(5)), "learned positions: the padding has row 5 of 5 (need one of them)");
        refused(() -> new Positions.Config.Learned(5, Optional.of(-1)),
                "learned positions: the padding has row -1 of 5 (need one of them)");
    }

    @Test void towers() {
        refused(() -> tower(12, 0, 0, List.of()), "model: 0 layers, 0 segments (need at least 1 layer)");
        refused(() -> tower(12, 2, -1, List.of()), "model: 2 layers, -1 segments (need at least 1 layer)");
        refused(() -> tower(12, 2, 0, List.of(3)), "model: 1 windows for 2 layers");
    }

    @Test void models() {
        refused(() -> new CausalModel.Config(0, tower(12), Head.Config.OWN), "model: a vocabulary of 0 tokens (need at least 1)");
        refused(() -> new EncoderModel.Config(0, tower(12), new EncoderHead.Config.Span()),
                "model: a vocabulary of 0 tokens (need at least 1)");
        refused(() -> new EncoderDecoder.Config(11, 7, true, 1, tower(12), tower(12), Head.Config.OWN),
                "model: shared vocabularies of 11 and 7 tokens (need the same)");
        refused(() -> new EncoderDecoder.Config(11, 0, false, 1, tower(12), tower(12), Head.Config.OWN),
                "model: separate vocabularies of 11 and 0 tokens");
        refused(() -> new EncoderDecoder.Config(11, 7, false, 1, tower(12), tower(15), Head.Config.OWN),
                "model: an encoder of width 12, a decoder of width 15 (need the same)");
        refused(() -> new VisionModel.Config(3, 8, 1, 2, tower(12), 5), "model: pictures of 3 × 8 × 1 have no square of 2");
    }

    @Test void whatIsRead() {
        VisionModel sees = VisionModel.of(new VisionModel.Config(2, 4, 6, 2, tower(12), 5), Parameters.random(1));
        refused(() -> sees.forward(Tensor.full(Shape.of(1, 2, 6, 4), 0), Pass.PLAIN),
                "model: pictures[1, 2, 6, 4] (need [1, 2, 4, 6]: batch, channels, height, width)");
        EncoderModel reads = EncoderModel.of(new EncoderModel.Config(11, tower(12, 2, 2, List.of()), new EncoderHead.Config.Tokens(5)),
                Parameters.random(1));
        refused(() -> reads.forward(Batch.of(new int[8]), Pass.PLAIN), "8 positions, but the model knows only 7");
        refused(() -> reads.forward(Batch.of(new int[] {1, 2}).withTypes(List.of(new int[] {0, 2})), Pass.PLAIN),
                "gather: id 2 (number 1) is not a row of the table [2, 12]");
    }
}
