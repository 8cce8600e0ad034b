package clearhead.bench;

import clearhead.core.pretrained.Pretrained;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.methods.Methods;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// We, estimating: with so many calls of the model that the error is what it may be.
final class Estimating implements Contender.Job {

    private static final int FIRST = 512;
    private static final int LEAST = 64;
    private static final int RUNS = 4;
    private static final int COMPLETE = 100_000;

    private final OpenModel model;
    private final Input input;
    private final Estimate.How how;
    private final int budget;
    private final float[] mean;
    private final String remark;
    private long seed;
    private long calls;

    /// Finds out how many: errors shrink with the root of the number of calls.
    Estimating(Estimate.How how, int[] text, int[] other) {
        Pretrained opened = Pretrained.open("jar:minilm");
        this.how = how;
        model = OpenModel.of(opened);
        input = new Input.Text(Words.of(text, new int[text.length], opened.tokenizer()), Optional.empty(),
                Optional.of(Words.of(other, new int[other.length], opened.tokenizer())));
        if (how == Estimate.How.OWEN) {
            budget = COMPLETE;
            mean = scores(budget);
            remark = "%,d calls, complete".formatted(calls);
            return;
        }
        double first = error(runs(FIRST));
        String atFirst = "%.1f %% with %,d calls".formatted(100 * first, calls);
        budget = (int) Math.max(LEAST, Math.ceil(FIRST * Math.pow(first / Estimate.GOAL, 2)));
        float[][] runs = runs(budget);
        mean = mean(runs);
        remark = "%,d calls for an error of %.1f %% (%s)".formatted(calls, 100 * error(runs), atFirst);
    }

    @Override public void run() {
        scores(budget);
    }

    @Override public float[] result() {
        return mean;
    }

    @Override public String remark() {
        return remark;
    }

    private float[][] runs(int budget) {
        return IntStream.range(0, RUNS).mapToObj(_ -> scores(budget)).toArray(float[][]::new);
    }

    /// Those of the words.
    private float[] scores(int budget) {
        Explanation explanation = method(budget).explain(model, input, new Target.Similarity(true));
        calls = explanation.cost().forwards();
        return Arrays.copyOfRange(explanation.matrix()[0], 1, 1 + Estimate.EXACT.length);
    }

    private Explainer<BlackBox> method(int budget) {
        Map<String, String> settings = switch (how) {
            case KERNEL_SHAP, LIME -> Map.of("samples", String.valueOf(budget));
            case SHAPLEY_SAMPLING -> Map.of("permutations", String.valueOf(2 * Math.max(1, budget / (2 * Estimate.EXACT.length))));
            case OWEN -> Map.of("evaluations", String.valueOf(budget));
        };
        return Methods.named(how.name().toLowerCase().replace('_', '-')).asking(settings, seed++);
    }

    private double error(float[][] runs) {
        float[] exact = how == Estimate.How.LIME ? mean(runs) : Estimate.EXACT;
        double sum = 0;
        for (float[] run : runs) {
            for (int i = 0; i < exact.length; i++) {
                sum += Math.pow(run[i] - exact[i], 2);
            }
        }
        int free = how == Estimate.How.LIME ? runs.length - 1 : runs.length;              // the mean is made of them
        return Math.sqrt(sum / free / exact.length) / Estimate.largest(exact);
    }

    private static float[] mean(float[][] runs) {
        float[] mean = new float[runs[0].length];
        for (int i = 0; i < mean.length; i++) {
            int at = i;
            mean[i] = (float) Arrays.stream(runs).mapToDouble(run -> run[at]).average().orElseThrow();
        }
        return mean;
    }
}
