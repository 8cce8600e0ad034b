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
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The Shapley–Taylor index of order 2 (Sundararajan, Dhamdhere & Agarwal 2020, arXiv 1902.05622): as a Taylor series, first what each
/// player does alone, then all the rest, shared among pairs,
///
/// `Iᵢ = v(i) − v(∅)`,  `Iᵢⱼ = 2/n · Σ_T 1 / C(n − 1, |T|) · δᵢⱼ(T)`,  `Σᵢ Iᵢ + Σ_{i<j} Iᵢⱼ = v(N) − v(∅)`
///
/// with the second difference δ of [SecondDifferences]. The matrix has Iᵢ on its diagonal, and half of Iᵢⱼ in each of the two cells of a
/// pair, so that all cells add up, and each row adds up to its player's Shapley value: of a term of s players every pair gets
/// `1 / C(s, 2)`, and a player has s − 1 pairs, `(s − 1) / (2 C(s, 2)) = 1/s`.
///
/// @param players tokens, or words or sentences in their place
/// @param orders  how many are drawn; empty for all sets of 12 players or fewer, if the limits allow it, else 32
/// @param seed    where they come from
public record ShapleyTaylor(Players players, OptionalInt orders, long seed) implements Explainer<BlackBox> {

    private static final String ID = "shapley-taylor";

    /// What one should know of it.
    public static final MethodCard CARD = MethodCard.asking(ID, "Shapley–Taylor index",
            "pairs and single tokens add up to F(x) − F(x′), and each row to a Shapley value; errors where orders are drawn",
            "2^tokens forwards for 12 tokens or fewer, else orders · tokens²", "Sundararajan et al. 2020, arXiv 1902.05622", true,
            "On the diagonal what a token does with nobody else there; beside it what pairs add, half of it in each of their two cells.",
            settings -> new ShapleyTaylor(Players.of(settings), settings.wholeOr("orders", "auto", 1), settings.seed()));

    /// Exactly where it can be had.
    public ShapleyTaylor(long seed) {
        this(Players.TOKENS, OptionalInt.empty(), seed);
    }

    /// `2 / (n C(n − 1, |T|))`.
    static double weight(int t, int n) {
        return 2 / (n * SecondDifferences.choose(n - 1, t));
    }

    @Override public Explanation explain(BlackBox model, Input input, Target target) {
        Game game = PlayerPairs.game(ID, model, input, target, players);
        SecondDifferences found = SecondDifferences.of(game, ShapleyTaylor::weight, orders, seed);
        double nobody = game.values(new BitSet())[0];
        double[][] pairs = halves(found.pairs());
        double[][] errors = halves(found.errors());
        for (int i = 0; i < pairs.length; i++) {
            pairs[i][i] = game.values(PlayerPairs.and(new BitSet(), i))[0] - nobody;
        }
        return game.explanation(new Explanation.Method(ID, players.settings(game, Map.of("orders", found.used())), "", found.fit()),
                PlayerPairs.grid(game, pairs, errors, OptionalDouble.of(nobody)), seed, found.cautions());
    }

    /// Nothing on the diagonal: what a player does alone is known without a draw.
    private static double[][] halves(double[][] pairs) {
        double[][] halves = new double[pairs.length][pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            for (int j = 0; j < pairs.length; j++) {
                halves[i][j] = i == j ? 0 : pairs[i][j] / 2;
            }
        }
        return halves;
    }
}
