package clearhead.explain;

import static clearhead.autograd.Shape.LAST;
import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Flow;
import clearhead.autograd.Op;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Pass;
import clearhead.core.model.Tower;
import clearhead.core.probe.Stack;
import clearhead.explain.attention.RawAttention;
import clearhead.explain.control.RandomScores;
import clearhead.explain.gradient.InputXGradient;
import clearhead.explain.gradient.IntegratedGradients;
import clearhead.explain.gradient.Saliency;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What an explanation says that it cost, against a model that counts for itself.
class MeterTest {

    private static final Target EACH = new Target.Each(true, false);
    private static final Target ONE = new Target.Logit(1, 0);
    private static final Input INPUT = Small.input(5, 3, 1);

    /// Counts the copies and tokens that go forward, and the copies that a gradient comes back through.
    private record Counting(WhiteBox model, AtomicLong forwards, AtomicLong tokens, AtomicLong backwards) implements WhiteBox {

        static Counting of(WhiteBox model) {
            return new Counting(model, new AtomicLong(), new AtomicLong(), new AtomicLong());
        }

        @Override public Tensor forward(Input input, int copies, Pass pass) {
            Tensor output = model.forward(input, copies, pass);
            if (isDry(output)) {
                return output;
            }
            forwards.addAndGet(copies);
            tokens.addAndGet((long) copies * (input.ids().length + input.targetIds().length));
            return Tensor.of(new Watched(output, backwards));
        }

        /// What is only tried out, to see how much memory it takes, is not done.
        private static boolean isDry(Tensor output) {
            try {
                output.buffer();
                return false;
            } catch (IllegalStateException noNumbers) {
                return true;
            }
        }

        @Override public Gives gives() {
            return model.gives();
        }

        @Override public List<Leaf> leaves(Input input, boolean both) {
            return model.leaves(input, both);
        }

        @Override public Tensor row(Replacement.InPlace replacement, Leaf leaf) {
            return model.row(replacement, leaf);
        }

        @Override public OptionalInt position(Input input) {
            return model.position(input);
        }

        @Override public int firstTarget(Input input) {
            return model.firstTarget(input);
        }

        @Override public List<Token> decoderTokens(Input input) {
            return model.decoderTokens(input);
        }

        @Override public SortedMap<Stack, Tower> towers() {
            return model.towers();
        }

        @Override public OptionalInt index(String name) {
            return model.index(name);
        }

        @Override public Budget budget() {
            return model.budget();
        }

        @Override public String label(int index) {
            return model.label(index);
        }

        @Override public ModelInfo info() {
            return model.info();
        }
    }

    /// The logits as they are; every gradient that comes back is counted.
    private record Watched(Tensor x, AtomicLong copies) implements Op.Custom {

        @Override public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override public Shape shape() {
            return x.shape();
        }

        @Override public void forward(Engine engine, float[] y) {
            x.buffer().get(y);
        }

        @Override public void backward(Tensor y, Tensor dy, Flow to) {
            copies.addAndGet(y.dim(0));
            to.add(x, () -> dy);
        }
    }

    private static Cost counted(Explainer<? super WhiteBox> method, Target target) {
        Counting model = Counting.of(Small.box(1));
        Cost cost = method.explain(model, INPUT, target).cost();
        assertThat(cost.forwards()).isEqualTo(model.forwards.get());
        assertThat(cost.tokens()).isEqualTo(model.tokens.get());
        assertThat(cost.backwards()).isEqualTo(model.backwards.get());
        assertThat(cost.nanos()).isPositive();
        return cost;
    }

    private static void costs(Explainer<? super WhiteBox> method, Target target, long forwards, long backwards) {
        Cost cost = counted(method, target);
        assertThat(cost.forwards()).isEqualTo(forwards);
        assertThat(cost.backwards()).isEqualTo(backwards);
    }

    @Test void whatIsSaidIsWhatWasDone() {
        costs(new InputXGradient(), ONE, 1, 1);
        costs(new InputXGradient(), EACH, 1, 3);
        costs(new Saliency(), EACH, 1, 3);
        costs(new RawAttention(), EACH, 1, 0);
        costs(new RandomScores(0), EACH, 1, 0);
        IntegratedGradients five = new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.MIDPOINT, OptionalInt.of(5), 0.01, true);
        costs(five, ONE, 2 + 5, 5);
        costs(five, EACH, 2 + 5, 3 * 5);
    }

    @Test void doublingIsCountedRowByRow() {
        Cost cost = counted(new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.LEFT, OptionalInt.empty(), 1e-3, true), EACH);
        assertThat(cost.forwards()).isGreaterThan(2 + 32);
    }

    /// The points, their squares, three sums in two shapes with the same numbers, and their doubles.
    @Test void peakBytesAreTheActivationsOfTheLargestRun() {
        Toy toy = new Toy(Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6), x -> x.square().sum(LAST).reshape(-1, 3, 1).scale(2));
        Explanation local = toy.explain(new InputXGradient());
        assertThat(local.cost().peakBytes()).isEqualTo(4 * (6 + 6 + 3 + 3));
        Explanation path = toy.explain(new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.MIDPOINT, OptionalInt.of(5), 0.01, true));
        assertThat(path.cost().peakBytes()).isEqualTo(5 * 4 * (6 + 6 + 3 + 3));
    }

    /// A weight is no activation, and what nobody asks a gradient of is not kept.
    @Test void peakBytesCountNoConstants() {
        Tensor weights = Tensor.normal(Shape.of(1, 100), 1, 0);
        Toy toy = new Toy(Tensor.of(Shape.of(2, 1), 1, 2), x -> x.matmul(weights));
        assertThat(toy.explain(new Saliency()).cost().peakBytes()).isEqualTo(4 * (2 + 200));
        assertThat(toy.explain(new RandomScores(0)).cost().peakBytes()).isZero();
    }

    /// 300 tokens of one number go through in runs of two copies.
    @Test void peakBytesAreThoseOfOneRunNotOfAll() {
        Toy toy = Toy.of(x -> x.square().sum(LAST), new float[300]);
        long whole = toy.explain(new InputXGradient()).cost().peakBytes();
        Explanation path = toy.explain(new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.MIDPOINT, OptionalInt.of(7), 0.01, true));
        assertThat(path.cost().peakBytes()).isEqualTo(2 * whole);
    }
}
