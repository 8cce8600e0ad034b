package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Site;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// All activations of one row of a batch, as the formulas give them: `[heads, rows, columns]` each.
record Activations(Map<Site, double[][][]> values) {

    static Activations of(EncoderDecoder model, Restatement.Rounding rounding, Batch source, Batch target, int row) {
        return of(model, rounding, source, target, row, (_, value) -> value);
    }

    /// With `edit` at every site.
    static Activations of(EncoderDecoder model, Restatement.Rounding rounding, Batch source, Batch target, int row,
                          BiFunction<Site, double[][][], double[][][]> edit) {
        Map<Site, double[][][]> values = new LinkedHashMap<>();
        new Restatement(model, rounding, (site, value) -> {
            double[][][] used = edit.apply(site, value);
            values.put(site, used);
            return used;
        }).logits(Models.row(source, row), Models.row(target, row));
        return new Activations(values);
    }

    /// The greatest difference at a site.
    double distance(Site site, Activations other) {
        return distance(flat(values.get(site)), flat(other.values.get(site)));
    }

    /// The greatest difference at a site from what a model recorded there, the filling of its batch left out.
    ///
    /// @param recorded `[batch, rows, columns]` or `[batch, heads, rows, columns]`
    double distance(Site site, Tensor recorded, int row) {
        double[][][] own = values.get(site);
        double distance = 0;
        for (int h = 0; h < own.length; h++) {
            for (int i = 0; i < own[h].length; i++) {
                for (int c = 0; c < own[h][i].length; c++) {
                    float value = recorded.shape().rank() == 3 ? recorded.at(row, i, c) : recorded.at(row, h, i, c);
                    distance = Math.max(distance, distance(value, own[h][i][c]));
                }
            }
        }
        return distance;
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, b.length).mapToDouble(i -> distance(a[i], b[i])).max().orElseThrow();
    }

    /// None between two −∞.
    private static double distance(double a, double b) {
        return a == b ? 0 : Math.abs(a - b);
    }

    static double[] flat(double[][][] value) {
        return Stream.of(value).flatMap(Stream::of).flatMapToDouble(DoubleStream::of).toArray();
    }
}
