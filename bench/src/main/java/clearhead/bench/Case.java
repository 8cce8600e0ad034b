package clearhead.bench;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A piece of work that every contender does on the same numbers, and how far two right results may lie apart.
sealed interface Case permits Case.MatMul, Case.Rows, Case.Each, Case.Adam, Case.Step, Encode, Watched, Attribute, Estimate, Leave, Decode {

    /// Half the distance from 1 to the next float: what one rounding can cost, relatively.
    double U = 0x1p-24;

    /// What the table and `--only` call it.
    String name();

    /// What the line protocol calls it: its kind, its form where it has one, and its sizes.
    String words();

    /// How much work a call is, in `unit()`s.
    double work();

    /// Of what there is so much to do.
    default String unit() {
        return "elements";
    }

    /// What must be fetched before anybody can do this, if it is not there.
    default Optional<String> missing() {
        return Optional.empty();
    }

    /// What to compute from, the same at every call.
    List<float[]> inputs();

    /// How far result i of two right computations may lie apart.
    Bound bound(List<float[]> inputs, float[] result);

    /// @see Case#bound
    @FunctionalInterface
    interface Bound {
        double at(int i);
    }

    /// The case with these [#words].
    static Case of(String words) {
        String[] word = words.split(" ");
        return switch (word[0]) {
            case "matmul" -> new MatMul(size(word, 1), size(word, 2), size(word, 3));
            case "rows" -> new Rows(Rows.Op.valueOf(word[1]), size(word, 2), size(word, 3));
            case "each" -> new Each(Each.Op.valueOf(word[1]), size(word, 2));
            case "adamw" -> new Adam(size(word, 1));
            case "step" -> new Step(Activation.valueOf(word[1]), gpt(word, 2));
            case "encode" -> new Encode(size(word, 1), size(word, 2));
            case "watched" -> new Watched(new Encode(size(word, 1), size(word, 2)));
            case "attribute" -> new Attribute(size(word, 1), size(word, 2));
            case "estimate" -> new Estimate(Estimate.How.valueOf(word[1]));
            case "leave" -> new Leave(gpt(word, 2), size(word, 1));
            case "decode" -> new Decode(gpt(word, 1));
            default -> throw new IllegalArgumentException("no case is called " + words);
        };
    }

    private static Gpt.Size gpt(String[] word, int i) {
        return new Gpt.Size(size(word, i), size(word, i + 1), size(word, i + 2), size(word, i + 3), size(word, i + 4), size(word, i + 5));
    }

    private static int size(String[] word, int i) {
        return Integer.parseInt(word[i]);
    }

    /// Numbers of the normal distribution.
    private static float[] normal(int n, long seed) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) Seeds.normal(seed, i);
        }
        return values;
    }

    /// `c[m, n] = a[m, k] · b[k, n]`, both given at the call: nobody may pack b beforehand.
    record MatMul(int m, int n, int k) implements Case {

        @Override public String name() {
            return "matmul-%dx%dx%d".formatted(m, n, k);
        }

        @Override public String words() {
            return "matmul %d %d %d".formatted(m, n, k);
        }

        @Override public double work() {
            return 2.0 * m * n * k;
        }

        @Override public String unit() {
            return "FLOP";
        }

        @Override public List<float[]> inputs() {
            return List.of(normal(m * k, 1), normal(k * n, 2));
        }

        /// Each of the two is off by at most `k u Σ |aᵢ| |bⱼ|` (Higham 2002, section 3.1), and `Σ |aᵢ| |bⱼ| ≤ ‖aᵢ‖ ‖bⱼ‖`.
        @Override public Bound bound(List<float[]> inputs, float[] result) {
            double[] rows = new double[m];
            double[] columns = new double[n];
            for (int i = 0; i < m * k; i++) {
                rows[i / k] += (double) inputs.get(0)[i] * inputs.get(0)[i];
            }
            for (int i = 0; i < k * n; i++) {
                columns[i % n] += (double) inputs.get(1)[i] * inputs.get(1)[i];
            }
            return i -> 2 * k * U * Math.sqrt(rows[i / n] * columns[i % n]);
        }
    }

    /// A function of rows, `[rows, width]`.
    record Rows(Op op, int rows, int width) implements Case {

        enum Op { SOFTMAX, LAYERNORM }

        static final float EPSILON = 1e-5f;

        @Override public String name() {
            return "%s-%dx%d".formatted(op.name().toLowerCase(), rows, width);
        }

        @Override public String words() {
            return "rows %s %d %d".formatted(op, rows, width);
        }

        @Override public double work() {
            return (double) rows * width;
        }

        /// x, and for the norm γ and β.
        @Override public List<float[]> inputs() {
            float[] x = normal(rows * width, 1);
            return op == Op.SOFTMAX ? List.of(x) : List.of(x, normal(width, 2), normal(width, 3));
        }

        /// Each of the two sums `width` terms, one rounding each. Softmax: what is summed is positive, so the error is relative; further
        /// `x − max` (≤ 16 here) is rounded before `exp` (4 ulp). Norm: mean, variance and `x − mean` are off by at most `width · u` times
        /// the size of an x, which is 1; γ and β are at most 6, |x̂| too.
        @Override public Bound bound(List<float[]> inputs, float[] result) {
            return switch (op) {
                case SOFTMAX -> i -> 2 * (width + 16 + 8) * U * result[i];
                case LAYERNORM -> i -> 2 * (width + 8) * U * (Math.abs(inputs.get(1)[i % width]) + Math.abs(result[i]) + 6);
            };
        }
    }

    /// A function of each element, `[n]`.
    record Each(Op op, int n) implements Case {

        enum Op { EXP, TANH, GELU_ERF, GELU_TANH }

        @Override public String name() {
            return op.name().toLowerCase().replace('_', '-');
        }

        @Override public String words() {
            return "each %s %d".formatted(op, n);
        }

        @Override public double work() {
            return n;
        }

        @Override public List<float[]> inputs() {
            return List.of(normal(n, 1));
        }

        /// Eight roundings, twice. The half `1 + erf` of GELU is rounded beside 1 before x multiplies it, so its error is one of x, not of y.
        @Override public Bound bound(List<float[]> inputs, float[] result) {
            return switch (op) {
                case EXP, TANH -> i -> 16 * U * Math.abs(result[i]);
                case GELU_ERF, GELU_TANH -> i -> 16 * U * Math.max(1, Math.abs(inputs.getFirst()[i]));
            };
        }
    }

    /// A step of the optimizer on `n` weights; compared after three.
    record Adam(int n) implements Case {

        static final int CHECKED = 3;

        @Override public String name() {
            return "adamw-%dM".formatted(n / 1_000_000);
        }

        @Override public String words() {
            return "adamw " + n;
        }

        @Override public double work() {
            return n;
        }

        /// Weights and gradient.
        @Override public List<float[]> inputs() {
            return List.of(normal(n, 1), normal(n, 2));
        }

        /// At each step w is rounded twice, and what is subtracted, at most about the rate, sixteen times.
        @Override public Bound bound(List<float[]> inputs, float[] result) {
            return i -> 2 * CHECKED * U * (2 * Math.abs(result[i]) + 16 * GptTraining.RATE);
        }
    }

    /// A training step of a [Gpt]: forward, backward, AdamW on all parameters; compared by the losses of three.
    record Step(Activation activation, Gpt.Size size) implements Case {

        static final int CHECKED = 3;

        @Override public String name() {
            String shape = size.equals(Gpt.Size.SMALL) ? "small" : size.equals(Gpt.Size.LARGE) ? "large" : "other";
            return "step-%s-%s".formatted(shape, activation == Activation.GELU_TANH ? "tanh" : "erf");
        }

        @Override public String words() {
            return "step %s %s".formatted(activation, size.words());
        }

        @Override public double work() {
            return (double) size.batch() * size.seq();
        }

        @Override public String unit() {
            return "tokens";
        }

        /// The tokens, what follows each, and then all parameters in the order of the model's traversal.
        @Override public List<float[]> inputs() {
            GptTraining.Tokens tokens = GptTraining.tokens(size);
            Stream<float[]> parameters = Gpt.random(size, activation, 0).parameters().values().stream().map(Tensor::toArray);
            return Stream.concat(Stream.of(floats(tokens.ids()), floats(tokens.next())), parameters).toList();
        }

        /// No bound is known that would be of use. A sum of 1536 products is off by about `√1536 u`, 2e-6 of its size; a wrong formula shows
        /// at 1e-4.
        @Override public Bound bound(List<float[]> inputs, float[] result) {
            return i -> 1e-5 * result[i];
        }

        private static float[] floats(int[][] rows) {
            return Floats.of(Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray());
        }
    }
}
