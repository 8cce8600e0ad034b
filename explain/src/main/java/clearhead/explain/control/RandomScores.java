package clearhead.explain.control;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The control: numbers of the normal distribution that know nothing of the model. A method that does no better explains nothing.
/// The model runs once, only to say which number goes unexplained.
///
/// @param seed which numbers
public record RandomScores(long seed) implements Explainer<WhiteBox> {

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input);
        List<Tensor> values = target.of(meter.forward(Probe.NONE), input);
        List<Explanation.Row> rows = IntStream.range(0, values.size()).mapToObj(row -> {
            float[] scores = new float[input.tokens().size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) Seeds.normal(Seeds.mix(seed, row), i);
            }
            return new Explanation.Row(scores, values.get(row).item(), OptionalDouble.empty());
        }).toList();
        return new Explanation(new Explanation.Method("random", Map.of(), "random numbers add up to nothing"), model.info(), input, target,
                rows, seed, meter.cost(), List.of("random numbers: the control that every method must beat"));
    }
}
