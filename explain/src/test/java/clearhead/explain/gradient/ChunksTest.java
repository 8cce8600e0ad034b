package clearhead.explain.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Budget;
import clearhead.core.BadInput;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How much memory there is decides how many copies go through the model at once, and nothing else.
class ChunksTest {

    static Stream<Explainer<WhiteBox>> methods() {
        IntegratedGradients seven = new IntegratedGradients(Replacement.AUTO, Quadrature.GAUSS_LEGENDRE, OptionalInt.of(7), 0.01,
                true);
        return Stream.of(seven, new SequentialIntegratedGradients(seven), new SmoothGrad(1), new GradientShap(1),
                new IntegratedHessians(seven),
                new DiscretizedIntegratedGradients(5, 20, DiscretizedIntegratedGradients.Strategy.GREEDY, seven));
    }

    @ParameterizedTest @MethodSource("methods") void aSmallBudgetChangesNoBit(Explainer<WhiteBox> method) {
        Input input = Small.input(9, 3, 2);
        for (Target target : method instanceof IntegratedHessians ? List.<Target>of(new Target.Sequence())
                : List.of(new Target.Each(), new Target.Sequence())) {
            OpenModel model = Small.box(7);
            Explanation whole = method.explain(model, input, target);
            Explanation small = withTheLeast(method, model, input, target);
            assertThat(Arrays.deepToString(small.matrix())).isEqualTo(Arrays.deepToString(whole.matrix()));
            assertThat(small.warnings()).isEqualTo(whole.warnings());
            assertThat(small.cost().peakBytes()).isLessThan(whole.cost().peakBytes());
            assertThat(small.cost().forwards()).isEqualTo(whole.cost().forwards());
            assertThat(small.cost().backwards()).isEqualTo(whole.cost().backwards());
        }
    }

    /// With the first budget, doubled from a kilobyte, that is enough for one copy.
    private static Explanation withTheLeast(Explainer<WhiteBox> method, OpenModel model, Input input, Target target) {
        for (long bytes = 1024;; bytes *= 2) {
            try {
                return method.explain(model.within(new Budget(bytes)), input, target);
            } catch (BadInput tooSmall) {
                assertThat(tooSmall).hasMessageStartingWith("memory");
            }
        }
    }
}
