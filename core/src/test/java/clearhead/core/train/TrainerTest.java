package clearhead.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.autograd.AdamW;
import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Linear;
import clearhead.core.train.Trainer.Judged;
import clearhead.core.train.Trainer.Objective;
import clearhead.core.train.Trainer.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Single steps on a single layer. How a transformer learns is `CopyTaskTest`.
class TrainerTest {

    private static final AdamW.Settings DECAYING = new AdamW.Settings(0.9f, 0.98f, 1e-8f, 0.5f);
    /// Its ε is so large that the length of a gradient counts; plain Adam looks at its direction only.
    private static final AdamW.Settings SENSITIVE = new AdamW.Settings(0.9f, 0.98f, 1, 0);

    private final Linear layer = new Linear(Tensor.normal(Shape.of(2, 3), 1, 1), Tensor.normal(Shape.of(3), 1, 2));
    /// `Σ weight ⊙ slopes`, with gradients of length 4: √(4 · 2²).
    private final Tensor slopes = Tensor.of(Shape.of(2, 3), 2, -2, 0, 2, 0, -2);
    private final Objective<Linear, Integer> slope = (model, _, _) -> new Judged(model.weight().dot(slopes), 0.5);

    private static Trainer trainer(int steps, AdamW.Settings adam, float clip) {
        return new Trainer(steps, Schedule.constant(0.25f), adam, clip);
    }

    private Linear train(Trainer trainer, Objective<Linear, Integer> objective) {
        return trainer.train(layer, step -> step, objective, _ -> { });
    }

    /// Adam alone, one parameter after the other, without a trainer.
    @Test void aStepIsAStepOfAdam() {
        Linear trained = train(trainer(3, AdamW.Settings.ADAM, 100), (model, _, _) -> new Judged(loss(model), 0));

        AdamW weights = new AdamW(AdamW.Settings.ADAM, layer.weight().shape());
        AdamW biases = new AdamW(AdamW.Settings.ADAM, bias(layer).shape());
        Linear expected = layer.trainable();
        for (int step = 0; step < 3; step++) {
            List<Tensor> gradients = Gradients.of(loss(expected)).wrt(expected.weight(), bias(expected));
            expected = new Linear(weights.step(expected.weight(), gradients.get(0), 0.25f),
                    biases.step(bias(expected), gradients.get(1), 0.25f));
        }
        assertThat(trained.weight().toArray()).isEqualTo(expected.weight().toArray()).isNotEqualTo(layer.weight().toArray());
        assertThat(bias(trained).toArray()).isEqualTo(bias(expected).toArray()).isNotEqualTo(bias(layer).toArray());
    }

    private static Tensor bias(Linear model) {
        return model.bias().orElseThrow();
    }

    private static Tensor loss(Linear model) {
        return model.forward(Tensor.of(Shape.of(1, 2), 1, -2)).square().sum();
    }

    /// Where there is no gradient only the decay is left: `w′ = w − 0.25 · 0.5 · w`, of the matrix, not of the bias.
    @Test void onlyMatricesDecay() {
        Linear trained = train(trainer(1, DECAYING, 1), (model, _, _) -> new Judged(model.weight().dot(slopes).scale(0), 0));

        float[] shrunk = layer.weight().toArray();
        for (int i = 0; i < shrunk.length; i++) {
            shrunk[i] = Math.fma(-0.125f, shrunk[i], shrunk[i]);
        }
        assertThat(trained.weight().toArray()).containsExactly(shrunk);
        assertThat(bias(trained).toArray()).isEqualTo(bias(layer).toArray());
    }

    /// A length of 4 is clipped to 1 by the factor ¼, which is exact: as if the loss had been a quarter.
    @Test void longGradientsAreScaledDown() {
        Linear clipped = train(trainer(3, SENSITIVE, 1), slope);
        Linear quarter = train(trainer(3, SENSITIVE, 100), (model, _, _) -> new Judged(model.weight().dot(slopes).scale(0.25f), 0));
        Linear free = train(trainer(3, SENSITIVE, 100), slope);

        assertThat(clipped.weight().toArray()).isEqualTo(quarter.weight().toArray()).isNotEqualTo(free.weight().toArray());
    }

    @Test void gradientsOfTheGreatestLengthAreNotScaledDown() {
        assertThat(train(trainer(3, SENSITIVE, 4), slope).weight().toArray())
                .isEqualTo(train(trainer(3, SENSITIVE, Float.POSITIVE_INFINITY), slope).weight().toArray());
    }

    @Test void progressIsToldAfterEveryStep() {
        List<Progress> told = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        Objective<Linear, String> objective = (model, batch, step) -> {
            asked.add(batch + " in step " + step);
            return new Judged(model.weight().dot(slopes), step / 4.0);
        };
        Trainer trainer = new Trainer(3, (step, steps) -> 0.1f * (step + 1) / steps, AdamW.Settings.ADAM, 1);
        trainer.train(layer, step -> "batch " + step, objective, told::add);

        assertThat(asked).containsExactly("batch 0 in step 0", "batch 1 in step 1", "batch 2 in step 2");
        assertThat(told).extracting(Progress::step).containsExactly(1, 2, 3);
        assertThat(told).extracting(Progress::steps).containsOnly(3);
        assertThat(told).extracting(Progress::accuracy).containsExactly(0.0, 0.25, 0.5);
        assertThat(told).extracting(Progress::rate).containsExactly(0.1f * 1 / 3, 0.1f * 2 / 3, 0.1f * 3 / 3);
        assertThat(told).extracting(Progress::norm).as("before clipping").containsOnly(4.0);
        assertThat(told.getFirst().loss()).isEqualTo(layer.weight().dot(slopes).item());
        assertThat(told).extracting(Progress::loss).isSortedAccordingTo((a, b) -> Float.compare(b, a));
    }

    @Test void aLossThatIsNoNumberStopsAndNamesTheStep() {
        List<Progress> told = new ArrayList<>();
        Objective<Linear, Integer> breaking = (model, batch, _) -> new Judged(model.weight().sum().scale(batch == 2 ? Float.NaN : 1), 0);

        assertThatThrownBy(() -> trainer(5, AdamW.Settings.ADAM, 1).train(layer, step -> step, breaking, told::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("training: the loss of step 3 is NaN; try a lower learning rate");
        assertThat(told).hasSize(2);
    }

    /// `√0` has an infinite slope: the loss is still a number, the weights would not be.
    @Test void gradientsThatAreNoNumbersStopToo() {
        Objective<Linear, Integer> breaking = (model, _, _) -> new Judged(model.weight().scale(0).sqrt().sum(), 0);

        assertThatThrownBy(() -> train(trainer(1, AdamW.Settings.ADAM, 1), breaking)).isInstanceOf(IllegalStateException.class)
                .hasMessage("training: the length of the gradients of step 1 is NaN; try a lower learning rate");
    }

    @Test void noStepsChangeNothing() {
        assertThat(train(trainer(0, AdamW.Settings.ADAM, 1), slope).weight().toArray()).isEqualTo(layer.weight().toArray());
    }

    @Test void settingsOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> trainer(-1, AdamW.Settings.ADAM, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trainer: -1 steps, clip 1.0 (need steps ≥ 0, clip > 0)");
        assertThatThrownBy(() -> trainer(1, AdamW.Settings.ADAM, 0)).hasMessage("trainer: 1 steps, clip 0.0 (need steps ≥ 0, clip > 0)");
        assertThatThrownBy(() -> trainer(1, AdamW.Settings.ADAM, Float.NaN))
                .hasMessage("trainer: 1 steps, clip NaN (need steps ≥ 0, clip > 0)");
    }
}
