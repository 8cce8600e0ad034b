package clearhead.explain.perturb;

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
import clearhead.explain.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Anchors (Ribeiro, Singh & Guestrin 2018): the shortest rule "as long as these tokens stay, the model decides the same", that holds with
/// a precision of at least τ when each of the others is there with probability ½, and else what stands for "removed",
///
/// `prec(A) = P(decision(S) = decision(N) | A ⊆ S) ≥ τ`,  `cov(A) = P(A ⊆ S) = 2^−|A|`
///
/// The rules of size k + 1 that are looked at are those that extend one of the few best of size k (beam search); [RuleSearch] finds these
/// few. A rule is taken when the lower bound of its precision reaches τ. All bounds of the search hold together with the stated confidence:
/// size k may err with probability `(1 − confidence) / ((k + 1)(k + 2))`, and these add up to `1 − confidence` at most. Where 8 or fewer
/// tokens are left, all their sets are asked, and the precision is no estimate.
///
/// The score of a token of the rule is what the rule loses without it, `prec(A) − prec(A ∖ i)`; all others have 0.
///
/// @param players    tokens, or words or sentences in their place
/// @param precision  τ
/// @param confidence of all bounds together
/// @param tolerance  how much better than the few best of a size another may be
/// @param beam       how many these are
/// @param longest    rule that is looked for
/// @param samples    of one rule at most; one that is not known to hold by then is not taken
/// @param seed       where they come from
public record Anchors(Players players, double precision, double confidence, double tolerance, int beam, int longest, int samples, long seed)
        implements Explainer<BlackBox> {

    private static final String ID = "anchors";

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking(ID, "Anchors",
            "a rule that keeps the decision, with bounds of how often; the score is what it loses without the token",
            "hundreds of forwards where the rule is clear, else thousands", "Ribeiro et al. 2018, AAAI", true,
            "The tokens of the shortest rule that was found to keep the decision; all others may come and go.",
            settings -> new Anchors(Players.of(settings), settings.number("precision", 0.95, 0), settings.number("confidence", 0.95, 0),
                    settings.number("tolerance", 0.2, 0.01), settings.whole("beam", 3, 1), settings.whole("longest", 8, 0),
                    settings.whole("samples", 2000, 1), settings.seed()));

    private static final String GAP = "a rule, not shares of the answer";

    /// Checks the numbers.
    ///
    /// @throws BadInput if a probability is none, or nothing may be looked at
    public Anchors {
        if (!(precision > 0 && precision <= 1 && confidence > 0 && confidence < 1)) {
            throw new BadInput(ID, "precision %s, confidence %s".formatted(precision, confidence),
                    "precision in (0, 1], confidence in (0, 1)");
        }
        if (beam < 1 || longest < 0 || samples < 1 || !(tolerance > 0)) {
            throw new BadInput(ID, "beam %d, longest %d, samples %d, tolerance %s".formatted(beam, longest, samples, tolerance),
                    "a beam, samples and a tolerance above 0");
        }
    }

    /// Rules that hold in 95 % of the cases, with a confidence of 95 %.
    public Anchors(long seed) {
        this(Players.TOKENS, 0.95, 0.95, 0.2, 3, 8, 2000, seed);
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = model.game(input, target, players);
        if (game.whole().decision() == Answer.NONE) {
            throw new BadInput(ID + ": target " + game.target().kind(), "the model decides nothing there",
                    "a target at one place: predicted, logit:CLASS, diff:A,B, start:P or span:P,Q");
        }
        FoundRule found = FoundRule.by(this, game);
        Optional<double[][]> gains = found.gains(game, seed);
        Explanation.Row row = gains.map(known -> game.row(0, known[0], known[1], OptionalDouble.empty()))
                .orElseGet(() -> game.row(0, found.members(game.size()), new double[0], OptionalDouble.empty()));
        Map<String, Object> settings = players.settings(game, Map.of("precision", precision, "confidence", confidence,
                "tolerance", tolerance, "beam", beam, "longest", longest, "samples", samples));
        return game.explanation(new Explanation.Method(ID, settings, GAP, fit(model, input, game, found)), game.scores(List.of(row)), seed,
                cautions(game, found, gains.isPresent()));
    }

    private List<String> cautions(Game game, FoundRule found, boolean known) {
        List<String> cautions = new ArrayList<>();
        if (!found.holds()) {
            cautions.add("no rule of %d tokens or fewer is known to hold with precision %s; this is the best of the longest looked at"
                    .formatted(Math.min(longest, game.size()), precision));
        } else if (found.rule().size() == 0) {
            cautions.add("whatever is taken away, the decision stays: no token is needed for it");
        }
        if (game.whole().rank() > 0) {
            cautions.add("the rule is for what the model decides, which is not the class that was asked for");
        }
        if (!known) {
            cautions.add("there was no room to see what the rule loses without each of its tokens: their scores are 1");
        }
        return cautions;
    }

    private Map<String, Object> fit(BlackBox model, Input input, Game game, FoundRule found) {
        Map<String, Object> fit = new LinkedHashMap<>();
        fit.put("anchor", found.rule().kept().stream().mapToObj(player -> text(input, game.players().get(player))).toList());
        fit.put("tokens", found.rule().kept().stream().flatMap(player -> IntStream.of(game.players().get(player))).boxed().toList());
        fit.put("decision", decision(model, game));
        fit.put("holds", found.holds());
        fit.put("precision", found.rule().precision());
        fit.put("precisionLow", found.bounds().low());
        fit.put("precisionHigh", found.bounds().high());
        fit.put("confidence", confidence);
        fit.put("variants", found.rule().thrown());
        fit.put("allVariants", found.rule().exact());
        fit.put("coverage", Math.pow(2, -found.rule().size()));
        fit.put("calls", game.calls());
        return fit;
    }

    /// A class by its name, a position by its number.
    private static String decision(BlackBox model, Game game) {
        int decision = game.whole().decision();
        return switch (game.target()) {
            case Target.Start _, Target.End _, Target.Span _ -> "position " + decision;
            case Target.Placed _, Target.Sequence _, Target.Similarity _, Target.Activation _, Target.Each _ -> model.label(decision);
        };
    }

    /// What stands in the text, else what stands in the vocabulary.
    private static String text(Input input, int[] tokens) {
        Token first = input.tokens().get(tokens[0]);
        Token last = input.tokens().get(tokens[tokens.length - 1]);
        return input instanceof Input.Text text && last.end() > first.start() && last.end() <= text.words().textOf(first.index()).length()
                ? text.words().textOf(first.index()).substring(first.start(), last.end())
                : IntStream.of(tokens).mapToObj(i -> input.tokens().get(i).piece()).collect(Collectors.joining(" "));
    }
}
