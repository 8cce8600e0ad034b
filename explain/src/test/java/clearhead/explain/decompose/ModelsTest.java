package clearhead.explain.decompose;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Token;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Whole models of every architecture, any input, every target that they have: the scores add up.
class ModelsTest {

    static final List<String> MODELS = OracleCase.MODEL_NAMES;
    private static final int INPUTS = 2;

    /// What a model's floats leave of its numbers is told by the reference numbers' README: 10⁻⁴ of the greatest score and 10⁻⁵ of the
    /// explained numbers; and the scores are the same sums as those. (Not from zero in front of a root mean square norm, where multipliers
    /// across the way grow by the logarithm of the way's length over √ε, norm after norm, and rounding with them.)
    @ParameterizedTest @FieldSource("MODELS") void everyModelIsComplete(String name) {
        OpenModel model = OracleCase.open(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < INPUTS; i++) {
            Input input = input(name, model, random, i);
            for (Target target : targets(model, random)) {
                Replacement.InPlace replacement = random.nextBoolean() && !name.equals("vit") ? Replacement.Plain.MEAN : Replacement.AUTO;
                Explanation explanation = new DeepLift(replacement, random.nextBoolean()).explain(model, input, target);
                for (Explanation.Row row : explanation.rows()) {
                    Explanation.Balance balance = row.balance().orElseThrow();
                    float[] scores = row.scores();
                    double greatest = IntStream.range(0, scores.length).mapToDouble(k -> Math.abs(scores[k])).max().orElseThrow();
                    double numbers = Math.max(Math.abs(balance.value()), Math.abs(balance.baseline()));
                    assertThat(Math.abs(balance.gap())).as("%s %s: %s", name, target, balance)
                            .isLessThanOrEqualTo(1e-4 * greatest + 1e-5 * numbers);
                }
            }
        }
    }

    private static Input input(String name, OpenModel model, Random random, int i) {
        if (name.equals("vit")) {
            return OracleCase.of(name).get(i).input(model);
        }
        boolean writes = model.gives() == WhiteBox.Gives.NEXT;
        return new Input.Text(words(random, 3 + random.nextInt(5)),
                writes ? Optional.of(words(random, 1 + random.nextInt(4))) : Optional.empty(),
                model.gives() == WhiteBox.Gives.VECTOR ? Optional.of(words(random, 4)) : Optional.empty());
    }

    /// Ids that all of these models know, the first one special.
    private static Words words(Random random, int n) {
        return Words.of("x".repeat(n), IntStream.range(0, n)
                .mapToObj(i -> new Token(i, 10 + random.nextInt(200), "x", i, i + 1, i == 0)).toList());
    }

    private static List<Target> targets(OpenModel model, Random random) {
        OptionalInt at = OptionalInt.of(switch (model.gives()) {
            case CLASSES, NUMBERS, VECTOR -> 0;
            case NEXT, POSITION_CLASSES, SPAN, FILLING, ROWS -> random.nextInt(2);
        });
        List<Target> classes = List.of(new Target.Logit(at, 1), new Target.Probability(at, 0), new Target.LogProbability(at, 1),
                new Target.Difference(at, 0, 1), new Target.Entropy(at));
        return switch (model.gives()) {
            case CLASSES, NUMBERS, POSITION_CLASSES, FILLING -> classes;
            case SPAN -> List.of(new Target.Start(1), new Target.End(2), new Target.Span(0, 2));
            case VECTOR -> List.of(new Target.Similarity(true), new Target.Similarity(false));
            case NEXT -> {
                List<Target> all = new ArrayList<>(classes);
                all.addAll(List.of(new Target.Sequence(), new Target.Each(), new Target.Each(false, false)));
                yield all;
            }
            case ROWS -> throw new AssertionError("a model without a head");
        };
    }
}
