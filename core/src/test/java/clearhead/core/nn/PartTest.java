package clearhead.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.checkpoint.Safetensors;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.Models;
import clearhead.core.probe.Pass;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One traversal serves listing, counting, loading, freezing and training.
class PartTest {

    private final EncoderDecoder model = Models.lively(EncoderDecoder.random(
            EncoderDecoder.Config.of(11, 7, 9, 8, 6, 2, 10, 1, 1, Block.Order.PRE_NORM, Activation.RELU), 1), 1);
    private final Batch source = Models.batch(11, 2, 6, 4);
    private final Batch target = Models.batch(7, 3, 5, 5);

    /// Files of weights hold these names: they must stay, and so must their order, which a trainer's steps follow.
    @Test void namesAreUniqueAndStable() {
        assertThat(model.parameters().keySet()).containsExactly(
                "tokens.weight", "written.weight",
                "encoder.positions.weight",
                "encoder.blocks.0.self_norm.weight", "encoder.blocks.0.self_norm.bias",
                "encoder.blocks.0.self.query.weight", "encoder.blocks.0.self.query.bias",
                "encoder.blocks.0.self.key.weight", "encoder.blocks.0.self.key.bias",
                "encoder.blocks.0.self.value.weight", "encoder.blocks.0.self.value.bias",
                "encoder.blocks.0.self.out.weight", "encoder.blocks.0.self.out.bias",
                "encoder.blocks.0.mlp_norm.weight", "encoder.blocks.0.mlp_norm.bias",
                "encoder.blocks.0.mlp.up.weight", "encoder.blocks.0.mlp.up.bias",
                "encoder.blocks.0.mlp.down.weight", "encoder.blocks.0.mlp.down.bias",
                "encoder.final_norm.weight", "encoder.final_norm.bias",
                "decoder.positions.weight",
                "decoder.blocks.0.self_norm.weight", "decoder.blocks.0.self_norm.bias",
                "decoder.blocks.0.self.query.weight", "decoder.blocks.0.self.query.bias",
                "decoder.blocks.0.self.key.weight", "decoder.blocks.0.self.key.bias",
                "decoder.blocks.0.self.value.weight", "decoder.blocks.0.self.value.bias",
                "decoder.blocks.0.self.out.weight", "decoder.blocks.0.self.out.bias",
                "decoder.blocks.0.cross.norm.weight", "decoder.blocks.0.cross.norm.bias",
                "decoder.blocks.0.cross.attention.query.weight", "decoder.blocks.0.cross.attention.query.bias",
                "decoder.blocks.0.cross.attention.key.weight", "decoder.blocks.0.cross.attention.key.bias",
                "decoder.blocks.0.cross.attention.value.weight", "decoder.blocks.0.cross.attention.value.bias",
                "decoder.blocks.0.cross.attention.out.weight", "decoder.blocks.0.cross.attention.out.bias",
                "decoder.blocks.0.mlp_norm.weight", "decoder.blocks.0.mlp_norm.bias",
                "decoder.blocks.0.mlp.up.weight", "decoder.blocks.0.mlp.up.bias",
                "decoder.blocks.0.mlp.down.weight", "decoder.blocks.0.mlp.down.bias",
                "decoder.final_norm.weight", "decoder.final_norm.bias",
                "head.weight", "head.bias");
    }

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

    @Test void aMapReplacesEveryParameterAndNothingElse() {
        EncoderDecoder doubled = model.map((_, parameter) -> parameter.scale(2));

        assertThat(doubled.config()).isEqualTo(model.config());
        assertThat(doubled.parameters().keySet()).containsExactlyElementsOf(model.parameters().keySet());
        doubled.parameters().forEach((name, parameter) ->
                assertThat(parameter.toArray()).as(name).isEqualTo(model.parameters().get(name).scale(2).toArray()));
    }

    @Test void frozenRecordsNothing() {
        assertThat(model.trainable().frozen().forward(source, target, Pass.PLAIN).isRecorded()).isFalse();
    }

    @Test void everyTrainableParameterHasAGradient() {
        EncoderDecoder trainable = model.trainable();
        Tensor logits = trainable.forward(source, target, Pass.PLAIN);
        List<Tensor> gradients = Gradients.of(logits.square().sum()).wrt(List.copyOf(trainable.parameters().values()));

        List<String> names = List.copyOf(trainable.parameters().keySet());
        for (String name : names) {
            boolean nothing = name.endsWith("key.bias");      // adds the same to all scores of a row: softmax does not see it
            assertThat(largest(gradients.get(names.indexOf(name)))).as(name).satisfies(nothing
                    ? size -> assertThat(size).isLessThan(1e-4f * largest(gradients.get(names.indexOf(name.replace("key", "query")))))
                    : size -> assertThat(size).isPositive());
        }
    }

    private static float largest(Tensor tensor) {
        float largest = 0;
        for (float value : tensor.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test void onMovesEveryParameter() {
        try (Threads two = Threads.of(2)) {
            float[] moved = model.on(Engine.with(two)).forward(source, target, Pass.PLAIN).toArray();
            assertThat(moved).isEqualTo(model.forward(source, target, Pass.PLAIN).toArray());
        }
    }

    @Test void withTakesParametersByName() {
        EncoderDecoder other = EncoderDecoder.random(model.config(), 2);

        assertThat(other.with(model.parameters()::get).parameters()).isEqualTo(model.parameters());
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

    /// Random weights are a function of the seed, and no two parameters share their numbers.
    @Test void randomWeightsFollowFromTheSeed() {
        EncoderDecoder.Config config = Models.config(Block.Order.PRE_NORM, Activation.RELU);      // two layers
        Map<String, Tensor> one = EncoderDecoder.random(config, 1).parameters();
        Map<String, Tensor> same = EncoderDecoder.random(config, 1).parameters();
        Map<String, Tensor> other = EncoderDecoder.random(config, 2).parameters();

        one.forEach((name, parameter) -> assertThat(same.get(name).toArray()).as(name).isEqualTo(parameter.toArray()));
        List<String> matrices = one.keySet().stream().filter(name -> one.get(name).shape().rank() == 2).toList();
        assertThat(matrices).allSatisfy(name -> assertThat(other.get(name).toArray()).isNotEqualTo(one.get(name).toArray()));
        assertThat(matrices.stream().map(name -> one.get(name).at(0, 0))).doesNotHaveDuplicates();
    }
}
