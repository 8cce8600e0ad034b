package clearhead.explain.attention;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// How the weights of several heads become one matrix.
public enum Heads {
    /// Their mean.
    MEAN,
    /// The greatest.
    MAX,
    /// The smallest.
    MIN;

    Matrix reduce(List<Matrix> heads) {
        return switch (this) {
            case MEAN -> fold(heads, Double::sum).map(sum -> sum / heads.size());
            case MAX -> fold(heads, Math::max);
            case MIN -> fold(heads, Math::min);
        };
    }

    private static Matrix fold(List<Matrix> heads, DoubleBinaryOperator with) {
        double[] values = heads.getFirst().values().clone();
        for (Matrix head : heads.subList(1, heads.size())) {
            for (int i = 0; i < values.length; i++) {
                values[i] = with.applyAsDouble(values[i], head.values()[i]);
            }
        }
        return new Matrix(heads.getFirst().rows(), heads.getFirst().columns(), values);
    }
}
