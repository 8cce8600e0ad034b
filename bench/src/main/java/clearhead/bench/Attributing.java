package clearhead.bench;

import clearhead.core.pretrained.Pretrained;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Quadrature;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.gradient.IntegratedGradients;
import java.util.Optional;
import java.util.OptionalInt;

/// We, explaining a similarity, as a user would: the other text is read anew each time, the model's answer and the gap are part of it.
final class Attributing implements Contender.Job {

    private static final double TOLERANCE = 0.01;

    private final OpenModel model = OpenModel.of(Pretrained.open("jar:minilm"));
    private final Input input;
    private final IntegratedGradients method;

    Attributing(int[] text, int[] other, int steps) {
        input = new Input.Text(words(text), Optional.empty(), Optional.of(words(other)));
        method = new IntegratedGradients(Replacement.Plain.ZERO, Quadrature.GAUSS_LEGENDRE,
                steps == 0 ? OptionalInt.empty() : OptionalInt.of(steps), TOLERANCE, true);
    }

    private static Words words(int[] ids) {
        return Words.of(ids, new int[ids.length], Optional.empty());
    }

    @Override public void run() {
        explain();
    }

    @Override public float[] result() {
        return explain().matrix()[0];
    }

    private Explanation explain() {
        return method.explain(model, input, new Target.Similarity(true));
    }
}
