package clearhead.core.model;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Site;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the formulas make of one text.
///
/// @param values all activations, `[heads, rows, columns]` each
/// @param result what the model gives, `[rows, columns]`
record Activations(Map<Site, double[][][]> values, double[][] result) {

    static Activations of(Model<?> model, Formulas.Rounding rounding, Text text) {
        return of(model, rounding, text, (_, value) -> value);
    }

    /// With `edit` at every site.
    static Activations of(Model<?> model, Formulas.Rounding rounding, Text text, BiFunction<Site, double[][][], double[][][]> edit) {
        Map<Site, double[][][]> values = new LinkedHashMap<>();
        double[][] result = new Restatement(model, rounding, (site, value) -> {
            double[][][] used = edit.apply(site, value);
            values.put(site, used);
            return used;
        }).result(text);
        return new Activations(values, result);
    }

    /// The greatest difference at a site.
    double distance(Site site, Activations other) {
        return distance(flat(values.get(site)), flat(other.values.get(site)));
    }

    /// The greatest difference at a site from what a model recorded there of a text alone.
    double distance(Site site, Tensor recorded) {
        return distance(recorded, flat(values.get(site)));
    }

    /// The greatest difference of the results.
    double distance(Activations other) {
        return distance(flat(result), flat(other.result));
    }

    /// The greatest difference from what a model gives for a text alone.
    double distance(Tensor given) {
        return distance(given, flat(result));
    }

    private static double distance(Tensor given, double[] expected) {
        double[] values = IntStream.range(0, given.shape().size()).mapToDouble(given.buffer()::get).toArray();
        return distance(values, expected);
    }

    /// @throws IllegalArgumentException if they are not as many
    private static double distance(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("%d numbers and %d".formatted(a.length, b.length));
        }
        return IntStream.range(0, b.length).mapToDouble(i -> distance(a[i], b[i])).max().orElseThrow();
    }

    /// None between two −∞.
    private static double distance(double a, double b) {
        return a == b ? 0 : Math.abs(a - b);
    }

    static double[] flat(double[][]... value) {
        return Stream.of(value).flatMap(Stream::of).flatMapToDouble(DoubleStream::of).toArray();
    }
}
