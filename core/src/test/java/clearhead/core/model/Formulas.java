package clearhead.core.model;

import static java.util.stream.Collectors.toMap;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Positions;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The formulas of the papers in plain loops over doubles; rows are `[rows][columns]`.
///
/// @param parameters their numbers, by name: the rows of a matrix, or one row
/// @param rounding   what becomes of the result of each single step
record Formulas(Map<String, double[][]> parameters, Rounding rounding) {

    static Formulas of(Map<String, Tensor> parameters, Rounding rounding) {
        return new Formulas(parameters.entrySet().stream().collect(toMap(Map.Entry::getKey, entry -> numbers(entry.getValue()))), rounding);
    }

    static double[][] numbers(Tensor tensor) {
        float[] flat = tensor.toArray();
        int columns = tensor.dim(-1);
        double[][] rows = new double[flat.length / columns][columns];
        for (int i = 0; i < flat.length; i++) {
            rows[i / columns][i % columns] = flat[i];
        }
        return rows;
    }

    /// How the result of each single addition, multiplication, division and function is rounded.
    @FunctionalInterface
    interface Rounding {

        /// Doubles, as they are.
        Rounding NONE = exact -> exact;
        /// To the nearest float.
        Rounding FLOAT = exact -> (float) exact;

        double of(double exact);
    }

    /// `y = x · W + b`, if there is a b.
    double[][] linear(String name, double[][] x) {
        double[][] weight = weight(name);
        double[][] y = new double[x.length][weight[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int out = 0; out < y[i].length; out++) {
                for (int in = 0; in < x[i].length; in++) {
                    y[i][out] = rounded(y[i][out] + rounded(x[i][in] * weight[in][out]));
                }
            }
        }
        return biased(name, y);
    }

    /// `y = scale · x · Eᵀ + b`.
    double[][] tied(String table, float scale, String name, double[][] x) {
        double[][] e = weight(table);
        double[][] y = new double[x.length][e.length];
        for (int i = 0; i < x.length; i++) {
            double[] scaled = Arrays.stream(x[i]).map(value -> rounded(value * scale)).toArray();
            Arrays.setAll(y[i], out -> dot(scaled, e[out]));
        }
        return biased(name, y);
    }

    private double[][] biased(String name, double[][] y) {
        double[][] bias = parameters.get(name + ".bias");
        return bias == null ? y : Arrays.stream(y).map(row -> {
            double[] sum = row.clone();
            Arrays.setAll(sum, out -> rounded(row[out] + bias[0][out]));
            return sum;
        }).toArray(double[][]::new);
    }

    /// `(x − mean x) / √(mean (x − mean x)² + ε) · γ + β`, or without the mean and β.
    double[][] norm(String name, Norm.Config config, double[][] x) {
        double[] gamma = weight(name)[0];
        double[][] y = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            int n = x[i].length;
            double mean = config.form() == Norm.Form.LAYER ? rounded(total(x[i]) / n) : 0;
            double[] centred = Arrays.stream(x[i]).map(value -> rounded(value - mean)).toArray();
            double deviation = rounded(Math.sqrt(rounded(rounded(dot(centred, centred) / n) + config.epsilon())));
            y[i] = new double[n];
            Arrays.setAll(y[i], c -> rounded(rounded(centred[c] / deviation) * gamma[c]));
        }
        return biased(name, y);
    }

    double[] softmax(double[] scores) {
        double greatest = Arrays.stream(scores).max().getAsDouble();
        double[] weights = Arrays.stream(scores).map(score -> rounded(Math.exp(rounded(score - greatest)))).toArray();
        double total = total(weights);
        return Arrays.stream(weights).map(weight -> rounded(weight / total)).toArray();
    }

    /// `x / |x|`.
    double[] normalised(double[] x) {
        double length = rounded(Math.sqrt(dot(x, x)));
        return Arrays.stream(x).map(value -> rounded(value / length)).toArray();
    }

    double[] mean(double[][] rows) {
        double share = rounded(1.0 / rows.length);
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            Arrays.setAll(mean, c -> rounded(mean[c] + rounded(share * row[c])));
        }
        return mean;
    }

    double[][] activated(Activation activation, double[][] x) {
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

    double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = rounded(sum + rounded(a[i] * b[i]));
        }
        return sum;
    }

    private double total(double[] a) {
        return Arrays.stream(a).reduce(0, (sum, value) -> rounded(sum + value));
    }

    double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int i = 0; i < sum.length; i++) {
            double[] left = a[i];
            double[] right = b[i];
            Arrays.setAll(sum[i], c -> rounded(left[c] + right[c]));
        }
        return sum;
    }

    double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][a[0].length];
        for (int i = 0; i < product.length; i++) {
            double[] left = a[i];
            double[] right = b[i];
            Arrays.setAll(product[i], c -> rounded(left[c] * right[c]));
        }
        return product;
    }

    double[][] rows(String name, int... ids) {
        double[][] table = weight(name);
        return Arrays.stream(ids).mapToObj(id -> table[id].clone()).toArray(double[][]::new);
    }

    double[][] weight(String name) {
        return parameters.get(name + ".weight");
    }

    /// `sin(p / 10000^(2i/d))` in the first half of each row, the cosines in the second.
    double[][] waves(int rows, int columns) {
        double[][] waves = new double[rows][columns];
        for (int p = 0; p < rows; p++) {
            for (int i = 0; i < columns / 2; i++) {
                double angle = p / Math.pow(10_000, 2.0 * i / columns);
                waves[p][i] = rounded(Math.sin(angle));
                waves[p][columns / 2 + i] = rounded(Math.cos(angle));
            }
        }
        return waves;
    }

    /// Row p of a head, its pairs of elements turned by `p · frequency`.
    double[] turned(Positions.Config.Turned config, double[] x, int p) {
        double[] y = x.clone();
        List<Double> frequencies = config.frequencies();
        for (int pair = 0; pair < frequencies.size(); pair++) {
            int a = switch (config.pairs()) {
                case HALVES -> pair;
                case NEIGHBOURS -> 2 * pair;
            };
            int b = switch (config.pairs()) {
                case HALVES -> pair + frequencies.size();
                case NEIGHBOURS -> 2 * pair + 1;
            };
            double cos = rounded(rounded(Math.cos(p * frequencies.get(pair))) * config.magnitude());
            double sin = rounded(rounded(Math.sin(p * frequencies.get(pair))) * config.magnitude());
            y[a] = rounded(rounded(x[a] * cos) - rounded(x[b] * sin));
            y[b] = rounded(rounded(x[a] * sin) + rounded(x[b] * cos));
        }
        return y;
    }

    /// T5's bucket of a distance, key minus query, in whole numbers: beyond `exact`, bucket `exact + k` begins where
    /// `(far / exact)ⁿ ≥ (maxDistance / exact)ᵏ` for n buckets on the side.
    static int bucket(Positions.Config.Relative config, int distance) {
        int side = config.bidirectional() ? config.buckets() / 2 : config.buckets();
        int first = config.bidirectional() && distance > 0 ? side : 0;
        int far = config.bidirectional() ? Math.abs(distance) : Math.max(-distance, 0);
        int exact = side / 2;
        if (far < exact) {
            return first + far;
        }
        int n = side - exact;
        int k = 0;
        while (k < n - 1 && power(far, n).multiply(power(exact, k + 1))
                .compareTo(power(config.maxDistance(), k + 1).multiply(power(exact, n))) >= 0) {
            k++;
        }
        return first + exact + k;
    }

    /// Whether a distance stands right where a bucket begins, so that rounding may put it into the one before.
    static boolean isBetween(Positions.Config.Relative config, int distance) {
        int side = config.bidirectional() ? config.buckets() / 2 : config.buckets();
        int far = Math.abs(distance);
        int exact = side / 2;
        int n = side - exact;
        return far > exact && IntStream.range(1, n)
                .anyMatch(k -> power(far, n).multiply(power(exact, k)).equals(power(config.maxDistance(), k).multiply(power(exact, n))));
    }

    private static BigInteger power(int base, int exponent) {
        return BigInteger.valueOf(base).pow(exponent);
    }

    double rounded(double exact) {
        return rounding.of(exact);
    }
}
