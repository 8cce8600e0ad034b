package clearhead.explain.control;

import clearhead.autograd.Seeds;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The control: numbers of the normal distribution that know nothing of the model. A method that does no better explains nothing.
///
/// @param seed which numbers
public record RandomScores(long seed) implements Explainer<WhiteBox> {

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input);
        int tokens = input.tokens().size();
        int count = target instanceof Target.Each ? input.targets().size() : 1;
        List<Explanation.Row> rows = IntStream.range(0, count).mapToObj(row -> {
            float[] scores = new float[tokens];
            for (int i = 0; i < tokens; i++) {
                scores[i] = (float) Seeds.normal(Seeds.mix(seed, row), i);
            }
            return new Explanation.Row(scores, Optional.empty());
        }).toList();
        return new Explanation(new Explanation.Method("random", Map.of(), "random numbers add up to nothing"), model.info(), input, target, rows, seed, meter.cost(),
                List.of("random numbers: the control that every method must beat"));
    }
}
