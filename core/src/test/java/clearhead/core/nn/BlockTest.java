package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Stack;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlockTest {

    private final Tensor x = Tensor.normal(Shape.of(1, 3, 4), 1, 1);

    private Tensor run(boolean decoder, Optional<Block.Memory> memory) {
        return Block.of(new Block.Config(Block.Order.PRE_NORM, 4, Attention.Config.plain(4, 2),
                new FeedForward.Config(8, Activation.RELU, false, true), Norm.Config.LAYER, decoder), 0, Parameters.random(1))
                .forward(x, Mask.NONE, Optional.empty(), memory, Stack.ONLY, 0, Pass.PLAIN);
    }

    @Test void aMemoryIsThereExactlyWhereItIsRead() {
        assertThatThrownBy(() -> run(true, Optional.empty())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("block: its cross-attention needs a memory to read");
        assertThatThrownBy(() -> run(false, Optional.of(new Block.Memory(x, Mask.NONE)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("block: a memory was given, but there is no cross-attention to read it");
    }

    @Test void theWidthDividesIntoHeads() {
        assertThatThrownBy(() -> Attention.Config.plain(10, 4)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attention: width 10 does not divide into 4 heads");
        assertThatThrownBy(() -> Attention.Config.plain(10, 0)).hasMessage("attention: width 10 does not divide into 0 heads");
    }
}
