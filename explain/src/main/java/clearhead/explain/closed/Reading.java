package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Reads the explained number out of a function's scores s, in double precision:
///
/// | target      | logits                | probabilities   | numbers     |
/// |-------------|-----------------------|-----------------|-------------|
/// | `logit:C`   | `s_C`                 | –               | `s_C`       |
/// | `prob:C`    | `softmax(s)_C`        | `s_C`           | –           |
/// | `logprob:C` | `log softmax(s)_C`    | `log s_C`       | –           |
/// | `diff:A,B`  | `s_A − s_B`           | `log(s_A / s_B)`| `s_A − s_B` |
/// | `entropy`   | `−Σ p log p`, p = softmax(s) | `−Σ s log s` | –       |
/// | `predicted` | `logit` of the greatest | `prob` of the greatest | `logit:0`, where there is one |
///
/// @param box     whose scores
/// @param target  is no prediction any more, and at position 0
/// @param classes how many scores there are
record Reading(ClosedBox<?> box, Target.Placed target, int classes) {

    /// Candidates that are no further apart are as good as equal.
    private static final double TIE = 1e-6;
    private static final OptionalInt ONLY = OptionalInt.of(0);

    /// What a target means for these scores of the input as it is.
    ///
    /// @throws BadInput if it is not what this function gives
    static Reading of(ClosedBox<?> box, Target target, double[] scores) {
        Scale scale = box.scale();
        return new Reading(box, switch (target) {
            case Target.Placed placed when placed.position().isPresent() && placed.position().getAsInt() != 0
                    && placed.position().getAsInt() != -1 ->
                    throw new BadInput("target", "there is no position %d".formatted(placed.position().getAsInt()), "0, the only one");
            case Target.Predicted _ -> switch (scale) {
                case LOGITS -> new Target.Logit(ONLY, greatest(scores));
                case PROBABILITIES -> new Target.Probability(ONLY, greatest(scores));
                case NUMBERS -> {
                    require(scores.length == 1, target, "the model gives %d numbers".formatted(scores.length),
                            "logit:N for one of them, or diff:A,B");
                    yield new Target.Logit(ONLY, 0);
                }
            };
            case Target.Logit(var _, int index) -> {
                require(scale != Scale.PROBABILITIES, target, "the model gives probabilities", "prob:C, logprob:C or diff:A,B");
                yield new Target.Logit(ONLY, inside(index, scores));
            }
            case Target.Probability(var _, int index) -> new Target.Probability(ONLY, classes(target, scale, index, scores));
            case Target.LogProbability(var _, int index) -> new Target.LogProbability(ONLY, classes(target, scale, index, scores));
            case Target.Difference(var _, int a, int b) -> new Target.Difference(ONLY, inside(a, scores), inside(b, scores));
            case Target.Entropy _ -> {
                classes(target, scale, 0, scores);
                yield new Target.Entropy(ONLY);
            }
            case Target.Start _, Target.End _, Target.Span _, Target.Sequence _, Target.Similarity _, Target.Activation _, Target.Each _ ->
                    throw new BadInput("target " + target.kind(), "is not what this model gives", scale == Scale.NUMBERS
                            ? "logit:N or diff:A,B"
                            : "predicted, logit:C, prob:C, logprob:C, diff:A,B or entropy");
        }, scores.length);
    }

    private static void require(boolean holds, Target target, String found, String needed) {
        if (!holds) {
            throw new BadInput("target " + target.kind(), found, needed);
        }
    }

    private static int classes(Target target, Scale scale, int index, double[] scores) {
        require(scale != Scale.NUMBERS, target, "the model gives numbers that are no classes' scores", "logit:N or diff:A,B");
        return inside(index, scores);
    }

    private static int inside(int index, double[] scores) {
        if (index < 0 || index >= scores.length) {
            throw new BadInput("target", "there is no class %d".formatted(index), "0 to %d".formatted(scores.length - 1));
        }
        return index;
    }

    /// What is said of a variant.
    ///
    /// @param all   the scores of its questions; the explained number is the mean over them
    /// @param shown the question, for an error
    Answer answer(List<double[]> all, Supplier<String> shown) {
        double value = all.stream().mapToDouble(this::value).average().orElseThrow();
        if (!Double.isFinite(value)) {
            throw new BadInput("target " + target.kind(), "a probability is 0 for %s, and has no logarithm".formatted(shown.get()),
                    "prob:C");
        }
        double[] mean = new double[classes];
        Arrays.setAll(mean, c -> all.stream().mapToDouble(scores -> scores[c]).average().orElseThrow());
        int decision = box.scale() == Scale.NUMBERS ? Answer.NONE : greatest(mean);
        int rank = explained().isEmpty() || box.scale() == Scale.NUMBERS ? Answer.NONE
                : (int) Arrays.stream(mean).filter(score -> score > mean[explained().getAsInt()]).count();
        return new Answer(new double[] {value}, decision, rank);
    }

    private double value(double[] s) {
        boolean logits = box.scale() == Scale.LOGITS;
        return switch (target) {
            case Target.Predicted _ -> throw new IllegalStateException("a prediction is resolved before it is explained");
            case Target.Logit(var _, int c) -> s[c];
            case Target.Probability(var _, int c) -> logits ? Math.exp(s[c] - logSum(s)) : s[c];
            case Target.LogProbability(var _, int c) -> logits ? s[c] - logSum(s) : Math.log(s[c]);
            case Target.Difference(var _, int a, int b) -> a == b ? 0
                    : box.scale() == Scale.PROBABILITIES ? Math.log(s[a]) - Math.log(s[b]) : s[a] - s[b];
            case Target.Entropy _ -> {
                double log = logits ? logSum(s) : 0;
                yield Arrays.stream(s).map(score -> logits ? Math.exp(score - log) * (log - score) : score == 0 ? 0
                        : -score * Math.log(score)).sum();
            }
        };
    }

    /// `log Σ exp sᵢ`; the greatest is taken out, so that nothing overflows.
    private static double logSum(double[] s) {
        double greatest = s[greatest(s)];
        double sum = 0;
        for (double score : s) {
            sum += Math.exp(score - greatest);
        }
        return greatest + Math.log(sum);
    }

    private static int greatest(double[] scores) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    private OptionalInt explained() {
        return switch (target) {
            case Target.Logit(var _, int index) -> OptionalInt.of(index);
            case Target.Probability(var _, int index) -> OptionalInt.of(index);
            case Target.LogProbability(var _, int index) -> OptionalInt.of(index);
            case Target.Difference(var _, int a, int _) -> OptionalInt.of(a);
            case Target.Predicted _, Target.Entropy _ -> OptionalInt.empty();
        };
    }

    /// What to say where another class is as good as the one that is explained.
    List<String> warnings(double[] scores) {
        if (box.scale() == Scale.NUMBERS || explained().isEmpty()) {
            return List.of();
        }
        int own = explained().getAsInt();
        Optional<Integer> rival = IntStream.range(0, classes).boxed()
                .filter(c -> c != own && Math.abs(scores[c] - scores[own]) <= TIE).findFirst();
        return rival.map(c ->
                "tie: %s is within 1e-6 of what is explained; which of them the model prefers is chance".formatted(box.label(c)))
                .stream().toList();
    }
}
