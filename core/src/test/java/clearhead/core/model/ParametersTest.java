package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Pass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parameters of every kind of model: what they are called, that each is asked for once, mapped once, and used.
class ParametersTest {

    /// Files of weights hold these names: they must stay, and so must their order, which a trainer's steps follow. (The second block of a
    /// tower has the names of its first.)
    @Test void namesShapesAndOrderAreStable() throws IOException {
        StringBuilder all = new StringBuilder();
        Models.family(1, 1).forEach((kind, model) -> {
            all.append("# ").append(kind).append('\n');
            model.parameters().forEach((name, parameter) -> all.append(name.contains(".blocks.1.") ? ""
                    : "%s %s\n".formatted(name, parameter.shape())));
        });
        try (InputStream expected = ParametersTest.class.getResourceAsStream("parameters.txt")) {
            assertThat(all.toString()).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// A model is made of exactly the parameters that it has, and in their order: who loads or counts them may rely on it.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aModelAsksForEachOfItsParametersOnce(Subject subject) {
        List<String> asked = new ArrayList<>();
        made(subject.model(), (name, shape, initial) -> {
            asked.add(name + " " + shape);
            return Parameters.random(1).at(name, shape, initial);
        });
        assertThat(asked).containsExactlyElementsOf(subject.model().parameters().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().shape()).toList());
    }

    static Model<?> made(Model<?> like, Parameters from) {
        return switch (like) {
            case CausalModel causal -> CausalModel.of(causal.config(), from);
            case EncoderModel encoder -> EncoderModel.of(encoder.config(), from);
            case EncoderDecoder both -> EncoderDecoder.of(both.config(), from);
            case VisionModel vision -> VisionModel.of(vision.config(), from);
        };
    }

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aMapReplacesEveryParameterAndNothingElse(Subject subject) {
        Map<String, Tensor> parameters = subject.model().parameters();
        Model<?> doubled = subject.model().map((_, parameter) -> parameter.scale(2));
        assertThat(doubled.parameters().keySet()).containsExactlyElementsOf(parameters.keySet());
        doubled.parameters().forEach((name, parameter) ->
                assertThat(parameter.toArray()).as(name).isEqualTo(parameters.get(name).scale(2).toArray()));

        assertThat(subject.model().map((_, parameter) -> parameter)).as("what is no parameter").isEqualTo(subject.model());
        assertThat(doubled.with(parameters::get)).isEqualTo(subject.model());
    }

    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void frozenRecordsNothingAndTrainableEverything(Subject subject) {
        Model<?> trainable = subject.model().trainable();
        float[] result = subject.forward(Pass.PLAIN).toArray();

        assertThat(trainable.parameters().values()).allMatch(Tensor::isRecorded);
        assertThat(subject.with(trainable).forward(Pass.PLAIN)).satisfies(given -> {
            assertThat(given.isRecorded()).isTrue();
            assertThat(given.toArray()).isEqualTo(result);
        });
        assertThat(subject.with(trainable.frozen()).forward(Pass.PLAIN)).satisfies(given -> {
            assertThat(given.isRecorded()).isFalse();
            assertThat(given.toArray()).isEqualTo(result);
        });
    }

    /// None is forgotten on the way; but a sentence's vector needs no pooler.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void everyParameterHasAGradient(Subject subject) {
        Model<?> trainable = subject.model().trainable();
        Tensor result = subject.with(trainable).forward(Pass.PLAIN);
        List<String> names = trainable.parameters().keySet().stream().filter(name -> !name.startsWith("head.pooler.")).toList();
        List<Tensor> gradients = Gradients.of(result, Tensor.normal(result.shape(), 1, 5))
                .wrt(names.stream().map(trainable.parameters()::get).toList());

        for (String name : names) {
            float size = largest(gradients.get(names.indexOf(name)));
            if (name.endsWith("key.bias") && !turns(subject)) {     // adds the same to all scores of a row: softmax does not see it
                assertThat(size).as(name).isLessThan(1e-4f * largest(gradients.get(names.indexOf(name.replace("key", "query")))));
            } else {
                assertThat(size).as(name).isPositive();
            }
        }
    }

    private static boolean turns(Subject subject) {
        return subject.towers().values().stream().anyMatch(tower -> tower.positions() instanceof Positions.Config.Turned);
    }

    private static float largest(Tensor tensor) {
        float largest = 0;
        for (float value : tensor.toArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /// BERT's own pooler stands beside the vector.
    @Test void aPoolerIsUsedWhereItIsAskedFor() {
        EncoderModel model = (EncoderModel) Models.family(1, 1).get("bert, mean");
        EncoderHead.Sentence head = (EncoderHead.Sentence) model.trainable().head();
        Tensor pooled = head.pooled(Tensor.normal(Shape.of(2, 3, 12), 1, 1));

        assertThat(pooled.shape().dims()).containsExactly(2, 12);
        assertThat(Gradients.of(pooled.sum()).wrt(List.copyOf(head.parameters().values()))).hasSize(2)
                .allSatisfy(gradient -> assertThat(largest(gradient)).isPositive());
    }

    /// Random weights are a function of the seed, and no two parameters share their numbers.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void randomWeightsFollowFromTheSeed(Subject subject) {
        Map<String, Tensor> one = made(subject.model(), Parameters.random(1)).parameters();
        Map<String, Tensor> same = made(subject.model(), Parameters.random(1)).parameters();
        Map<String, Tensor> other = made(subject.model(), Parameters.random(2)).parameters();

        one.forEach((name, parameter) -> assertThat(same.get(name).toArray()).as(name).isEqualTo(parameter.toArray()));
        List<String> matrices = one.keySet().stream().filter(name -> one.get(name).shape().rank() == 2).toList();
        assertThat(matrices).allSatisfy(name -> assertThat(other.get(name).toArray()).isNotEqualTo(one.get(name).toArray()));
        assertThat(matrices.stream().map(name -> one.get(name).at(0, 0))).doesNotHaveDuplicates();
    }
}
