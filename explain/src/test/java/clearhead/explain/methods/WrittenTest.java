package clearhead.explain.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A text that was written, explained by methods that take tokens away: a row for each of its tokens is what one gets of that token alone;
/// and of methods that are linear in what they explain, the rows add up to the whole, and logits of two tokens to their contrast.
class WrittenTest {

    private static final List<String> MODELS = List.of("gpt2", "llama", "marian", "t5");
    private static final Map<String, Map<String, String>> METHODS = Map.of("occlusion", Map.of(), "shapley", Map.of(),
            "shapley-sampling", Map.of("permutations", "4"), "lime", Map.of("samples", "all"), "kernel-shap", Map.of(), "owen", Map.of());

    static Stream<Arguments> cases() {
        return MODELS.stream().flatMap(model -> Methods.ALL.stream().filter(card -> METHODS.containsKey(card.id()))
                .map(card -> Arguments.of(model, card.id())));
    }

    private static Words words(OpenModel model, int... ids) {
        return Words.of(ids, new int[ids.length], model.names().tokenizer());
    }

    @ParameterizedTest @MethodSource("cases") void rowsAreThoseOfEachTokenAlone(String folder, String method) {
        OpenModel model = OracleCase.open(folder);
        int[] written = {12, 33, 7};
        Input input = new Input.Text(words(model, 31, 44, 50, 17), Optional.of(words(model, written)), Optional.empty());
        List<Explanation.Row> each = explain(model, method, input, new Target.Each()).rows();
        List<Explanation.Row> read = explain(model, method, input, new Target.Each(true, false)).rows();
        Explanation.Row all = explain(model, method, input, new Target.Sequence()).rows().getFirst();
        int first = model.firstTarget(input);
        double[] sums = new double[4];
        double greatest = 0;
        for (int t = 0; t < written.length; t++) {
            Explanation.Row alone = explain(model, method, input, new Target.LogProbability(first + t, written[t])).rows().getFirst();
            assertThat(each.get(t).value()).isEqualTo(alone.value());
            for (int i = 0; i < sums.length; i++) {
                double size = Math.max(1e-3, Math.abs(alone.scores()[i]));
                assertThat((double) each.get(t).scores()[i]).isCloseTo(alone.scores()[i], within(1e-5 * size));
                assertThat((double) read.get(t).scores()[i]).isCloseTo(alone.scores()[i], within(1e-5 * size));
                sums[i] += alone.scores()[i];
                greatest = Math.max(greatest, Math.abs(alone.scores()[i]));
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertThat((double) all.scores()[i]).isCloseTo(sums[i], within(1e-4 * Math.max(1, greatest)));
        }
        assertThat(read.getFirst().scores()).hasSize(4);
        assertThat(each.getFirst().scores().length).isGreaterThan(4);
    }

    @ParameterizedTest @MethodSource("cases") void aContrastIsTheDifferenceOfTwo(String folder, String method) {
        OpenModel model = OracleCase.open(folder);
        Input input = new Input.Text(words(model, 31, 44, 50, 17), Optional.of(words(model, 12)), Optional.empty());
        OptionalInt own = OptionalInt.empty();
        float[] both = explain(model, method, input, new Target.Difference(own, 9, 21)).rows().getFirst().scores();
        float[] a = explain(model, method, input, new Target.LogProbability(own, 9)).rows().getFirst().scores();
        float[] b = explain(model, method, input, new Target.LogProbability(own, 21)).rows().getFirst().scores();
        for (int i = 0; i < both.length; i++) {
            assertThat((double) both[i]).isCloseTo(a[i] - b[i], within(1e-4 * Math.max(1, Math.abs(a[i]) + Math.abs(b[i]))));
        }
    }

    private static Explanation explain(OpenModel model, String method, Input input, Target target) {
        return Methods.named(method).with(METHODS.get(method), 3).explain(model, input, target);
    }
}
