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
        return heads.stream().reduce((a, b) -> a.each(b, with)).orElseThrow();
    }
}
