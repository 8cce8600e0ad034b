package clearhead.bench;

import clearhead.autograd.AdamW;
import clearhead.autograd.Arena;
import clearhead.autograd.Engine;
import clearhead.autograd.Pool;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// We, through the public tensors, in a step arena: a call writes its result where the one before wrote, as the peers do.
final class Ours implements Contender {

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new Ours());
    }

    @Override public String description() {
        return "Clearhead, " + Engine.standard().description();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return Optional.of(switch (work) {
            case Case.MatMul(int m, int n, int k) -> {
                Tensor a = Tensor.of(Shape.of(m, k), in.get(0));
                Tensor b = Tensor.of(Shape.of(k, n), in.get(1));
                yield new Value(a, x -> x.matmul(b));
            }
            case Case.Rows(Case.Rows.Op op, int rows, int width) -> {
                Tensor x = Tensor.of(Shape.of(rows, width), in.getFirst());
                yield switch (op) {
                    case SOFTMAX -> new Value(x, Tensor::softmax);
                    case LAYERNORM -> {
                        Tensor gamma = Tensor.vector(in.get(1));
                        Tensor beta = Tensor.vector(in.get(2));
                        yield new Value(x, each -> each.layerNorm(gamma, beta, Case.Rows.EPSILON));
                    }
                };
            }
            case Case.Each(Case.Each.Op op, int _) -> {
                Tensor x = Tensor.vector(in.getFirst());
                yield switch (op) {
                    case EXP -> new Value(x, Tensor::exp);
                    case TANH -> new Value(x, Tensor::tanh);
                    case GELU_ERF -> new Value(x, Tensor::gelu);
                    case GELU_TANH -> new Value(x, Tensor::geluTanh);
                };
            }
            case Case.Adam _ -> new Adam(in);
            case Case.Step(var activation, var size) -> new Step(new GptTraining(size, activation));
            case Encode encode -> new Encoding(encode.rows(in), false);
            case Watched(Encode encode) -> new Encoding(encode.rows(in), true);
            case Attribute(int _, int steps) -> new Attributing(Floats.ints(in.get(0)), Floats.ints(in.get(1)), steps);
            case Estimate(var how) -> new Estimating(how, Floats.ints(in.get(0)), Floats.ints(in.get(1)));
            case Leave leave -> new Leaving(leave, Floats.ints(in.getFirst()));
            case Decode(var size) -> new Decoding(size);
        });
    }

    /// A function of a tensor, computed anew.
    private record Value(Tensor x, UnaryOperator<Tensor> function, Pool pool) implements Job {

        Value(Tensor x, UnaryOperator<Tensor> function) {
            this(x, function, new Pool());
        }

        @Override public void run() {
            try (Arena arena = pool.open()) {
                function.apply(x.on(arena.engine()));
            }
        }

        @Override public float[] result() {
            return function.apply(x).toArray();
        }
    }

    /// Steps on one tensor of weights, each of which makes the next.
    private static final class Adam implements Job {

        private final AdamW optimizer;
        private final Tensor gradient;
        private Tensor weights;

        Adam(List<float[]> in) {
            weights = Tensor.vector(in.get(0)).variable();
            gradient = Tensor.vector(in.get(1));
            optimizer = new AdamW(GptTraining.ADAM, weights.shape());
        }

        @Override public void run() {
            weights = optimizer.step(weights, gradient, GptTraining.RATE);
        }

        @Override public float[] result() {
            for (int step = 0; step < Case.Adam.CHECKED; step++) {
                run();
            }
            return weights.toArray();
        }
    }

    /// Training steps.
    private record Step(GptTraining training) implements Job {

        @Override public void run() {
            training.step();
        }

        @Override public float[] result() {
            float[] losses = new float[Case.Step.CHECKED];
            for (int step = 0; step < losses.length; step++) {
                losses[step] = training.step();
            }
            return losses;
        }
    }
}
