package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.nn.Block.Order;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/// An [EncoderDecoder] said once more, from the formulas of the papers, in plain loops over doubles: one text at a time, so that there is
/// no batch, no filling and no mask but the causal one. It shares with the model the numbers of the parameters and nothing else.
final class Restatement {

    /// How the result of each single addition, multiplication, division and function is rounded.
    @FunctionalInterface
    interface Rounding {

        /// Doubles, as they are.
        Rounding NONE = exact -> exact;
        /// To the nearest float.
        Rounding FLOAT = exact -> (float) exact;

        double of(double exact);
    }

    /// Sees every activation and says what is used next, like a probe.
    @FunctionalInterface
    interface Watcher {

        /// @param value `[heads, rows, columns]`, with one head where there are none
        double[][][] at(Site site, double[][][] value);
    }

    private static final double EPSILON = 1e-5f;      // as the model has it, a float

    private final EncoderDecoder.Config config;
    private final Order order;
    private final Activation activation;
    private final int dModel;
    private final int heads;
    private final Map<String, Tensor> parameters;
    private final Rounding rounding;
    private final Watcher watcher;

    Restatement(EncoderDecoder model, Rounding rounding, Watcher watcher) {
        this.config = model.config();
        Block.Config block = config.decoder().block();
        this.order = block.order();
        this.activation = block.mlp().activation();
        this.dModel = block.dModel();
        this.heads = block.attention().heads();
        this.parameters = model.parameters();
        this.rounding = rounding;
        this.watcher = watcher;
    }

    /// @return `[seqTarget, targetVocab]`
    double[][] logits(int[] source, int[] target) {
        double[][] memory = tower(Stack.ENCODER, config.encoder().layers(), source, null);
        double[][] x = tower(Stack.DECODER, config.decoder().layers(), target, memory);
        return watched(Site.of(Stack.ONLY, Kind.LOGITS), linear("head", x));
    }

    private double[][] tower(Stack stack, int layers, int[] ids, double[][] memory) {
        String name = stack.name().toLowerCase();
        double[][] x = watched(Site.of(stack, Kind.EMBED), rows(stack == Stack.ENCODER ? "tokens" : "written", ids));
        int[] positions = new int[ids.length];
        Arrays.setAll(positions, i -> i);
        x = sum(x, rows(name + ".positions", positions));
        for (int layer = 0; layer < layers; layer++) {
            x = block(name + ".blocks." + layer, stack, layer, x, memory);
        }
        return order == Order.PRE_NORM ? watched(Site.of(stack, Kind.LN_FINAL), norm(name + ".final_norm", x)) : x;
    }

    private double[][] block(String name, Stack stack, int layer, double[][] x, double[][] memory) {
        boolean decoder = memory != null;
        boolean first = order == Order.PRE_NORM;
        double[][] pre = watched(new Site(stack, layer, Kind.RESID_PRE), x);

        double[][] read = first ? norm(name + ".self_norm", pre) : pre;
        double[][] attended = sum(pre, attention(name + ".self", stack, layer, "", read, read, decoder));
        attended = first ? attended : norm(name + ".self_norm", attended);

        if (decoder) {
            double[][] before = watched(new Site(stack, layer, Kind.RESID_CROSS), attended);
            read = first ? norm(name + ".cross.norm", before) : before;
            attended = sum(before, attention(name + ".cross.attention", stack, layer, "CROSS_", read, memory, false));
            attended = first ? attended : norm(name + ".cross.norm", attended);
        }

        double[][] mid = watched(new Site(stack, layer, Kind.RESID_MID), attended);
        read = first ? norm(name + ".mlp_norm", mid) : mid;
        double[][] neurons = watched(new Site(stack, layer, Kind.MLP_PRE), linear(name + ".mlp.up", read));
        neurons = watched(new Site(stack, layer, Kind.MLP_POST), activated(neurons));
        double[][] post = sum(mid, watched(new Site(stack, layer, Kind.MLP_OUT), linear(name + ".mlp.down", neurons)));
        return watched(new Site(stack, layer, Kind.RESID_POST), first ? post : norm(name + ".mlp_norm", post));
    }

    private double[][] attention(String name, Stack stack, int layer, String cross, double[][] x, double[][] memory, boolean causal) {
        double[][][] q = watched(site(stack, layer, cross + "Q"), heads(linear(name + ".query", x)));
        double[][][] k = watched(site(stack, layer, cross + "K"), heads(linear(name + ".key", memory)));
        double[][][] v = watched(site(stack, layer, cross + "V"), heads(linear(name + ".value", memory)));

        double[][][] scores = new double[heads][x.length][memory.length];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < memory.length; j++) {
                    double product = rounded(dot(q[h][i], k[h][j]) / rounded(Math.sqrt(dModel / heads)));
                    scores[h][i][j] = causal && j > i ? Double.NEGATIVE_INFINITY : product;
                }
            }
        }
        scores = watched(site(stack, layer, cross + "SCORES"), scores);

        double[][][] pattern = new double[heads][x.length][];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < x.length; i++) {
                pattern[h][i] = softmax(scores[h][i]);
            }
        }
        pattern = watched(site(stack, layer, cross + "PATTERN"), pattern);

        double[][][] z = new double[heads][x.length][dModel / heads];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < memory.length; j++) {
                    for (int c = 0; c < z[h][i].length; c++) {
                        z[h][i][c] = rounded(z[h][i][c] + rounded(pattern[h][i][j] * v[h][j][c]));
                    }
                }
            }
        }
        z = watched(site(stack, layer, cross + "Z"), z);
        return watched(site(stack, layer, cross + "ATTN_OUT"), linear(name + ".out", joined(z)));
    }

    // ---- formulas

    /// `y = x · W + b`.
    private double[][] linear(String name, double[][] x) {
        FloatBuffer weight = parameters.get(name + ".weight").buffer();
        FloatBuffer bias = parameters.get(name + ".bias").buffer();
        double[][] y = new double[x.length][bias.capacity()];
        for (int i = 0; i < x.length; i++) {
            for (int out = 0; out < y[i].length; out++) {
                for (int in = 0; in < x[i].length; in++) {
                    y[i][out] = rounded(y[i][out] + rounded(x[i][in] * weight.get(in * y[i].length + out)));
                }
                y[i][out] = rounded(y[i][out] + bias.get(out));
            }
        }
        return y;
    }

    /// `(x − mean x) / √(mean (x − mean x)² + ε) · γ + β`.
    private double[][] norm(String name, double[][] x) {
        FloatBuffer gamma = parameters.get(name + ".weight").buffer();
        FloatBuffer beta = parameters.get(name + ".bias").buffer();
        double[][] y = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            int n = x[i].length;
            double[] centred = new double[n];
            double mean = rounded(total(x[i]) / n);
            for (int c = 0; c < n; c++) {
                centred[c] = rounded(x[i][c] - mean);
            }
            double deviation = rounded(Math.sqrt(rounded(rounded(dot(centred, centred) / n) + EPSILON)));
            y[i] = new double[n];
            for (int c = 0; c < n; c++) {
                y[i][c] = rounded(rounded(rounded(centred[c] / deviation) * gamma.get(c)) + beta.get(c));
            }
        }
        return y;
    }

    private double[] softmax(double[] scores) {
        double greatest = Arrays.stream(scores).max().getAsDouble();
        double[] weights = Arrays.stream(scores).map(score -> rounded(Math.exp(rounded(score - greatest)))).toArray();
        double total = total(weights);
        return Arrays.stream(weights).map(weight -> rounded(weight / total)).toArray();
    }

    private double[][] activated(double[][] x) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(value -> rounded(activation(activation, value))).toArray())
                .toArray(double[][]::new);
    }

    private static double activation(Activation activation, double x) {
        return switch (activation) {
            case RELU -> Math.max(x, 0);
            case GELU -> x * (1 + erf(x / Math.sqrt(2))) / 2;
            case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU_SIGMOID -> x / (1 + Math.exp(-1.702 * x));
            case SILU -> x / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
        };
    }

    /// `erf x = 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1))` (Abramowitz & Stegun 7.1.6), whose terms all have one sign.
    private static double erf(double x) {
        double sum = 0;
        double term = x;
        for (int n = 1; sum + term != sum; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = rounded(sum + rounded(a[i] * b[i]));
        }
        return sum;
    }

    private double total(double[] a) {
        return Arrays.stream(a).reduce(0, (sum, value) -> rounded(sum + value));
    }

    private double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int i = 0; i < sum.length; i++) {
            for (int c = 0; c < sum[i].length; c++) {
                sum[i][c] = rounded(a[i][c] + b[i][c]);
            }
        }
        return sum;
    }

    private double rounded(double exact) {
        return rounding.of(exact);
    }

    // ---- rows, heads, sites

    private double[][] rows(String name, int[] ids) {
        Tensor table = parameters.get(name + ".weight");
        double[][] rows = new double[ids.length][table.dim(1)];
        for (int i = 0; i < ids.length; i++) {
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = table.at(ids[i], c);
            }
        }
        return rows;
    }

    /// Head h has columns `h · dHead …`.
    private double[][][] heads(double[][] x) {
        int dHead = dModel / heads;
        double[][][] split = new double[heads][x.length][];
        for (int h = 0; h < split.length; h++) {
            for (int i = 0; i < x.length; i++) {
                split[h][i] = Arrays.copyOfRange(x[i], h * dHead, (h + 1) * dHead);
            }
        }
        return split;
    }

    private double[][] joined(double[][][] z) {
        double[][] x = new double[z[0].length][];
        for (int i = 0; i < x.length; i++) {
            int row = i;
            x[i] = Arrays.stream(z).flatMapToDouble(head -> Arrays.stream(head[row])).toArray();
        }
        return x;
    }

    private static Site site(Stack stack, int layer, String kind) {
        return new Site(stack, layer, Kind.valueOf(kind));
    }

    private double[][] watched(Site site, double[][] value) {
        return watched(site, new double[][][] {value})[0];
    }

    private double[][][] watched(Site site, double[][][] value) {
        return watcher.at(site, value);
    }
}
