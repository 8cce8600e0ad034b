package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.nn.Activation;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Pass;
import org.junit.jupiter.api.Test;

class EncoderDecoderTest {

    private final EncoderDecoder model = Models.model(Order.PRE_NORM, Activation.RELU, 1);
    private final Batch source = Models.batch(11, 2, 6);
    private final Batch target = Models.batch(7, 3, 5);

    @Test void sizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> EncoderDecoder.Config.of(11, 7, 9, 8, 12, 5, 20, 1, 2, Order.PRE_NORM, Activation.RELU))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("attention: width 12 does not divide into 5 heads");
        assertThatThrownBy(() -> EncoderDecoder.Config.of(11, 7, 9, 8, 12, 3, 20, 0, 2, Order.PRE_NORM, Activation.RELU))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("model: 0 layers, 0 segments (need at least 1 layer)");
    }

    @Test void textsLongerThanTheModelHasLearnedAreRefused() {
        assertThatThrownBy(() -> model.forward(Models.batch(11, 2, 10), target, Pass.PLAIN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("10 positions, but the model knows only 9");
        assertThatThrownBy(() -> model.forward(source, Models.batch(7, 2, 9), Pass.PLAIN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("9 positions, but the model knows only 8");
    }

    @Test void tokensThatAreNotInTheVocabularyAreRefused() {
        assertThatThrownBy(() -> model.forward(Batch.of(new int[] {1, 11}), target, Pass.PLAIN))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("gather: id 11 (number 1) is not a row of the table [11, 12]");
    }

    @Test void aBatchOfSourcesNeedsAsManyTargets() {
        assertThatThrownBy(() -> model.forward(Models.batch(11, 2, 6, 6), target, Pass.PLAIN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model: sources [2, …] and targets [1, …] (need a target for each source)");
    }
}
