package clearhead.explain.attention;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.Norm;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The attention half of a block as a sum over what it reads (Kobayashi et al. 2020, arXiv 2004.10102, and 2021, arXiv 2109.07152):
///
/// `y_i = Σ_j T_i(x_j) + b_i`, where `T_i(x_j) = L_i (Σ_h α_hij f_h(x_j) + [i = j] x_i)` and `f_h(x_j) = v_hj W_O,h`
///
/// v are the values with their bias; the output's bias belongs to b. L is the identity, or the norm behind the sum as the linear map that
/// it is with the deviation σ that it has here, `L_i z = γ (z − mean z) / σ_i`
/// (without the mean for a root mean square). Weights, values and residual stream are those of a run; the sums are in double precision.
///
/// @param weights α, head by head, `[rows, columns]`
/// @param told    f, head by head, `[columns, dModel]`
/// @param before  x, the residual stream that is added to, `[rows, dModel]`
/// @param after   y, `[rows, dModel]`
/// @param bias    of the output, `[dModel]`
/// @param norm    behind the sum, where one is
/// @param crosses whether x is no column: then it is a part behind all others
record Decomposition(List<Matrix> weights, List<Matrix> told, Matrix before, Matrix after, double[] bias, Optional<Norm> norm,
                     boolean crosses) {

    private static final Set<Kind> WANTED = EnumSet.of(Kind.PATTERN, Kind.CROSS_PATTERN, Kind.V, Kind.CROSS_V, Kind.RESID_PRE,
            Kind.RESID_CROSS, Kind.RESID_MID);

    /// Whether a run has to remember this.
    static boolean wants(Site site) {
        return WANTED.contains(site.kind());
    }

    /// Of a layer of a run.
    static Decomposition of(Watched run, AttentionSite site, int layer) {
        Block block = run.block(site, layer);
        Attention attention = site.of(block);
        Tensor values = run.trace().get(site.values(layer));                                 // [1, kvHeads, columns, dHead]
        Tensor out = attention.out().weight();                                               // [heads · dHead, dModel]
        int columns = values.dim(2);
        int dHead = values.dim(3);
        int width = out.dim(1);
        int group = attention.heads() / values.dim(1);
        List<Matrix> told = IntStream.range(0, attention.heads()).mapToObj(h ->
                Matrix.of(values, h / group * columns * dHead, columns, dHead)
                .times(Matrix.of(out, h * dHead * width, dHead, width))).toList();
        double[] bias = attention.out().bias().map(numbers -> Matrix.of(numbers, 0, 1, width).values()).orElse(new double[width]);
        Tensor before = run.trace().get(site.before(layer));
        Tensor after = run.trace().get(site.after(block, layer));
        return new Decomposition(run.heads(site, layer), told, Matrix.of(before, 0, before.dim(1), width),
                Matrix.of(after, 0, after.dim(1), width), bias,
                block.order() == Block.Order.POST_NORM ? Optional.of(site.norm(block)) : Optional.empty(), site.crosses());
    }

    /// What row i reads of each column, `Σ_h α_hij f_h(x_j)`: `[columns][dModel]`.
    double[][] read(int i) {
        double[][] read = new double[told.getFirst().rows()][bias.length];
        for (int h = 0; h < told.size(); h++) {
            for (int j = 0; j < read.length; j++) {
                double weight = weights.get(h).at(i, j);
                for (int d = 0; d < bias.length; d++) {
                    read[j][d] += weight * told.get(h).at(j, d);
                }
            }
        }
        return read;
    }

    /// `T_i(x_j)`: `[columns][dModel]`, with x itself behind them where it is none of them.
    double[][] parts(int i) {
        double[][] parts = read(i);
        if (crosses) {
            parts = Arrays.copyOf(parts, parts.length + 1);
            parts[parts.length - 1] = new double[bias.length];
        }
        add(parts[crosses ? parts.length - 1 : i], row(before, i));
        if (norm.isPresent()) {
            double[] sum = bias.clone();
            Arrays.stream(parts).forEach(part -> add(sum, part));
            double deviation = deviation(sum);
            Arrays.stream(parts).forEach(part -> scale(part, deviation));
        }
        return parts;
    }

    /// `b_i`.
    double[] rest(int i) {
        double[] rest = bias.clone();
        if (norm.isPresent()) {
            double[] sum = bias.clone();
            add(sum, row(before, i));
            Arrays.stream(read(i)).forEach(part -> add(sum, part));
            scale(rest, deviation(sum));
            norm.get().bias().ifPresent(beta -> add(rest, Matrix.of(beta, 0, 1, bias.length).values()));
        }
        return rest;
    }

    double[] output(int i) {
        return row(after, i);
    }

    private static double[] row(Matrix matrix, int i) {
        return Arrays.copyOfRange(matrix.values(), i * matrix.columns(), (i + 1) * matrix.columns());
    }

    private static void add(double[] to, double[] numbers) {
        for (int d = 0; d < to.length; d++) {
            to[d] += numbers[d];
        }
    }

    /// σ, or the root mean square.
    private double deviation(double[] z) {
        double mean = mean(z);
        return Math.sqrt(Arrays.stream(z).map(x -> (x - mean) * (x - mean)).sum() / z.length + norm.orElseThrow().epsilon());
    }

    /// What the norm takes away: nothing if it goes by the root mean square.
    private double mean(double[] z) {
        return norm.orElseThrow().bias().isPresent() ? Arrays.stream(z).sum() / z.length : 0;
    }

    private void scale(double[] z, double deviation) {
        double mean = mean(z);
        Tensor gamma = norm.orElseThrow().weight();
        for (int d = 0; d < z.length; d++) {
            z[d] = gamma.at(d) * (z[d] - mean) / deviation;
        }
    }
}
