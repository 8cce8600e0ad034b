package clearhead.explain.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Ridge regression (Hoerl & Kennard 1970, doi 10.1080/00401706.1970.10488634) of what a model says:
///
/// `min Σ_j |y_j − b − W z_j|² + λ n |W|²`, so `W = (ZᵀZ + λ n I)⁻¹ Zᵀ Y`
///
/// z are the features, each with mean 0 and variance 1, so that it does not matter what they are measured in. For classes y are the
/// log-probabilities less their mean over the classes: a model that is itself a softmax of weights is then found exactly, and what is
/// learned is a logistic model, without iterations (Ba & Caruana 2014, arXiv 1312.6184, on learning from such scores). λ is the one that
/// does best on the validation part, of equally good ones the greatest.
final class Ridge {

    private static final double[] STRENGTHS = {10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8};

    private Ridge() {}

    static Distilled.Weights learn(Lesson lesson, double[][] x, Parts parts) {
        Distilled.Weights best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double strength : STRENGTHS) {
            Distilled.Weights weights = learn(lesson, x, parts.training(), strength);
            double missed = IntStream.of(parts.validation()).mapToDouble(row ->
                    distance(weights.say(x[row]).outputs(), lesson.output(row))).sum();
            if (missed < least) {
                least = missed;
                best = weights;
            }
        }
        return best;
    }

    private static Distilled.Weights learn(Lesson lesson, double[][] x, int[] rows, double strength) {
        int n = rows.length;
        int features = x[0].length;
        double[][] y = Arrays.stream(rows).mapToObj(row -> target(lesson, row)).toArray(double[][]::new);
        double[] middle = means(y);
        double[][] chosen = Distilled.rows(x, rows);
        double[] mean = means(chosen);
        double[] deviation = IntStream.range(0, features).mapToDouble(i -> Math.sqrt(
                Arrays.stream(chosen).mapToDouble(row -> (row[i] - mean[i]) * (row[i] - mean[i])).sum() / n)).toArray();

        DMatrixRMaj z = new DMatrixRMaj(n, features);                                            // Z
        DMatrixRMaj targets = new DMatrixRMaj(n, middle.length);                                 // Y
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < features; i++) {
                z.set(j, i, deviation[i] > 0 ? (chosen[j][i] - mean[i]) / deviation[i] : 0);
            }
            for (int c = 0; c < middle.length; c++) {
                targets.set(j, c, y[j][c] - middle[c]);
            }
        }
        DMatrixRMaj gram = new DMatrixRMaj(features, features);                                  // ZᵀZ + λ n I
        CommonOps_DDRM.multTransA(z, z, gram);
        for (int i = 0; i < features; i++) {
            gram.add(i, i, strength * n);
        }
        DMatrixRMaj right = new DMatrixRMaj(features, middle.length);                            // ZᵀY
        CommonOps_DDRM.multTransA(z, targets, right);
        DMatrixRMaj solved = new DMatrixRMaj(features, middle.length);
        CommonOps_DDRM.solve(gram, right, solved);

        double[][] weights = IntStream.range(0, middle.length).mapToObj(c -> IntStream.range(0, features)
                .mapToDouble(i -> deviation[i] > 0 ? solved.get(i, c) / deviation[i] : 0).toArray()).toArray(double[][]::new);
        double[] intercept = IntStream.range(0, middle.length).mapToDouble(c -> middle[c]
                - IntStream.range(0, features).mapToDouble(i -> weights[c][i] * mean[i]).sum()).toArray();
        return new Distilled.Weights(weights, intercept, lesson.classes(), strength);
    }

    private static double[] target(Lesson lesson, int row) {
        if (!lesson.classes()) {
            return lesson.output(row);
        }
        Said said = lesson.said().get(row);
        double[] logs = IntStream.range(0, said.classes()).mapToDouble(said::log).toArray();
        double mean = Arrays.stream(logs).sum() / logs.length;
        return Arrays.stream(logs).map(log -> log - mean).toArray();
    }

    private static double[] means(double[][] rows) {
        return IntStream.range(0, rows[0].length).mapToDouble(i -> Arrays.stream(rows).mapToDouble(row -> row[i]).sum() / rows.length)
                .toArray();
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum();
    }
}
