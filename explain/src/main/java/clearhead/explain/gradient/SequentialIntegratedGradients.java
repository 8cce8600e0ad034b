package clearhead.explain.gradient;

import clearhead.autograd.Tensor;
import clearhead.core.probe.Probe;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.MethodCard;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Sequential integrated gradients (Enguehard 2023, arXiv 2305.15853): each token goes its own way while the others stay what they are,
///
/// `φᵢ = ⟨xᵢ − x′ᵢ, ∫₀¹ ∂F/∂xᵢ (x₁ … x′ᵢ + α(xᵢ − x′ᵢ) … xₙ) dα⟩`
///
/// so that the model never reads a text whose tokens are all half gone. Summed over the width, as here, the integral is
/// `F(x) − F(x without token i)`: what occlusion finds with the same replacement. That is also how the number of nodes is judged, token by
/// token; together the scores need not add up to anything.
///
/// @param each how each token's integral is taken
public record SequentialIntegratedGradients(IntegratedGradients each) implements Explainer<WhiteBox> {

    private static final String ID = "sequential-ig";

    /// What one should know of it.
    public static final MethodCard CARD = new MethodCard(ID, "Sequential integrated gradients", MethodCard.Needs.GRADIENTS,
            "each score is F(x) − F(x without its token), up to the gap that is told",
            "tokens · (steps + 1) + 1 forwards, tokens · steps backwards", "Enguehard 2023, arXiv 2305.15853", true,
            "What the value loses with each token alone, the others as they are; not shares of one sum.",
            settings -> new SequentialIntegratedGradients(IntegratedGradients.of(settings)));

    private static final String GAP = "each token's path begins at an input of its own, so the scores need not add up";

    /// What one token's path came to, for each of the explained numbers.
    private record Part(int token, List<Doubling.Difference> explained, List<Doubling.Integral> integrals) {}

    @Override public Explanation explain(WhiteBox model, Input input, Target target) {
        Meter meter = new Meter(model, input, target);
        Meter.Look look = meter.look(Probe.NONE);
        Tensor x = look.x();                                                                     // [1, rows, width]
        Tensor empty = meter.without(x, each.replacement(), each.special());
        Slopes slopes = each.slopes(meter, Path.straight(empty, x));
        boolean[] special = Leaf.special(meter.leaves());
        List<Part> parts = IntStream.range(0, special.length).filter(token -> each.special() || !special[token]).mapToObj(token -> {
            Tensor without = replaced(x, token, empty);
            List<Tensor> baselines = meter.at(without);
            List<Doubling.Difference> explained = IntStream.range(0, baselines.size()).mapToObj(number ->
                    new Doubling.Difference(look.values().get(number).item(), baselines.get(number).item())).toList();
            return new Part(token, explained, each.integrals(Path.straight(without, x), slopes, explained));
        }).toList();
        List<String> warnings = new ArrayList<>(FirstNorm.fromZero(model, meter.leaves(), meter.used(each.replacement())));
        List<Doubling.Integral> gathered = IntStream.range(0, look.values().size()).mapToObj(number -> {
            warnings(parts, number).forEach(warnings::add);
            return gathered(parts, number, special.length);
        }).toList();
        List<Explanation.Row> rows = IntStream.range(0, gathered.size()).mapToObj(number ->
                new Explanation.Row(gathered.get(number).scores(), look.values().get(number).item(), OptionalDouble.empty())).toList();
        return meter.explanation(new Explanation.Method(ID, each.settings(meter, gathered), GAP), meter.scores(rows), 0, warnings);
    }

    /// One row of x replaced by that of another, `[1, rows, width]`.
    private static Tensor replaced(Tensor x, int row, Tensor by) {
        return Tensor.concat(1, x.slice(1, 0, row), by.slice(1, row, row + 1), x.slice(1, row + 1, x.dim(1)));
    }

    /// The scores of all tokens for one explained number.
    private static Doubling.Integral gathered(List<Part> parts, int number, int tokens) {
        float[] scores = new float[tokens];
        parts.forEach(part -> scores[part.token] = part.integrals.get(number).scores()[part.token]);
        List<Doubling.Integral> integrals = parts.stream().map(part -> part.integrals.get(number)).toList();
        return new Doubling.Integral(scores, integrals.stream().mapToInt(Doubling.Integral::steps).max().orElse(0),
                integrals.stream().flatMapToDouble(integral -> integral.change().stream()).max());
    }

    /// What to say where a token's score is not the difference that the token makes.
    private Stream<String> warnings(List<Part> parts, int number) {
        Doubling doubling = each.doubling(1);
        List<Part> open = parts.stream().filter(part -> !doubling.closes(part.explained.get(number), part.integrals.get(number))).toList();
        return open.stream().limit(1).map(part -> ("%swith %d nodes the score of token %d is %s, but without it the value changes by "
                + "%s, within %s %%%s").formatted(Explanation.Row.name(number, part.explained.size()), part.integrals.get(number).steps(), part.token,
                        (float) part.integrals.get(number).sum(), (float) part.explained.get(number).size(),
                        (float) (100 * each.tolerance()),
                        open.size() == 1 ? "" : "; so it is with %d more".formatted(open.size() - 1)));
    }
}
