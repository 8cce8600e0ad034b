package clearhead.explain.decompose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block.Order;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Small;
import clearhead.explain.Target;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The whole of it in double precision, on an encoder-decoder that is written out once more: complete to 10⁻⁹, and what the floats say.
class RestatementTest {

    private static final int HEADS = 2;
    private static final double EPSILON = 1e-5f;

    /// The model at x and at x′, from the rows of the source on.
    private record Model(Map<String, float[]> parameters, Order order, Activation activation, Deque<Runnable> tape) {

        Twin logits(Twin source, Twin written) {
            return linear("head", tower("decoder", written, 2, tower("encoder", source, 2, null)));
        }

        private Twin tower(String name, Twin embedded, int layers, Twin memory) {
            Twin x = embedded.plus(parameters.get(name + ".positions.weight"));
            for (int layer = 0; layer < layers; layer++) {
                String block = name + ".blocks." + layer;
                x = add(x, block + ".self_norm", rows -> attention(block + ".self", rows, rows, memory != null));
                x = memory == null ? x : add(x, block + ".cross.norm", rows -> attention(block + ".cross.attention", rows, memory, false));
                x = add(x, block + ".mlp_norm", rows -> linear(block + ".mlp.down", activated(linear(block + ".mlp.up", rows))));
            }
            return order == Order.PRE_NORM ? norm(name + ".final_norm", x) : x;
        }

        private Twin add(Twin x, String norm, UnaryOperator<Twin> part) {
            return order == Order.PRE_NORM ? x.plus(part.apply(norm(norm, x))) : norm(norm, x.plus(part.apply(x)));
        }

        private Twin attention(String name, Twin x, Twin memory, boolean causal) {
            Twin q = linear(name + ".query", x);
            Twin k = linear(name + ".key", memory);
            Twin v = linear(name + ".value", memory);
            int width = q.x[0].length / HEADS;
            Twin z = null;
            for (int head = 0; head < HEADS; head++) {
                int from = head * width;
                Twin one = q.columns(from, from + width).timesT(k.columns(from, from + width), 1 / Math.sqrt(width)).softmax(causal)
                        .times(v.columns(from, from + width));
                z = z == null ? one : z.beside(one);
            }
            return linear(name + ".out", z);
        }

        private Twin activated(Twin x) {
            return activation == Activation.RELU ? x.each(v -> Math.max(0, v), v -> v > 0 ? 1 : 0)
                    : x.each(v -> v / (1 + Math.exp(-v)), v -> (1 + Math.exp(-v) * (1 + v)) / Math.pow(1 + Math.exp(-v), 2));
        }

        private Twin norm(String name, Twin x) {
            return x.layerNorm(parameters.get(name + ".weight"), parameters.get(name + ".bias"), EPSILON);
        }

        private Twin linear(String name, Twin x) {
            return x.linear(parameters.get(name + ".weight"), parameters.get(name + ".bias"));
        }
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    void theSameInDoublePrecision(@ForAll Order order, @ForAll boolean relu, @ForAll long seed) {
        Order chosen = order == Order.POST_NORM ? order : Order.PRE_NORM;
        Activation activation = relu ? Activation.RELU : Activation.SILU;
        EncoderDecoder model = Small.model(chosen, activation, seed);
        Map<String, float[]> parameters = new HashMap<>();
        model.parameters().forEach((name, parameter) -> parameters.put(name, parameter.toArray()));
        Input input = Small.input(5, 3, seed);
        int[] written = {6, input.targetIds()[0], input.targetIds()[1]};
        Explanation.Row row = new DeepLift(Replacement.Plain.ZERO, true).explain(Small.box(model), input, new Target.LogProbability(2, 4))
                .rows().getFirst();

        Deque<Runnable> tape = new ArrayDeque<>();
        double[][] embedded = rows(parameters.get("tokens.weight"), input.ids());
        double[][] target = rows(parameters.get("written.weight"), written);
        Twin source = Twin.of(embedded, new double[5][8], tape);
        Twin logs = new Model(parameters, chosen, activation, tape).logits(source, Twin.of(target, target, tape)).logSoftmax();
        logs.m[2][4] = 1;
        tape.forEach(Runnable::run);

        double difference = logs.x[2][4] - logs.base[2][4];
        double all = 0;
        double greatest = 0;
        double[] scores = new double[5];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 8; j++) {
                scores[i] += source.m[i][j] * embedded[i][j];
                all += Math.abs(source.m[i][j] * embedded[i][j]);
            }
            greatest = Math.max(greatest, Math.abs(scores[i]));
        }
        assertThat(Arrays.stream(scores).sum()).isCloseTo(difference, within(1e-9 * Math.max(all, Math.abs(difference))));
        for (int i = 0; i < 5; i++) {            // what floats leave, by the README of the reference numbers
            assertThat((double) row.scores()[i]).isCloseTo(scores[i], within(1e-4 * greatest + 1e-5 * Math.abs(logs.x[2][4])));
        }
        assertThat(row.value()).isCloseTo(logs.x[2][4], within(1e-5 * Math.abs(logs.x[2][4])));
    }

    private static double[][] rows(float[] table, int... ids) {
        double[][] rows = new double[ids.length][8];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < 8; j++) {
                rows[i][j] = table[ids[i] * 8 + j];
            }
        }
        return rows;
    }
}
