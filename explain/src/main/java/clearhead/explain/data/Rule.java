package clearhead.explain.data;

import java.util.List;

/// Conditions that hold together.
record Rule(List<Condition> conditions) {

    boolean holds(double[] x) {
        return conditions.stream().allMatch(condition -> condition.holds(x));
    }

    /// One side of a threshold.
    record Condition(int feature, double threshold, boolean high) {

        boolean holds(double[] x) {
            return x[feature] > threshold == high;
        }
    }
}
