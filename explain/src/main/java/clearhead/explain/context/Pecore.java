package clearhead.explain.context;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.explain.BlackBox;
import clearhead.explain.Cost;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// PECoRe (Sarti et al. 2024, arXiv 2310.01188), in two steps:
///
/// 1. Which written tokens are sensitive to the context: `m(t) = D(p(·|context, y₁ … yₜ₋₁) ‖ p(·|no context, y₁ … yₜ₋₁))`, selected by a
///    [Selection].
/// 2. Of each of these, which tokens of the context it relies on: the contrast `log p(yₜ) − log p(y*ₜ)` with the context, explained by any
///    method; y*ₜ is what the model would have preferred without, its likeliest token that is not yₜ.
///
/// @param selection which tokens are sensitive
/// @param method    explains the contrasts
public record Pecore(Selection selection, Explainer<? super WhiteBox> method) {

    /// What a written token relies on.
    ///
    /// @param written what the model wrote, or might have
    /// @throws BadInput if it does not write
    public ContextReliance of(WhiteBox model, Contextual input, Words written) {
        if (model.gives() != BlackBox.Gives.NEXT) {
            throw new BadInput("context", "this model reads, and does not write", "a decoder such as gpt2 or llama, or an encoder-decoder");
        }
        float[][] with = rows(model, input.with(Optional.of(written)));
        float[][] without = rows(model, input.without(written));
        List<ContextReliance.Step> steps = IntStream.range(0, written.size())
                .mapToObj(t -> step(written, t, with[t], without[t])).toList();
        double[] measures = steps.stream().mapToDouble(step -> step.measure(selection.measure())).toArray();

        List<ContextReliance.Cue> cues = new ArrayList<>();
        List<Explanation> explanations = new ArrayList<>();
        for (int t : selection.of(measures)) {
            int own = steps.get(t).token().id();
            int other = best(without[t], own);
            Explanation explanation = method.explain(model, input.with(before(written, t)),
                    new Target.Difference(OptionalInt.empty(), own, other));
            explanations.add(explanation);
            float[] all = explanation.rows().stream().findFirst().map(Explanation.Row::scores).orElseThrow(() ->
                    new BadInput("method " + explanation.method().id(), "scores pairs of tokens",
                            "one that scores each token, such as occlusion"));
            float[] scores = new float[input.context().length];
            IntStream.range(0, scores.length).forEach(i -> scores[i] = all[input.context()[i]]);
            cues.add(new ContextReliance.Cue(t, other, model.shown(other), (double) with[t][own] - with[t][other],
                    (double) without[t][own] - without[t][other], scores));
        }
        return new ContextReliance(model.info(), input, written, selection, selection.threshold(measures), steps, cues,
                explanations.stream().findFirst().map(Explanation::method), cost(explanations, input, written),
                warnings(explanations, steps));
    }

    /// What the model expects for each written token, `[written][vocab]`.
    private static float[][] rows(WhiteBox model, Input input) {
        Tensor output = model.forward(input, 1, Pass.PLAIN);                                            // [1, positions, vocab]
        int first = model.firstTarget(input);
        return IntStream.range(first, first + input.targets().size()).mapToObj(t -> output.slice(1, t, t + 1).toArray())
                .toArray(float[][]::new);
    }

    /// `KL(p ‖ q) = Σ p (log p − log q)`, and what became of the token that was written.
    private static ContextReliance.Step step(Words written, int t, float[] with, float[] without) {
        double[] p = logSoftmax(with);
        double[] q = logSoftmax(without);
        double divergence = 0;
        for (int v = 0; v < p.length; v++) {
            divergence += Math.exp(p[v]) * (p[v] - q[v]);
        }
        int own = written.tokens().get(t).id();
        return new ContextReliance.Step(written.tokens().get(t), Math.max(0, divergence), p[own], q[own]);
    }

    /// In double precision: `zᵢ − max z − log Σ exp(z − max z)`.
    private static double[] logSoftmax(float[] z) {
        double max = Float.NEGATIVE_INFINITY;
        for (float one : z) {
            max = Math.max(max, one);
        }
        double sum = 0;
        for (float one : z) {
            sum += Math.exp(one - max);
        }
        double log = max + Math.log(sum);
        return IntStream.range(0, z.length).mapToDouble(v -> z[v] - log).toArray();
    }

    private static int best(float[] scores, int but) {
        return IntStream.range(0, scores.length).filter(v -> v != but).reduce((a, b) -> scores[b] > scores[a] ? b : a)
                .orElseThrow(() -> new BadInput("context", "the model knows one token only", "two at least"));
    }

    /// What stands before a written token; empty before the first.
    private static Optional<Words> before(Words written, int t) {
        return t == 0 ? Optional.empty() : Optional.of(new Words(written.texts(), written.tokens().subList(0, t),
                Arrays.copyOf(written.types(), t), Arrays.copyOf(written.sources(), t), false));
    }

    /// Both readings, and what the explanations took.
    private static Cost cost(List<Explanation> explanations, Contextual input, Words written) {
        return explanations.stream().map(Explanation::cost).reduce(
                new Cost(2, 0, input.with().size() + input.without().size() + 2L * written.size(), 0, 0),
                (a, b) -> new Cost(a.forwards() + b.forwards(), a.backwards() + b.backwards(), a.tokens() + b.tokens(),
                        a.nanos() + b.nanos(), Math.max(a.peakBytes(), b.peakBytes())));
    }

    private List<String> warnings(List<Explanation> explanations, List<ContextReliance.Step> steps) {
        Set<String> warnings = new LinkedHashSet<>();
        explanations.forEach(explanation -> warnings.addAll(explanation.warnings()));
        if (steps.size() == 1 && selection.top().isEmpty()) {
            warnings.add("one token alone is not above the mean of its kind: --top 1 selects it");
        }
        return List.copyOf(warnings);
    }
}
