package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.core.BadInput;
import clearhead.explain.Answer;
import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

/// ReAGent, the recursive attribution generator (Zhao & Shan 2024, arXiv 2402.00794): replace some tokens, 30 % of them, by others that are
/// [Plausible] there, and move the scores by how far the target's probability p falls,
///
/// `Δ = p(x) − p(x with R replaced)`,  `sᵢ ← sᵢ + logit((1 + Δ)/2)` for i in R, `sᵢ − logit((1 + Δ)/2)` for the others,
///
/// until the target is among the 3 likeliest again with nothing but the 5 highest tokens kept (half of them, where there are fewer than
/// 10, since with all of them kept it always is). The scores of a run are `softmax(s)`. They begin at random, so a single run says
/// little: the scores are the mean over several, with its standard error.
///
/// Nothing is removed: what a model has never seen, an empty place, it is not asked about. What is explained is the probability, also where
/// a logit was asked for.
///
/// @param model names a model that proposes tokens; empty for the explained one
/// @param ratio of tokens that a probe replaces
/// @param keep  tokens that are kept to see whether they are enough
/// @param top   the target has to be one of so many
/// @param runs  how many
/// @param steps of a run at most
/// @param seed  where they come from
public record ReAgent(Optional<String> model, double ratio, int keep, int top, int runs, int steps, long seed) implements Explainer<BlackBox> {

    private static final String ID = "reagent";

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking(ID, "ReAGent",
            "a distribution over the tokens, the mean over random runs, with standard errors", "up to 2 · runs · steps forwards",
            "Zhao & Shan 2024, arXiv 2402.00794", false,
            "How much the probability falls when likely other tokens stand in a token's place; it says how much, not in which direction.",
            settings -> new ReAgent(settings.text("replacement-model", "auto|FOLDER of a model that proposes tokens").filter(name ->
                    !name.equals("auto")), settings.number("ratio", 0.3, 0), settings.whole("keep", 5, 1), settings.whole("top", 3, 1),
                    settings.whole("runs", 8, 1), settings.whole("steps", 100, 1), settings.seed()));

    private static final String GAP = "a distribution over the tokens, which adds up to 1";

    /// Checks the numbers.
    ///
    /// @throws BadInput if nothing would be replaced, or asked
    public ReAgent {
        if (!(ratio > 0 && ratio <= 1) || keep < 1 || top < 1 || runs < 1 || steps < 1) {
            throw new BadInput(ID, "ratio %s, keep %d, top %d, runs %d, steps %d".formatted(ratio, keep, top, runs, steps),
                    "a ratio in (0, 1], and all others from 1");
        }
    }

    /// The paper's numbers, and tokens that the explained model proposes.
    public ReAgent(long seed) {
        this(Optional.empty(), 0.3, 5, 3, 8, 100, seed);
    }

    @Override public Explanation explain(BlackBox explained, Input input, Target target) {
        if (!(input instanceof Input.Text)) {
            throw new BadInput(ID, "the input is no text, so that no tokens can be put in", "a text, or occlusion");
        }
        Game game = game(explained, input, target);
        int n = game.size();
        if (n == 0) {
            throw new BadInput(ID, "all tokens are special: there is nothing to replace", "a text");
        }
        Plausible plausible = Plausible.of(model, explained, input);
        List<ReAgentRun> all = IntStream.range(0, runs).mapToObj(run ->
                new ReAgentRun(game, input, plausible, Seeds.mix(seed, run))).toList();
        int many = Math.clamp(Math.round(ratio * n), 1, n);
        int kept = Math.min(keep, Math.max(1, n / 2));
        for (int step = 0; step < steps; step++) {
            List<ReAgentRun> open = all.stream().filter(run -> !run.ended()).toList();
            Optional<List<Answer>> probed = asked(game, open, run -> run.probe(many), step == 0);
            probed.ifPresent(answers -> IntStream.range(0, open.size()).forEach(i -> open.get(i).learn(answers.get(i))));
            Optional<List<Answer>> judged = probed.flatMap(_ -> asked(game, open, run -> run.rationale(kept), false));
            if (judged.isEmpty()) {
                break;
            }
            IntStream.range(0, open.size()).forEach(i -> open.get(i).judge(judged.get().get(i), top));
        }
        return result(game, all, plausible);
    }

    private static Optional<List<Answer>> asked(Game game, List<ReAgentRun> runs, Function<ReAgentRun, Variant> what, boolean needed) {
        List<Variant> asked = runs.stream().map(what).toList();
        return needed ? Optional.of(game.answers(asked)) : game.answersIfAllowed(asked);
    }

    private Explanation result(Game game, List<ReAgentRun> all, Plausible plausible) {
        double[][] draws = all.stream().map(ReAgentRun::importance).toArray(double[][]::new);
        double[] scores = Errors.means(draws);
        double[] errors = runs < 2 ? new double[0] : Errors.atLeastRounding(Errors.ofMeans(draws), scores);
        long ended = all.stream().filter(ReAgentRun::ended).count();
        List<String> cautions = new ArrayList<>();
        if (ended < runs) {
            cautions.add("%d of %d runs did not find tokens that are enough for the target".formatted(runs - ended, runs));
        }
        if (plausible.evenly()) {
            cautions.add("no model proposes tokens: every one of the vocabulary was as likely, and few of them fit (see replacement-model)");
        }
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("ended", ended);
        fit.put("steps", all.stream().map(ReAgentRun::steps).toList());
        fit.put("proposals", plausible.runs());
        if (runs > 1) {
            Errors.tell(runs - 1, fit);
        }
        Map<String, Object> settings = Map.of("replacement-model", model.orElse("auto"), "ratio", ratio, "keep", keep, "top", top,
                "runs", runs, "steps", steps);
        return game.explanation(new Explanation.Method(ID, settings, GAP, fit), game.scores(List.of(game.row(0, scores, errors,
                OptionalDouble.empty()))), seed, cautions);
    }

    /// For the probability of what is explained.
    private static Game game(BlackBox model, Input input, Target target) {
        Game first = model.game(input, target, Players.TOKENS);
        return switch (first.target()) {
            case Target.Probability _ -> first;
            case Target.Logit(OptionalInt position, int index) -> again(first, model, input, new Target.Probability(position, index));
            case Target.LogProbability(OptionalInt position, int index) ->
                    again(first, model, input, new Target.Probability(position, index));
            case Target.Predicted _, Target.Difference _, Target.Entropy _, Target.Start _, Target.End _, Target.Span _, Target.Sequence _,
                 Target.Similarity _, Target.Activation _, Target.Each _ -> throw new BadInput(ID + ": target " + first.target().kind(),
                    "is not how likely one class or token is", "predicted, or prob:CLASS");
        };
    }

    private static Game again(Game first, BlackBox model, Input input, Target target) {
        return new Game(model.side(input, target, Players.TOKENS), model.limits(), first.calls());
    }
}
