package clearhead.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Arena;
import clearhead.autograd.DryRun;
import clearhead.autograd.Engine;
import clearhead.autograd.Gradients;
import clearhead.autograd.Pool;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of model computes wherever its parameters are: on the heap, in the arena of a training step, or nowhere at all.
class PlacesTest {

    /// Twice, the second time in arrays that hold what the first has left there.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aStepInAnArenaHasTheBitsOfOneOutside(Subject subject) {
        Pool pool = new Pool();
        List<float[]> expected = step(subject, Engine.standard());
        for (int i = 0; i < 2; i++) {
            try (Arena arena = pool.open()) {
                List<float[]> bits = step(subject, arena.engine());
                assertThat(bits).hasSameSizeAs(expected);
                for (int k = 0; k < bits.size(); k++) {
                    assertThat(bits.get(k)).isEqualTo(expected.get(k));
                }
            }
        }
    }

    private static List<float[]> step(Subject subject, Engine engine) {
        Model<?> model = trainable(subject.model(), engine);
        Tensor result = subject.with(model).forward(Pass.training(0.2f, 3));
        List<float[]> bits = new ArrayList<>(List.of(result.toArray()));
        Gradients.of(result, Tensor.normal(result.shape(), 1, 4)).wrt(List.copyOf(model.parameters().values()))
                .forEach(gradient -> bits.add(gradient.toArray()));
        return bits;
    }

    private static <M extends Model<M>> Model<M> trainable(Model<M> model, Engine engine) {
        return model.on(engine).trainable();
    }

    /// So that what a model costs can be told before there are weights.
    @ParameterizedTest @MethodSource("clearhead.core.model.Models#subjects")
    void aModelWithoutNumbersHasTheSameShapes(Subject subject) {
        DryRun run = new DryRun();
        Subject dry = subject.with(ParametersTest.made(subject.model(), (_, shape, _) -> run.input(shape)));

        assertThat(shapes(dry)).isEqualTo(shapes(subject));
        assertThat(run.cost().multiplyAdds()).isPositive();
        assertThat(dry.model().size()).isEqualTo(subject.model().size());
    }

    private static Map<String, Shape> shapes(Subject subject) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Probe recorder = (Site site, Tensor value) -> {
            shapes.put(site.name(), value.shape());
            return value;
        };
        shapes.put("result", subject.forward(Pass.watched(recorder)).shape());
        return shapes;
    }
}
