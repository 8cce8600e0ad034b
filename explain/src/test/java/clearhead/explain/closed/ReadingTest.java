package clearhead.explain.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.BlackBox;
import clearhead.explain.Game;
import clearhead.explain.Players;
import clearhead.explain.Target;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadingTest {

    private static ClosedBox<String> constant(Scale scale, double... scores) {
        return ClosedBox.of(new Texts(), texts -> texts.stream().map(_ -> scores).toList(), scale, "a", "b", "c");
    }

    private static double value(BlackBox box, Target target) {
        return game(box, target).whole().value();
    }

    private static Game game(BlackBox box, Target target) {
        return box.game(Texts.read("x"), target, Players.TOKENS);
    }

    @Test void targetsOfLogits() {
        ClosedBox<String> box = constant(Scale.LOGITS, 1, 3, 2);
        double sum = Math.exp(1) + Math.exp(3) + Math.exp(2);
        assertThat(value(box, new Target.Predicted())).isEqualTo(3);
        assertThat(value(box, Target.named("prob:c", box))).isCloseTo(Math.exp(2) / sum, within(1e-15));
        assertThat(value(box, Target.named("logprob:c", box))).isCloseTo(2 - Math.log(sum), within(1e-15));
        assertThat(value(box, Target.named("diff:b,a", box))).isEqualTo(2);
        assertThat(value(box, Target.named("entropy", box))).isCloseTo(-Arrays.stream(new double[] {1, 3, 2})
                .map(s -> Math.exp(s) / sum * (s - Math.log(sum))).sum(), within(1e-15));
        assertThat(value(constant(Scale.LOGITS, 1e308, 0, -1e308), new Target.Probability(OptionalInt.empty(), 0))).isEqualTo(1);
    }

    @Test void targetsOfProbabilities() {
        ClosedBox<String> box = constant(Scale.PROBABILITIES, 0.5, 0.25, 0.25);
        assertThat(game(box, new Target.Predicted()).target()).isEqualTo(new Target.Probability(0, 0));
        assertThat(value(box, new Target.Predicted())).isEqualTo(0.5);
        assertThat(value(box, Target.named("logprob:b", box))).isEqualTo(Math.log(0.25));
        assertThat(value(box, Target.named("diff:a,b", box))).isEqualTo(Math.log(2), within(1e-15));
        assertThat(value(box, Target.named("entropy", box))).isEqualTo(1.5 * Math.log(2), within(1e-15));
        assertThatThrownBy(() -> value(box, Target.named("logit:a", box))).isInstanceOf(BadInput.class)
                .hasMessage("target logit: the model gives probabilities (need prob:C, logprob:C or diff:A,B)");
        assertThatThrownBy(() -> value(constant(Scale.PROBABILITIES, 0, 1, 0), new Target.LogProbability(OptionalInt.empty(), 0)))
                .isInstanceOf(BadInput.class).hasMessage("target logprob: a probability is 0 for 'x', and has no logarithm (need prob:C)");
    }

    @Test void targetsOfNumbers() {
        ClosedBox<String> box = constant(Scale.NUMBERS, 7, -1, 2);
        assertThat(value(box, Target.named("logit:b", box))).isEqualTo(-1);
        assertThat(value(box, Target.named("diff:a,b", box))).isEqualTo(8);
        assertThat(game(box, Target.named("logit:b", box)).whole()).extracting(Answer::decision, Answer::rank).containsExactly(-1, -1);
        assertThatThrownBy(() -> value(box, new Target.Predicted())).isInstanceOf(BadInput.class)
                .hasMessage("target predicted: the model gives 3 numbers (need logit:N for one of them, or diff:A,B)");
        assertThatThrownBy(() -> value(box, new Target.Entropy(OptionalInt.empty()))).isInstanceOf(BadInput.class)
                .hasMessage("target entropy: the model gives numbers that are no classes' scores (need logit:N or diff:A,B)");
    }

    @ParameterizedTest @EnumSource(Scale.class)
    void otherTargetsAreRefused(Scale scale) {
        ClosedBox<String> box = constant(scale, 0.5, 0.25, 0.25);
        for (Target target : List.of(new Target.Start(0), new Target.Sequence(), new Target.Each(), new Target.Similarity(true))) {
            assertThatThrownBy(() -> value(box, target)).isInstanceOf(BadInput.class).hasMessageContaining("is not what this model gives");
        }
        assertThatThrownBy(() -> value(box, new Target.Difference(3, 0, 1)))
                .hasMessage("target: there is no position 3 (need 0, the only one)");
        assertThatThrownBy(() -> value(box, new Target.Difference(0, 3, 1))).hasMessage("target: there is no class 3 (need 0 to 2)");
    }
}
