package clearhead.examples;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import clearhead.core.pretrained.Pretrained;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Ids;
import clearhead.explain.closed.Scale;
import clearhead.explain.perturb.Shapley;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// # Example 6: a model behind a door
///
/// A sentence encoder is run by ONNX Runtime. Of that, nothing is seen but its answers: a function from token ids to a number, how similar
/// a sentence is to another. That is enough for Shapley values. The same weights as a model of our own, asked the same, give the same.
///
/// ```
/// ids ──▶ [ ONNX Runtime ] ──▶ rows ── mean, length 1 ──▶ vector ── · other vector ──▶ similarity
///              closed
/// ```
final class Example06ClosedBox {

    /// Two small models with the same weights, one in each form; they have learned nothing.
    private static final Path MODELS = Path.of(System.getProperty("basedir", ""), "../core/src/test/resources/oracle");
    private static final String TEXT = "the boxes are in the kitchen";
    private static final String OTHER = "where are the boxes";

    static void main() throws OrtException {
        OpenModel own = OpenModel.of(Pretrained.open(MODELS.resolve("bert-sentence").toString()));
        Input.Text input = own.read(TEXT, OTHER);
        Input.Text alone = own.read(TEXT);

        try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
             OrtSession session = environment.createSession(MODELS.resolve("onnx/model.onnx").toString())) {
            Encoder encoder = new Encoder(environment, session);
            double[] other = encoder.vector(input.pair().orElseThrow().ids());                      // [width]

            // All that is known of a closed model: a function, what it reads, and what its numbers are.
            Function<List<int[]>, List<double[]>> similarity = questions -> questions.stream()
                    .map(ids -> new double[] {dot(encoder.vector(ids), other)}).toList();
            Ids reads = new Ids(own.special().mask(), own.special().padding());
            ClosedBox<int[]> closed = ClosedBox.of(reads, similarity, Scale.NUMBERS, "similarity").named("ONNX Runtime");

            Explanation there = new Shapley().explain(closed, alone, new Target.Predicted());
            Explanation here = new Shapley().explain(own, input, new Target.Similarity(true));
            tell(there, here);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError missing) {
            IO.println("skipped: ONNX Runtime has no native part for this machine");
        }
    }

    /// A session that nobody can look into.
    private record Encoder(OrtEnvironment environment, OrtSession session) {

        /// The mean of a sentence's rows, scaled to length 1: `[width]`.
        double[] vector(int[] ids) {
            long[] shape = {1, ids.length};
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            try (OnnxTensor read = tensor(Arrays.stream(ids).asLongStream().toArray(), shape);
                 OnnxTensor mask = tensor(ones, shape);
                 OnnxTensor types = tensor(new long[ids.length], shape);
                 OrtSession.Result result = session.run(Map.of("input_ids", read, "attention_mask", mask, "token_type_ids", types))) {
                float[][] rows = ((float[][][]) result.get(0).getValue())[0];                       // [seq, width]
                double[] mean = new double[rows[0].length];
                Arrays.setAll(mean, i -> Arrays.stream(rows).mapToDouble(row -> row[i]).sum() / rows.length);
                double length = Math.sqrt(dot(mean, mean));
                return Arrays.stream(mean).map(number -> number / length).toArray();
            } catch (OrtException problem) {
                throw new IllegalStateException(problem);
            }
        }

        private OnnxTensor tensor(long[] numbers, long[] shape) throws OrtException {
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), shape);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void tell(Explanation there, Explanation here) {
        show("How similar are “%s” and “%s”?\n", TEXT, OTHER);
        show("  %-10s  %12s  %12s", "", "ONNX Runtime", "our own");
        show("  %-10s  %12.4f  %12.4f", "similarity", there.rows().getFirst().value(), here.rows().getFirst().value());
        float[] closed = there.rows().getFirst().scores();
        float[] open = here.rows().getFirst().scores();
        double apart = 0;
        for (int i = 0; i < closed.length; i++) {
            if (!there.input().tokens().get(i).special()) {
                show("  %-10s  %12.4f  %12.4f", there.input().tokens().get(i).piece(), closed[i], open[i]);
            }
            apart = Math.max(apart, Math.abs(closed[i] - open[i]));
        }
        show("\nasked %d times, and equal within 1e-5: %s", there.cost().forwards(), apart < 1e-5);
    }

    private static void show(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
    }

    // What you should see: two columns alike, one from a model of which nothing was seen but its answers.
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example06ClosedBox
}
