package clearhead.explain;

import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The encoder-decoder once more, in double precision, one row of numbers at a time: what the explainers' gradients are held against.
public final class Naive {

    private final EncoderDecoder.Config config;
    private final Block.Config block;
    private final Map<String, float[]> parameters = new HashMap<>();
    private final int[] written;

    /// @param start what stands in front of the targets
    public Naive(EncoderDecoder model, int start, int[] targets) {
        config = model.config();
        block = config.decoder().block();
        model.parameters().forEach((name, parameter) -> parameters.put(name, parameter.toArray()));
        written = new int[targets.length + 1];
        written[0] = start;
        System.arraycopy(targets, 0, written, 1, targets.length);
    }

    /// The rows of the source's embeddings, `[seq][dModel]`.
    public double[][] embed(int... ids) {
        return rows("tokens.weight", ids);
    }

    /// @param source `[seq][dModel]`
    /// @return       logits, `[targets + 1][vocab]`
    public double[][] logits(double[][] source) {
        double[][] memory = tower("encoder", source, config.encoder().layers(), null);
        return linear("head", tower("decoder", rows("written.weight", written), config.decoder().layers(), memory));
    }

    private double[][] tower(String name, double[][] embedded, int layers, double[][] memory) {
        double[][] x = map(embedded, row -> row);
        float[] positions = parameters.get(name + ".positions.weight");
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[i].length; j++) {
                x[i][j] += positions[i * block.dModel() + j];
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            String prefix = name + ".blocks." + layer;
            x = add(x, prefix + ".self_norm", rows -> attention(prefix + ".self", rows, rows, memory != null));
            if (memory != null) {
                x = add(x, prefix + ".cross.norm", rows -> attention(prefix + ".cross.attention", rows, memory, false));
            }
            x = add(x, prefix + ".mlp_norm",
                    rows -> linear(prefix + ".mlp.down", map(linear(prefix + ".mlp.up", rows), this::activation)));
        }
        return block.order() == Block.Order.PRE_NORM ? norm(name + ".final_norm", x) : x;
    }

    private double[][] add(double[][] x, String norm, UnaryOperator<double[][]> part) {
        boolean before = block.order() == Block.Order.PRE_NORM;
        double[][] change = part.apply(before ? norm(norm, x) : x);
        double[][] sum = map(x, row -> row);
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[i].length; j++) {
                sum[i][j] += change[i][j];
            }
        }
        return before ? sum : norm(norm, sum);
    }

    private double[][] attention(String name, double[][] x, double[][] memory, boolean causal) {
        double[][] q = linear(name + ".query", x);
        double[][] k = linear(name + ".key", memory);
        double[][] v = linear(name + ".value", memory);
        int width = block.dModel() / block.attention().heads();
        double[][] z = new double[x.length][block.dModel()];
        for (int i = 0; i < x.length; i++) {
            int readable = causal ? i + 1 : memory.length;
            for (int head = 0; head < block.attention().heads(); head++) {
                double[] weights = new double[readable];
                double sum = 0;
                for (int j = 0; j < readable; j++) {
                    double score = 0;
                    for (int d = head * width; d < (head + 1) * width; d++) {
                        score += q[i][d] * k[j][d];
                    }
                    weights[j] = Math.exp(score / Math.sqrt(width));
                    sum += weights[j];
                }
                for (int j = 0; j < readable; j++) {
                    for (int d = head * width; d < (head + 1) * width; d++) {
                        z[i][d] += weights[j] / sum * v[j][d];
                    }
                }
            }
        }
        return linear(name + ".out", z);
    }

    private double[] activation(double[] row) {
        double[] y = row.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = block.mlp().activation() == Activation.SILU ? row[i] / (1 + Math.exp(-row[i])) : Math.max(0, row[i]);
        }
        return y;
    }

    private double[][] norm(String name, double[][] x) {
        float[] gamma = parameters.get(name + ".weight");
        float[] beta = parameters.get(name + ".bias");
        return map(x, row -> {
            double mean = 0;
            double variance = 0;
            for (double value : row) {
                mean += value / row.length;
            }
            for (double value : row) {
                variance += (value - mean) * (value - mean) / row.length;
            }
            double[] y = row.clone();
            for (int i = 0; i < y.length; i++) {
                y[i] = (row[i] - mean) / Math.sqrt(variance + 1e-5f) * gamma[i] + beta[i];
            }
            return y;
        });
    }

    private double[][] linear(String name, double[][] x) {
        float[] weight = parameters.get(name + ".weight");
        float[] bias = parameters.get(name + ".bias");
        return map(x, row -> {
            double[] y = new double[bias.length];
            for (int j = 0; j < y.length; j++) {
                y[j] = bias[j];
                for (int i = 0; i < row.length; i++) {
                    y[j] += row[i] * weight[i * y.length + j];
                }
            }
            return y;
        });
    }

    private double[][] rows(String name, int... ids) {
        float[] table = parameters.get(name);
        double[][] rows = new double[ids.length][block.dModel()];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = table[ids[i] * rows[i].length + j];
            }
        }
        return rows;
    }

    private static double[][] map(double[][] x, UnaryOperator<double[]> each) {
        double[][] y = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] = each.apply(x[i].clone());
        }
        return y;
    }
}
