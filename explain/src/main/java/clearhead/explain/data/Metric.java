package clearhead.explain.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// How well answers agree with labels.
public enum Metric {

    /// The share of the examples whose class is right.
    ACCURACY("accuracy", 1),
    /// The mean of −log p of the class that is right.
    LOG_LOSS("log-loss", -1),
    /// `1 − MSE / Var`: the share of the labels' variance that is explained.
    R2("R²", 1),
    /// The mean squared error.
    SQUARED_ERROR("mean squared error", -1);

    private final String title;
    private final int better;

    Metric(String title, int better) {
        this.title = title;
        this.better = better;
    }

    /// Its name for people.
    public String title() {
        return title;
    }

    /// Those that fit the labels.
    static List<Metric> of(Labels labels) {
        return switch (labels) {
            case Labels.Classes _ -> List.of(ACCURACY, LOG_LOSS);
            case Labels.Numbers _ -> List.of(R2, SQUARED_ERROR);
        };
    }

    /// How much worse the second value is.
    double drop(double before, double after) {
        return better * (before - after);
    }

    /// Its value.
    ///
    double of(Labels labels, List<Said> said) {
        return switch (labels) {
            case Labels.Classes(int[] index) -> this == ACCURACY
                    ? mean(index.length, i -> said.get(i).decision() == index[i] ? 1 : 0)
                    : mean(index.length, i -> -said.get(i).log(index[i]));
            case Labels.Numbers(double[] value) -> {
                double error = mean(value.length, i -> Math.pow(said.get(i).scores()[0] - value[i], 2));
                yield this == SQUARED_ERROR ? error : 1 - error / variance(value);
            }
        };
    }

    /// As a population: divided by N. Equal labels have none, and no R².
    private static double variance(double[] value) {
        double mean = Arrays.stream(value).average().orElseThrow();
        return mean(value.length, i -> (value[i] - mean) * (value[i] - mean));
    }

    private static double mean(int n, IntToDoubleFunction term) {
        return IntStream.range(0, n).mapToDouble(term).sum() / n;
    }
}
