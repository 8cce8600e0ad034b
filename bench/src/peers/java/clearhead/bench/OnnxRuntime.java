package clearhead.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import clearhead.core.checkpoint.ModelJar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ONNX Runtime through its own Java library: a session with a model of one node, or MiniLM, called with tensors that are there already,
/// result included.
final class OnnxRuntime implements Contender {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new OnnxRuntime());
    }

    @Override public String description() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return work instanceof Encode encode ? Optional.of(sentences(encode.rows(in))) : operator(work, in);
    }

    private Optional<Job> operator(Case work, List<float[]> in) {
        return Optional.ofNullable(switch (work) {
            case Case.MatMul(int m, int n, int k) ->
                new OnnxModel("MatMul", Map.of(), List.of(new long[] {m, k}, new long[] {k, n}), new long[] {m, n});
            case Case.Rows(Case.Rows.Op op, int rows, int width) -> {
                long[] x = {rows, width};
                long[] row = {width};
                yield switch (op) {
                    case SOFTMAX -> new OnnxModel("Softmax", Map.of(), List.of(x), x);
                    case LAYERNORM -> new OnnxModel("LayerNormalization", Map.of(), List.of(x, row, row), x);   // its ε is ours, too
                };
            }
            case Case.Each(Case.Each.Op op, int n) -> {
                long[] x = {n};
                yield switch (op) {
                    case EXP -> new OnnxModel("Exp", Map.of(), List.of(x), x);
                    case TANH -> new OnnxModel("Tanh", Map.of(), List.of(x), x);
                    case GELU_ERF -> new OnnxModel("Gelu", Map.of("approximate", "none"), List.of(x), x);
                    case GELU_TANH -> new OnnxModel("Gelu", Map.of("approximate", "tanh"), List.of(x), x);
                };
            }
            case Case.Adam _, Case.Step _, Encode _, Watched _, Attribute _, Estimate _, Leave _, Decode _ -> null;
        }).map(model -> node(model, in));
    }

    private OrtSession session(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(model, options);
        }
    }

    /// All rows of MiniLM; what is made of them, [Sentences] does.
    private Job sentences(int[][] rows) {
        try {
            long[] shape = {rows.length, rows[0].length};
            LongBuffer ids = LongBuffer.wrap(Arrays.stream(rows).flatMapToInt(Arrays::stream).asLongStream().toArray());
            long[] ones = new long[ids.capacity()];
            Arrays.fill(ones, 1);
            Map<String, OnnxTensor> inputs = Map.of("input_ids", OnnxTensor.createTensor(environment, ids, shape),
                    "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape),
                    "token_type_ids", OnnxTensor.createTensor(environment, LongBuffer.allocate(ones.length), shape));
            FloatBuffer y = direct(ones.length * Sentences.WIDTH);
            OnnxTensor output = OnnxTensor.createTensor(environment, y, new long[] {shape[0], shape[1], Sentences.WIDTH});
            Node node = new Node(session(ModelJar.MINILM.file()), inputs, y, Map.of("output_0", output));
            return new Sentences(node, new float[rows.length][Sentences.WIDTH]);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private Job node(OnnxModel model, List<float[]> in) {
        try {
            OrtSession session = session(model.bytes());
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            for (int i = 0; i < in.size(); i++) {
                inputs.put("x" + i, OnnxTensor.createTensor(environment, direct(in.get(i).length).put(in.get(i)).flip(),
                        model.inputs().get(i)));
            }
            FloatBuffer y = direct(Arrays.stream(model.output()).mapToInt(Math::toIntExact).reduce(1, Math::multiplyExact));
            return new Node(session, inputs, y, Map.of("y", OnnxTensor.createTensor(environment, y, model.output())));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FloatBuffer direct(int n) {
        return ByteBuffer.allocateDirect(n * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /// The mean of each sentence's rows, scaled to length 1.
    private record Sentences(Node node, float[][] vectors) implements Job {

        private static final int WIDTH = 384;

        @Override public void run() {
            node.run();
            int seq = node.y.capacity() / WIDTH / vectors.length;
            float[] row = new float[WIDTH];
            for (int i = 0; i < vectors.length; i++) {
                Arrays.fill(vectors[i], 0);
                for (int j = 0; j < seq; j++) {
                    node.y.get((i * seq + j) * WIDTH, row);
                    for (int k = 0; k < WIDTH; k++) {
                        vectors[i][k] += row[k];
                    }
                }
                double square = 0;
                for (float sum : vectors[i]) {
                    square += sum * sum;
                }
                for (int k = 0; k < WIDTH; k++) {
                    vectors[i][k] /= (float) Math.sqrt(square);
                }
            }
        }

        @Override public float[] result() {
            run();
            float[] all = new float[vectors.length * WIDTH];
            for (int i = 0; i < vectors.length; i++) {
                System.arraycopy(vectors[i], 0, all, i * WIDTH, WIDTH);
            }
            return all;
        }
    }

    private record Node(OrtSession session, Map<String, OnnxTensor> inputs, FloatBuffer y, Map<String, OnnxTensor> output) implements Job {

        @Override public void run() {
            try (OrtSession.Result _ = session.run(inputs, output)) {
                // y is written
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override public float[] result() {
            run();
            float[] values = new float[y.capacity()];
            y.get(0, values);
            return values;
        }
    }
}
