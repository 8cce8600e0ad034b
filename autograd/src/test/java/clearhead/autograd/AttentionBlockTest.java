package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// First and second derivatives through a whole block of a transformer.
class AttentionBlockTest {

    private final AttentionBlock block = AttentionBlock.drawn();
    private final List<Tensor> parameters = block.parameters();
    private final Tensor loss = block.loss();

    @Test void gradient() {
        List<Tensor> gradients = Gradients.of(loss).wrt(parameters);
        for (int i = 0; i < gradients.size(); i++) {
            Law.isGradient(gradients.get(i), loss, parameters.get(i), i);
        }
    }

    /// `H v`, for every pair of parameters: the gradient of `⟨∂loss/∂w, v⟩`.
    @Test void hessianTimesVector() {
        for (Tensor w : parameters) {
            Tensor v = Tensor.normal(w.shape(), 1, 99);
            Tensor f = Gradients.of(loss).wrt(w).dot(v);
            List<Tensor> products = Gradients.of(f).wrt(parameters);
            for (int i = 0; i < products.size(); i++) {
                Law.isGradient(products.get(i), f, parameters.get(i), i);
            }
        }
    }

    /// The matrix of second derivatives is symmetric: `⟨u, H v⟩ = ⟨v, H u⟩`, to the digits of a double.
    @Test void theHessianIsSymmetric() {
        Tensor u = Tensor.normal(block.wq().shape(), 1, 21).variable();
        Tensor v = Tensor.normal(block.wv().shape(), 1, 22).variable();
        Tensor one = Gradients.of(Gradients.of(loss).wrt(block.wq()).dot(u)).wrt(block.wv()).dot(v);
        Tensor other = Gradients.of(Gradients.of(loss).wrt(block.wv()).dot(v)).wrt(block.wq()).dot(u);
        Law.isSame(new Doubles().of(one)[0], new Doubles().of(other)[0]);
        assertThat(one.item()).isNotZero();
    }

    /// There are seven products, of which two have no weight in them: for x alone the five others need only one product each.
    @Test void theGradientOfTheInputDoesNoWorkForWeights() {
        assertThat(backward(block -> List.of(block.x())))
                .containsEntry("MatMul", 5L + 2 * 2).doesNotContainKeys("NormScaleGradient", "SumTo");
        assertThat(backward(AttentionBlock::parameters))
                .containsEntry("MatMul", 7L * 2).containsEntry("NormScaleGradient", 2L).containsKey("SumTo");
    }

    /// How often each op is called in a backward pass.
    private static Map<String, Long> backward(Function<AttentionBlock, List<Tensor>> asked) {
        DryRun dry = new DryRun();
        AttentionBlock block = AttentionBlock.drawn().on(dry.engine());
        Gradients gradients = Gradients.of(block.loss());
        Map<String, Long> forward = dry.cost().calls();
        gradients.wrt(asked.apply(block));
        Map<String, Long> calls = new TreeMap<>(dry.cost().calls());
        calls.replaceAll((name, count) -> count - forward.getOrDefault(name, 0L));
        calls.values().removeIf(count -> count == 0);
        return calls;
    }
}
