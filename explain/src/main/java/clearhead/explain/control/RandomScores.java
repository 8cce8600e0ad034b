package clearhead.explain.control;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
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

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard("random", "Random (control)", MethodCard.Needs.ANSWERS,
            "nothing: what every method must beat", "1 forward", "a control", true, "Random numbers: what a method must beat.",
            settings -> new RandomScores(settings.seed()));

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        List<Tensor> values = look.values();
        List<Explanation.Row> rows = IntStream.range(0, values.size()).mapToObj(row -> {
            float[] scores = new float[look.x().dim(1)];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) Seeds.normal(Seeds.mix(seed, row), i);
            }
            return new Explanation.Row(scores, values.get(row).item(), OptionalDouble.empty());
        }).toList();
        return meter.explanation(new Explanation.Method("random", Map.of(), "random numbers add up to nothing"), meter.scores(rows), seed,
                List.of("random numbers: the control that every method must beat"));
    }
}
