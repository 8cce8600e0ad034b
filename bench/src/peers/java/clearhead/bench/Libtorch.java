package clearhead.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import clearhead.core.nn.Activation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// libtorch through DJL: the arrays are there, every call makes its result and gives it back.
final class Libtorch implements Contender {

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new Libtorch());
    }

    @Override public String description() {
        return "libtorch %s through DJL %s".formatted(Engine.getEngine("PyTorch").getVersion(), Engine.getDjlVersion());
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return Optional.ofNullable(switch (work) {
            case Case.MatMul(int m, int n, int k) -> {
                NDArray a = manager.create(in.get(0), new Shape(m, k));
                NDArray b = manager.create(in.get(1), new Shape(k, n));
                yield new Value(() -> a.matMul(b));
            }
            case Case.Rows(Case.Rows.Op op, int rows, int width) -> {
                NDArray x = manager.create(in.getFirst(), new Shape(rows, width));
                yield switch (op) {
                    case SOFTMAX -> new Value(() -> x.softmax(-1));
                    case LAYERNORM -> {
                        NDArray gamma = manager.create(in.get(1));
                        NDArray beta = manager.create(in.get(2));
                        Shape shape = gamma.getShape();
                        yield new Value(() -> x.getNDArrayInternal().layerNorm(x, shape, gamma, beta, Case.Rows.EPSILON).head());
                    }
                };
            }
            case Case.Each(Case.Each.Op op, int _) -> {
                NDArray x = manager.create(in.getFirst());
                yield switch (op) {
                    case EXP -> new Value(x::exp);
                    case TANH -> new Value(x::tanh);
                    case GELU_ERF -> new Value(() -> x.getNDArrayInternal().gelu());
                    case GELU_TANH -> null;                   // DJL does not hand it on
                };
            }
            case Case.Adam _ -> new Adam(manager.create(in.get(0)), manager.create(in.get(1)));
            case Case.Step(Activation activation, Gpt.Size size) ->
                activation == Activation.GELU ? new LibtorchGpt(manager, size, in) : null;
            case Encode _, Watched _, Attribute _, Estimate _, Leave _, Decode _ -> null;
        });
    }

    /// An array that is computed anew.
    private record Value(Supplier<NDArray> formula) implements Job {

        @Override public void run() {
            formula.get().close();
        }

        @Override public float[] result() {
            try (NDArray value = formula.get()) {
                return value.toFloatArray();
            }
        }
    }

    /// AdamW for one array of weights, in DJL's own update, whose ε stands beside √v, not √v̂: hence another ε at each step.
    static final class AdamW {

        private final NDArray weights;
        private final NDArray mean;
        private final NDArray square;
        private int steps;

        AdamW(NDArray weights) {
            this.weights = weights;
            mean = weights.zerosLike();
            square = weights.zerosLike();
        }

        void step(NDArray gradient) {
            var adam = GptTraining.ADAM;
            float rate = GptTraining.RATE;
            steps++;
            double c1 = 1 - Math.pow(adam.beta1(), steps);
            double c2 = Math.sqrt(1 - Math.pow(adam.beta2(), steps));
            weights.getNDArrayInternal().adamUpdate(new NDList(weights, gradient, mean, square), new NDList(weights),
                    rate, (float) (rate * c2 / c1), adam.decay(), 1, -1, adam.beta1(), adam.beta2(), (float) (adam.epsilon() * c2),
                    false, true);
        }
    }

    private static final class Adam implements Job {

        private final NDArray weights;
        private final NDArray gradient;
        private final AdamW optimizer;

        Adam(NDArray weights, NDArray gradient) {
            this.weights = weights;
            this.gradient = gradient;
            optimizer = new AdamW(weights);
        }

        @Override public void run() {
            optimizer.step(gradient);
        }

        @Override public float[] result() {
            for (int step = 0; step < Case.Adam.CHECKED; step++) {
                run();
            }
            return weights.toFloatArray();
        }
    }
}
