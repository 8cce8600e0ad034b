package clearhead.explain.report;

import clearhead.explain.Explanation;
import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether the scores of a row add up: `gap = value − baseline − Σ scores`.
///
/// @param value    F(x), what was explained
/// @param baseline F(x′), the same for the input that stands for "nothing"
/// @param gap      what the scores leave unexplained, or explain too much
public record Balance(double value, double baseline, double gap) {

    public Balance {
        Sheet.requireFinite(value, "value");
        Sheet.requireFinite(baseline, "baseline");
        Sheet.requireFinite(gap, "gap");
    }

    static Balance of(Explanation.Balance balance) {
        return new Balance(balance.value(), balance.baseline(), balance.gap());
    }

    /// True where the gap is more than 1 % of the difference that is explained.
    @JsonProperty public boolean marked() {
        return Math.abs(gap) > 0.01 * Math.abs(value - baseline);
    }
}
