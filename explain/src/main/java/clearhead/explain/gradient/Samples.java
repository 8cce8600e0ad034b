package clearhead.explain.gradient;

import clearhead.explain.Explanation;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// The scores that each of several random draws gave for one explained number, `[samples][rows]`.
record Samples(float[][] scores) {

    Samples(int samples, int rows) {
        this(new float[samples][rows]);
    }

    /// `1/n · Σ of(s)` over the samples s of a row.
    double mean(int row, DoubleUnaryOperator of) {
        return IntStream.range(0, scores.length).mapToDouble(k -> of.applyAsDouble(scores[k][row])).reduce(0, Double::sum) / scores.length;
    }

    /// The standard error of that mean: `√(Σ (of(s) − mean)² / (n − 1) / n)`.
    double error(int row, DoubleUnaryOperator of) {
        double mean = mean(row, of);
        double variance = mean(row, s -> (of.applyAsDouble(s) - mean) * (of.applyAsDouble(s) - mean));
        return Math.sqrt(variance / (scores.length - 1));
    }

    /// What the samples say of each row; nobody knows the error of a single one.
    Explanation.Row row(double value, IntToDoubleFunction score, IntToDoubleFunction error) {
        return new Explanation.Row(floats(score), value, OptionalDouble.empty(), scores.length == 1 ? new float[0] : floats(error));
    }

    private float[] floats(IntToDoubleFunction of) {
        float[] floats = new float[scores[0].length];
        for (int row = 0; row < floats.length; row++) {
            floats[row] = (float) of.applyAsDouble(row);
        }
        return floats;
    }
}
