package clearhead.explain.gradient;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// What the methods that look at one gradient, ∂F/∂x at the input itself, have in common.
final class LocalGradient {

    private LocalGradient() {}

    /// @param score from the rows and the gradient, each `[1, rows, width]`, to scores `[1, rows]`
    /// @param warnings what to say of these leaves
    static Explanation explain(WhiteBox model, Input input, Target target, Explanation.Method method, BinaryOperator<Tensor> score,
                               Function<List<Leaf>, List<String>> warnings) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.open(Probe.NONE);
        Tensor x = look.x();                                                        // [1, rows, width]
        List<Tensor> gradients = meter.gradients(look);                             // for each number [1, rows, width]
        List<Explanation.Row> rows = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            rows.add(new Explanation.Row(score.apply(x, gradients.get(i)).toArray(), look.values().get(i).item(), OptionalDouble.empty()));
        }
        return meter.explanation(method, meter.scores(rows), 0, warnings.apply(meter.leaves()));
    }
}
