package clearhead.explain.gradient;

import clearhead.autograd.Tensor;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;

/// What the methods that look at one gradient, ∂F/∂x at the input itself, have in common.
final class LocalGradient {

    private LocalGradient() {}

    /// @param score from the embeddings and the gradient, each `[1, seq, dModel]`, to scores `[1, seq]`
    static Explanation explain(WhiteBox model, Input input, Target target, Explanation.Method method, BinaryOperator<Tensor> score,
                               List<String> warnings) {
        Meter meter = new Meter(model, input);
        Meter.Run run = meter.open();
        Tensor x = run.embeddings();                                                // [1, seq, dModel]
        List<Explanation.Row> rows = target.of(run.logits(), input).stream().map(value -> new Explanation.Row(
                score.apply(x.detach(), meter.gradient(value, x)).toArray(), value.item(), OptionalDouble.empty())).toList();
        return new Explanation(method, model.info(), input, target, rows, 0, meter.cost(), warnings);
    }
}
