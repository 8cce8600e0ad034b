package clearhead.explain.decompose;

import clearhead.explain.Quadrature;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// A matrix at two points, in double precision, and how its multipliers go back to what it was made of: the rules once more, by loops and,
/// where the house has closed forms, by nodes.
final class Twin {

    private static final int NODES = 64;
    private static final double RANGE = 16;

    final double[][] x;
    final double[][] base;
    final double[][] m;
    private final Deque<Runnable> tape;

    private Twin(double[][] x, double[][] base, Deque<Runnable> tape) {
        this.x = x;
        this.base = base;
        this.m = new double[x.length][x[0].length];
        this.tape = tape;
    }

    /// A leaf.
    ///
    /// @param tape what is done on the way back, the last first
    static Twin of(double[][] x, double[][] base, Deque<Runnable> tape) {
        return new Twin(x, base, tape);
    }

    private Twin made(double[][] at, double[][] from, Consumer<Twin> back) {
        Twin result = new Twin(at, from, tape);
        tape.push(() -> back.accept(result));
        return result;
    }

    /// Any function of matrices that is linear in each, with the multipliers of its arguments.
    private static double[][] filled(int rows, int columns, Cell cell) {
        double[][] y = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                y[i][j] = cell.at(i, j);
            }
        }
        return y;
    }

    private interface Cell {
        double at(int i, int j);
    }

    private static void add(double[][] to, Cell cell) {
        for (int i = 0; i < to.length; i++) {
            for (int j = 0; j < to[i].length; j++) {
                to[i][j] += cell.at(i, j);
            }
        }
    }

    private static double sum(int n, DoubleCell term) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += term.at(k);
        }
        return sum;
    }

    private interface DoubleCell {
        double at(int k);
    }

    Twin plus(Twin b) {
        return made(filled(x.length, x[0].length, (i, j) -> x[i][j] + b.x[i][j]),
                filled(x.length, x[0].length, (i, j) -> base[i][j] + b.base[i][j]), y -> {
                    add(m, (i, j) -> y.m[i][j]);
                    add(b.m, (i, j) -> y.m[i][j]);
                });
    }

    /// Rows of a constant added.
    Twin plus(float[] rows) {
        int n = x[0].length;
        return made(filled(x.length, n, (i, j) -> x[i][j] + rows[i * n + j]), filled(x.length, n, (i, j) -> base[i][j] + rows[i * n + j]),
                y -> add(m, (i, j) -> y.m[i][j]));
    }

    Twin linear(float[] w, float[] bias) {
        int n = bias.length;
        return made(filled(x.length, n, (i, j) -> bias[j] + sum(x[i].length, k -> x[i][k] * w[k * n + j])),
                filled(x.length, n, (i, j) -> bias[j] + sum(x[i].length, k -> base[i][k] * w[k * n + j])),
                y -> add(m, (i, k) -> sum(n, j -> y.m[i][j] * w[k * n + j])));
    }

    Twin columns(int from, int to) {
        return made(filled(x.length, to - from, (i, j) -> x[i][from + j]), filled(x.length, to - from, (i, j) -> base[i][from + j]),
                y -> add(y.m, (i, j) -> {
                    m[i][from + j] += y.m[i][j];
                    return 0;
                }));
    }

    /// Side by side.
    Twin beside(Twin b) {
        int n = x[0].length;
        return made(filled(x.length, n + b.x[0].length, (i, j) -> j < n ? x[i][j] : b.x[i][j - n]),
                filled(x.length, n + b.x[0].length, (i, j) -> j < n ? base[i][j] : b.base[i][j - n]), y -> {
                    add(m, (i, j) -> y.m[i][j]);
                    add(b.m, (i, j) -> y.m[i][n + j]);
                });
    }

    /// `factor · this · bᵀ`.
    Twin timesT(Twin b, double factor) {
        int n = x[0].length;
        return made(filled(x.length, b.x.length, (i, j) -> factor * sum(n, k -> x[i][k] * b.x[j][k])),
                filled(x.length, b.x.length, (i, j) -> factor * sum(n, k -> base[i][k] * b.base[j][k])), y -> {
                    add(m, (i, k) -> factor * sum(b.x.length, j -> y.m[i][j] * (b.x[j][k] + b.base[j][k]) / 2));
                    add(b.m, (j, k) -> factor * sum(x.length, i -> y.m[i][j] * (x[i][k] + base[i][k]) / 2));
                });
    }

    /// `this · b`.
    Twin times(Twin b) {
        int n = b.x.length;
        return made(filled(x.length, b.x[0].length, (i, j) -> sum(n, k -> x[i][k] * b.x[k][j])),
                filled(x.length, b.x[0].length, (i, j) -> sum(n, k -> base[i][k] * b.base[k][j])), y -> {
                    add(m, (i, k) -> sum(b.x[0].length, j -> y.m[i][j] * (b.x[k][j] + b.base[k][j]) / 2));
                    add(b.m, (k, j) -> sum(x.length, i -> y.m[i][j] * (x[i][k] + base[i][k]) / 2));
                });
    }

    /// The secant, or the slope half way where there is none to speak of.
    Twin each(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
        int n = x[0].length;
        return made(filled(x.length, n, (i, j) -> f.applyAsDouble(x[i][j])), filled(x.length, n, (i, j) -> f.applyAsDouble(base[i][j])),
                y -> add(m, (i, j) -> y.m[i][j] * (Math.abs(x[i][j] - base[i][j]) < 1e-6 ? slope.applyAsDouble((x[i][j] + base[i][j]) / 2)
                        : (y.x[i][j] - y.base[i][j]) / (x[i][j] - base[i][j]))));
    }

    /// A function of a row: its value, and its Jacobian's product with multipliers, integrated over the way.
    private Twin rows(Row value, Back jacobian, int panels) {
        double[][] at = Arrays.stream(x).map(value::of).toArray(double[][]::new);
        double[][] from = Arrays.stream(base).map(value::of).toArray(double[][]::new);
        Quadrature.Nodes nodes = Quadrature.GAUSS_LEGENDRE.nodes(NODES);
        return made(at, from, y -> {
            for (int row = 0; row < x.length; row++) {
                for (int node = 0; node < NODES * panels; node++) {
                    double t = (node / NODES + nodes.at()[node % NODES]) / panels;
                    int r = row;
                    double[] point = new double[x[r].length];
                    Arrays.setAll(point, j -> x[r][j] == base[r][j] ? x[r][j] : (1 - t) * base[r][j] + t * x[r][j]);
                    double[] back = jacobian.of(point, y.m[r]);
                    for (int j = 0; j < back.length; j++) {
                        m[r][j] += nodes.weight()[node % NODES] / panels * back[j];
                    }
                }
            }
        });
    }

    private interface Row {
        double[] of(double[] row);
    }

    private interface Back {
        double[] of(double[] row, double[] m);
    }

    /// @param causal whether row i reads only its first i + 1 elements
    Twin softmax(boolean causal) {
        Twin masked = !causal ? this : made(filled(x.length, x[0].length, (i, j) -> j > i ? Double.NEGATIVE_INFINITY : x[i][j]),
                filled(x.length, x[0].length, (i, j) -> j > i ? Double.NEGATIVE_INFINITY : base[i][j]),
                y -> add(m, (i, j) -> j > i ? 0 : y.m[i][j]));
        return masked.rows(Twin::softmax, (s, m) -> {
            double[] y = softmax(s);
            double mean = sum(y.length, j -> y[j] * m[j]);
            double[] back = new double[y.length];
            Arrays.setAll(back, j -> y[j] * (m[j] - mean));
            return back;
        }, masked.panels());
    }

    Twin logSoftmax() {
        return rows(s -> Arrays.stream(softmax(s)).map(Math::log).toArray(), (s, m) -> {
            double[] y = softmax(s);
            double all = Arrays.stream(m).sum();
            double[] back = new double[y.length];
            Arrays.setAll(back, j -> m[j] - y[j] * all);
            return back;
        }, panels());
    }

    private static double[] softmax(double[] s) {
        double most = Arrays.stream(s).max().orElseThrow();
        double[] y = Arrays.stream(s).map(score -> Math.exp(score - most)).toArray();
        double all = Arrays.stream(y).sum();
        return Arrays.stream(y).map(weight -> weight / all).toArray();
    }

    /// One for each 16 of the range of the change.
    private int panels() {
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            int row = i;
            double[] change = IntStream.range(0, x[i].length).filter(j -> x[row][j] != base[row][j])
                    .mapToDouble(j -> x[row][j] - base[row][j]).toArray();
            most = Math.max(most, Arrays.stream(change).max().orElse(0) - Arrays.stream(change).min().orElse(0));
        }
        return Math.max(1, (int) Math.ceil(most / RANGE));
    }

    /// Eight panels of nodes in place of the closed form.
    Twin layerNorm(float[] gamma, float[] beta, double epsilon) {
        return rows(row -> {
            double[] c = centred(row);
            double sigma = Math.sqrt(sum(c.length, j -> c[j] * c[j]) / c.length + epsilon);
            double[] y = new double[c.length];
            Arrays.setAll(y, j -> c[j] / sigma * gamma[j] + beta[j]);
            return y;
        }, (row, m) -> {
            double[] c = centred(row);
            double sigma = Math.sqrt(sum(c.length, j -> c[j] * c[j]) / c.length + epsilon);
            double[] g = new double[c.length];
            Arrays.setAll(g, j -> m[j] * gamma[j]);
            double[] own = centred(g);
            double along = sum(c.length, j -> c[j] * g[j]) / c.length;
            double[] back = new double[c.length];
            Arrays.setAll(back, j -> own[j] / sigma - c[j] * along / Math.pow(sigma, 3));
            return back;
        }, 8);
    }

    private static double[] centred(double[] row) {
        double mean = Arrays.stream(row).average().orElseThrow();
        return Arrays.stream(row).map(number -> number - mean).toArray();
    }
}
