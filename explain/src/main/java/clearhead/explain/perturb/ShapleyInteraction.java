package clearhead.explain.perturb;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The Shapley interaction index of pairs (Grabisch & Roubens 1999): what i and j do together beyond what each does alone, averaged over
/// who else may be there, all sizes equally likely,
///
/// `Iᵢⱼ = Σ_T |T|! (n − |T| − 2)! / (n − 1)! · δᵢⱼ(T)`
///
/// with the second difference δ of [SecondDifferences]. The diagonal has the Shapley values. It is the only index that is linear,
/// symmetric, blind to players who do nothing, and recursive (the interaction with a pair as with one player); its sum is nothing in particular:
/// [ShapleyTaylor] gives that up for the sum.
///
/// @param players tokens, or words or sentences in their place
/// @param orders  how many are drawn; empty for all sets of 12 players or fewer, if the limits allow it, else 32
/// @param seed    where they come from
public record ShapleyInteraction(Players players, OptionalInt orders, long seed) implements Explainer<BlackBox> {

    private static final String ID = "shapley-interaction";

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking(ID, "Shapley interaction index",
            "for each pair what the two do together, over all sets of others; on the diagonal the Shapley values; "
                    + "errors where orders are drawn",
            "2^tokens forwards for 12 tokens or fewer, else orders · tokens²", "Grabisch & Roubens 1999", true,
            "A pair above zero needs both tokens; below zero, either would do.",
            settings -> new ShapleyInteraction(Players.of(settings), settings.wholeOr("orders", "auto", 1), settings.seed()));

    private static final String GAP = "pairs of the Shapley interaction index do not add up; shapley-taylor does";

    /// Exactly where it can be had.
    public ShapleyInteraction(long seed) {
        this(Players.TOKENS, OptionalInt.empty(), seed);
    }

    /// `|T|! (n − |T| − 2)! / (n − 1)! = 1 / ((n − 1) C(n − 2, |T|))`.
    static double weight(int t, int n) {
        return 1 / ((n - 1) * SecondDifferences.choose(n - 2, t));
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = PlayerPairs.game(ID, model, input, target, players);
        SecondDifferences found = SecondDifferences.of(game, ShapleyInteraction::weight, orders, seed);
        double[][] pairs = found.pairs();
        for (int i = 0; i < pairs.length; i++) {
            pairs[i][i] = found.alone()[i];
        }
        return game.explanation(new Explanation.Method(ID, players.settings(game, Map.of("orders", found.used())), GAP, found.fit()),
                PlayerPairs.grid(game, pairs, found.errors(), OptionalDouble.empty()), seed, found.cautions());
    }
}
