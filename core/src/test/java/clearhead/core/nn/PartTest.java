package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.probe.Pass;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One traversal serves listing, counting and loading. That each kind of model has its parameters in it is `ParametersTest`'s.
class PartTest {

    private final EncoderDecoder model = Models.lively(EncoderDecoder.random(
            EncoderDecoder.Config.of(11, 7, 9, 8, 6, 2, 10, 1, 1, Block.Order.PRE_NORM, Activation.RELU), 1), 1);
    private final Batch source = Models.batch(11, 2, 6, 4);
    private final Batch target = Models.batch(7, 3, 5, 5);

    @Test void twoParametersOfOneNameAreAnError() {
        record Twins(Tensor w) implements Part<Twins> {
            @Override public Twins map(Mapping each) {
                each.at("w", w);
                return new Twins(each.at("w", w));
            }
        }
        assertThatThrownBy(() -> new Twins(Tensor.scalar(1)).parameters()).isInstanceOf(IllegalStateException.class)
                .hasMessage("two parameters are called w");
    }

    /// By hand: attention 4·(6·6 + 6), feed-forward 6·10 + 10 + 10·6 + 6, a norm 2·6.
    @Test void sizeCountsAllNumbers() {
        long attention = 4 * (6 * 6 + 6);
        long feedForward = 6 * 10 + 10 + 10 * 6 + 6;
        long norm = 2 * 6;
        long encoder = (11 + 9) * 6 + (attention + feedForward + 2 * norm) + norm;
        long decoder = (7 + 8) * 6 + (2 * attention + feedForward + 3 * norm) + norm;
        assertThat(model.size()).isEqualTo(encoder + decoder + 6 * 7 + 7);
    }

    @Test void withTellsWhatIsMissingOrMisshaped() {
        Map<String, Tensor> given = new HashMap<>(model.parameters());
        given.put("head.weight", Tensor.full(Shape.of(7, 6), 0));
        assertThatThrownBy(() -> model.with(given::get)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter head.weight has shape [7, 6], need [6, 7]");

        given.remove("head.weight");
        assertThatThrownBy(() -> model.with(given::get)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter head.weight is missing");
    }

    @Test void savedAndLoadedItIsTheSameModel(@TempDir Path folder) {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, model.parameters(), Map.of());

        try (Safetensors weights = Safetensors.read(file)) {
            EncoderDecoder loaded = EncoderDecoder.random(model.config(), 3).with(weights::tensor);

            loaded.parameters().forEach((name, parameter) ->
                    assertThat(parameter.toArray()).as(name).isEqualTo(model.parameters().get(name).toArray()));
            assertThat(loaded.forward(source, target, Pass.PLAIN).toArray()).isEqualTo(model.forward(source, target, Pass.PLAIN).toArray());
        }
    }
}
