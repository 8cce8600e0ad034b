package clearhead.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.kernels.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;

/// AdamW is its formula, over many steps, on every engine.
class AdamWTest {

    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9f, 0.999f, 1e-8f, 0.1f);

    /// Mean, mean square and weights in doubles, each with what the floats may be off by then.
    @Test void twentyStepsFollowTheFormula() {
        int n = 37;
        Tensor w = Numbers.ANY.tensor(Shape.of(n), 1).variable();
        AdamW adam = new AdamW(SETTINGS, w.shape());
        Num[] weights = new Doubles().of(w);
        Num[] mean = Doubles.each(n, _ -> Num.ZERO);
        Num[] square = mean.clone();
        for (int t = 1; t <= 20; t++) {
            Tensor g = Numbers.ANY.tensor(w.shape(), 100 + t);
            float rate = 0.1f / t;
            w = adam.step(w, g, rate);
            for (int i = 0; i < n; i++) {
                Num gi = Num.exact(g.at(i));
                mean[i] = mean[i].times(SETTINGS.beta1()).plus(gi.times(1 - (double) SETTINGS.beta1()));
                square[i] = square[i].times(SETTINGS.beta2()).plus(gi.times(gi).times(1 - (double) SETTINGS.beta2()));
                Num corrected = mean[i].over(1 - Math.pow(SETTINGS.beta1(), t));
                Num root = square[i].over(1 - Math.pow(SETTINGS.beta2(), t)).sqrt();
                Num step = corrected.over(root.plus(Num.exact(SETTINGS.epsilon()))).plus(weights[i].times(SETTINGS.decay()));
                weights[i] = weights[i].minus(step.times(rate));
            }
            Law.within(w, weights);
        }
    }

    /// The first step of Adam is the learning rate, whatever the size of the gradient: m̂ = g, v̂ = g², and ε vanishes beside |g|.
    @Test void theFirstStepIsTheLearningRate() {
        Tensor w = Tensor.vector(1, 1, 1).variable();
        Tensor next = new AdamW(AdamW.Settings.ADAM, w.shape()).step(w, Tensor.vector(1000, -1, 0.001f), 0.5f);
        Law.within(next, new Num[] {near(0.5), near(1.5), near(0.5)});
    }

    /// A handful of roundings of numbers near 1, and the 1e-8/0.001 of ε beside the smallest gradient.
    private static Num near(double value) {
        return new Num(value, 8 * 0x1p-24 + 1e-5);
    }

    /// Without a gradient a weight shrinks by `lr · decay` of itself.
    @Test void decayPullsToZeroAndPlainAdamDoesNot() {
        Tensor w = Tensor.vector(4, -2).variable();
        Tensor zero = Tensor.vector(0, 0);
        AdamW.Settings half = new AdamW.Settings(0.9f, 0.999f, 1e-8f, 0.5f);
        assertThat(new AdamW(half, w.shape()).step(w, zero, 0.5f).toArray()).containsExactly(3, -1.5f);
        assertThat(new AdamW(AdamW.Settings.ADAM, w.shape()).step(w, zero, 0.5f).toArray()).containsExactly(4, -2);
    }

    @Test void aStepGivesANewVariableAndLeavesTheOldOne() {
        try (Threads team = Threads.of(2)) {
            Tensor w = Tensor.vector(1, 2).variable().on(Engine.with(team));
            Tensor next = new AdamW(SETTINGS, w.shape()).step(w, Tensor.vector(1, 1), 0.1f);
            assertThat(w.toArray()).containsExactly(1, 2);
            assertThat(next.op()).isInstanceOf(Leaf.class);
            assertThat(next.engine()).isSameAs(w.engine());
        }
    }

    @Test void everyEngineGivesTheSameBits() {
        try (Threads one = Threads.of(1); Threads three = Threads.of(3)) {
            float[] expected = tenSteps(Engine.with(Kernels.scalar(), one));
            for (Engine engine : List.of(Engine.with(one), Engine.with(three), Engine.standard())) {
                assertThat(tenSteps(engine)).as(engine.description()).isEqualTo(expected);
            }
        }
    }

    private static float[] tenSteps(Engine engine) {
        Tensor w = Tensor.normal(Shape.of(101, 333), 1, 1).variable().on(engine);
        AdamW adam = new AdamW(SETTINGS, w.shape());
        for (int t = 0; t < 10; t++) {
            w = adam.step(w, Tensor.normal(w.shape(), 1, 10 + t), 0.01f);
        }
        return w.toArray();
    }
}
