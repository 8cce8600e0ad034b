package clearhead.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ONNX Runtime through its own Java library: a session with a model of one node, called with tensors that are there already, result included.
final class OnnxRuntime implements Contender {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new OnnxRuntime());
    }

    @Override public String description() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
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
            case Case.Adam _, Case.Step _ -> null;
        }).map(model -> session(model, in));
    }

    private Job session(OnnxModel model, List<float[]> in) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment.createSession(model.bytes(), options);
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
